//! Groups texts into clusters, and compares each text with the canonical one of its cluster.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::articles::{Articles, KeptFacts};
use super::clusters::{Compared, Taken};
use super::profiles::{ProfileOf, Scored};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::{Cluster, Components};
use crate::date::Published;
use crate::engine::settings::Settings;
use crate::report::CanonicalRule;
use crate::verify::{Measured, Measurer};

/// Groups the nodes of components, and compares each text with the canonical one of its cluster.
pub(crate) fn group(
    components: Components,
    articles: &Articles,
    texts: &Texts,
    profiles: &impl ProfileOf<ArticleId>,
    settings: &Settings,
) -> Vec<Compared> {
    let scored = Scored { profiles, rules: settings.rules };
    let clusters = components.group(&scored, settings.linkage()).into_par_iter();
    clusters.map(|cluster| compare(cluster, articles, texts, &scored)).collect()
}

/// Compares each text of a cluster with the canonical one.
fn compare(
    cluster: Cluster,
    articles: &Articles,
    texts: &Texts,
    Scored { profiles, rules }: &Scored<'_, impl ProfileOf<ArticleId>>,
) -> Compared {
    let (canonical, _) = canonical(&articles_of(&cluster, texts), articles);
    let canonical_text = texts.first_like(canonical);
    let mut measurer = None;
    let taken = cluster.nodes.iter().map(|&node| {
        if node == canonical_text {
            return None;
        }
        let measurer =
            measurer.get_or_insert_with(|| Measurer::new(profiles.profile(canonical_text), *rules));
        let Measured { overlap, kept, .. } = measurer.measure(profiles.profile(node)).swapped();
        Some(Taken { overlap, kept })
    });
    Compared { taken: taken.collect(), cluster }
}

/// The articles of a cluster, sorted.
pub(crate) fn articles_of(cluster: &Cluster, texts: &Texts) -> Vec<ArticleId> {
    let mut articles: Vec<ArticleId> =
        cluster.nodes.iter().flat_map(|&node| texts.articles_like(node)).collect();
    articles.sort_unstable();
    articles
}

/// Fifths of the words of the longest version that a complete version has at least.
const COMPLETE: u64 = 4;

/// Fifths of the words of the longest version that the agency's own version needs to be the
/// reference text.
const AGENCY_VERSION: u64 = 2;

/// The reference text of a story: the longest of the agency's own versions, unless it is a mere
/// summary; otherwise the earliest complete version. Ties go to the longest, then to the first.
pub(crate) fn canonical(members: &[ArticleId], articles: &Articles) -> (ArticleId, CanonicalRule) {
    let facts: Vec<(ArticleId, KeptFacts)> =
        members.iter().map(|&article| (article, articles.facts(article))).collect();
    let most = facts.iter().map(|(_, facts)| facts.words).max().expect("a story has an article");
    let has_parts =
        |facts: &KeptFacts, parts: u64| 5 * u64::from(facts.words) >= parts * u64::from(most);
    let own =
        facts.iter().filter(|(_, facts)| facts.from_agency && has_parts(facts, AGENCY_VERSION));
    if let Some(&(article, _)) = own.min_by_key(|(article, facts)| (Reverse(facts.words), *article))
    {
        return (article, CanonicalRule::Agency);
    }
    let complete = || facts.iter().filter(|(_, facts)| has_parts(facts, COMPLETE));
    let first_day = complete().filter_map(|(_, facts)| facts.published).map(day_of).min();
    let on_first_day = || {
        complete()
            .filter(|(_, facts)| first_day.is_none() || facts.published.map(day_of) == first_day)
    };
    // If one of them has no exact time, nothing says which was first.
    let times = || on_first_day().map(|(_, facts)| facts.published.filter(|date| date.is_exact()));
    let has_times = times().all(|time| time.is_some());
    let rank = |facts: &KeptFacts| {
        let time = facts.published.filter(|_| has_times).map(Published::seconds);
        (time, Reverse(facts.words))
    };
    let best = on_first_day().map(|(_, facts)| rank(facts)).min().expect("one has the most words");
    let mut bests = on_first_day().filter(|(_, facts)| rank(facts) == best);
    let &(article, _) = bests.next().expect("one of them is the best");
    let rule = match (bests.next().is_some(), first_day.is_some()) {
        (true, _) => CanonicalRule::Id,
        (false, true) => CanonicalRule::Earliest,
        (false, false) => CanonicalRule::Longest,
    };
    (article, rule)
}

/// The day of a date, counted from 1970.
fn day_of(date: Published) -> i64 {
    date.seconds().div_euclid(24 * 60 * 60)
}
