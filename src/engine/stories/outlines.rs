//! Builds the stories of a run from its clusters: the canonical article, and what each member shares with it.

use rayon::prelude::*;

use super::origins;
use super::run_story::{Likeness, Outline, RunMember, RunStory, Similarity, Singletons};
use crate::article::ArticleId;
use crate::cluster::Cluster;
use crate::engine::run::Run;
use crate::engine::run::agencies::Agencies;
use crate::engine::run::articles::Articles;
use crate::engine::run::clusters::{Compared, Group, InnerPair, Taken, articles_of, canonical};
use crate::engine::run::texts::Texts;
use crate::error::Result;
use crate::hash::HashSet;
use crate::report;
use crate::report::{ClusterId, Flag, Role};
use crate::similarity::Score;

/// Clusters with more articles than this are flagged for review.
const OVERSIZE: usize = 500;

/// Share of pairs that match directly, below which a cluster is flagged as chained.
const CHAINED_BELOW: f64 = 0.5;

/// Outlines a story that is to be written. Its id is not yet final.
pub(crate) fn outline(
    cluster: &Cluster,
    articles: &Articles,
    texts: &Texts,
    singletons: Singletons,
) -> Option<Outline> {
    let members = articles_of(cluster, texts);
    let is_listed = members.len() >= 2 || singletons == Singletons::Included;
    is_listed.then(|| outline_of(cluster.nodes[0], &members, articles))
}

/// Outlines the story of these articles, in rising order. Its id is not yet final.
pub(crate) fn outline_of(first: ArticleId, members: &[ArticleId], articles: &Articles) -> Outline {
    let (canonical, _) = canonical(members, articles);
    Outline {
        id: ClusterId::name_all([&*articles.key(canonical)])[0],
        first,
        canonical,
        articles: u32::try_from(members.len()).expect("a run has fewer than 2^32 articles"),
        outlets: count_outlets(members, articles),
    }
}

/// Assigns the final ids, which never clash, and sorts the stories by number of outlets, most
/// first.
pub(crate) fn rank(outlines: &mut [Outline], key: impl Fn(ArticleId) -> String) {
    outlines.sort_unstable_by_key(|outline| outline.canonical);
    let keys: Vec<String> = outlines.iter().map(|outline| key(outline.canonical)).collect();
    let ids = ClusterId::name_all(keys.iter().map(String::as_str));
    for (outline, id) in outlines.iter_mut().zip(ids) {
        outline.id = id;
    }
    outlines.sort_unstable_by_key(|outline| {
        (std::cmp::Reverse((outline.outlets, outline.articles)), outline.id, outline.canonical)
    });
}

/// Completes a story.
pub(crate) fn describe(
    outline: &Outline,
    Group { compared: Compared { cluster, taken }, pairs }: &Group,
    articles: &Articles,
    texts: &Texts,
    agencies: &Agencies,
) -> RunStory {
    let articles_of = articles_of(cluster, texts);
    let (canonical, rule) = canonical(&articles_of, articles);
    let mut members: Vec<RunMember> = Vec::with_capacity(articles_of.len());
    for (&node, &taken) in cluster.nodes.iter().zip(taken) {
        members.extend(
            texts.articles_like(node).map(|article| member(article, canonical, taken, articles)),
        );
    }
    members.sort_unstable_by_key(|member| (member.article != canonical, member.article));
    mark_same_outlet(&mut members, articles);
    origins::mark(&mut members, articles, agencies);

    let jaccard = Jaccard::of(cluster, pairs, texts);
    let similarity = (articles_of.len() > 1).then_some(Similarity {
        min: jaccard.min,
        mean: jaccard.mean(),
        cohesion: cluster.cohesion,
        sampled: cluster.sampled,
    });
    let mut flags = Vec::new();
    if cluster.cohesion < CHAINED_BELOW {
        flags.push(Flag::Chained);
    }
    if articles_of.len() > OVERSIZE {
        flags.push(Flag::Oversize);
    }
    let likeness = Likeness::new(&cluster.nodes, pairs);
    let &Outline { id, outlets, .. } = outline;
    RunStory { id, canonical, rule, members, outlets, similarity, flags, likeness }
}

fn member(
    article: ArticleId,
    canonical: ArticleId,
    taken: Option<Taken>,
    articles: &Articles,
) -> RunMember {
    let [own, other] = [article, canonical].map(|article| articles.facts(article));
    let words = [own.words, other.words];
    let role = match taken {
        _ if article == canonical => Role::Canonical,
        None => Role::Verbatim,
        // Possible templates are compared even if their words are the same.
        Some(_) if own.stream == other.stream => Role::Verbatim,
        Some(taken) => Role::of(taken.overlap),
    };
    let kept = taken.map_or(words, |taken| taken.kept);
    RunMember {
        article,
        role,
        overlap: taken.map(|taken| taken.overlap),
        score: taken.map_or(Score::from_share(1.0), |taken| taken.score),
        words_added: words[0].saturating_sub(kept[0]),
        words_removed: words[1].saturating_sub(kept[1]),
    }
}

/// Every article of an outlet after its first is a repeat.
fn mark_same_outlet(members: &mut [RunMember], articles: &Articles) {
    let mut seen = HashSet::default();
    for member in members {
        let outlet = articles.facts(member.article).outlet;
        if outlet.is_some_and(|outlet| !seen.insert(outlet)) {
            member.role = Role::SameOutlet;
        }
    }
}

/// Number of distinct outlets.
fn count_outlets(members: &[ArticleId], articles: &Articles) -> u32 {
    report::count_outlets(
        members.iter().map(|&article| {
            articles.facts(article).outlet.map(|outlet| articles.outlets.name(outlet))
        }),
    )
}

/// The Jaccard similarities of the verified pairs in a cluster. Equal texts count as 1.
#[derive(Clone, Copy, Debug)]
struct Jaccard {
    min: f64,
    sum: f64,
    pairs: u64,
}

impl Jaccard {
    fn mean(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 52 bits")]
        let pairs = self.pairs as f64;
        if self.pairs == 0 { 1.0 } else { self.sum / pairs }
    }

    fn of(cluster: &Cluster, measured: &[InnerPair], texts: &Texts) -> Jaccard {
        let copies: Vec<u64> =
            cluster.nodes.iter().map(|&node| texts.articles_like(node).count() as u64).collect();
        let equal: u64 = copies.iter().map(|copies| copies * (copies - 1) / 2).sum();
        #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 52 bits")]
        let mut all = Jaccard { min: 1.0, sum: equal as f64, pairs: equal };
        for InnerPair { places: [one, other], overlap } in measured {
            let pairs = copies[*one as usize] * copies[*other as usize];
            let jaccard = overlap.jaccard();
            all.min = all.min.min(jaccard);
            #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 52 bits")]
            let weight = pairs as f64;
            all.sum += jaccard * weight;
            all.pairs += pairs;
        }
        all
    }
}

impl Run {
    /// The outlines of the stories, sorted by number of outlets, most first.
    pub(crate) fn outlines(&self, singletons: Singletons) -> Result<Vec<Outline>> {
        let mut outlines: Vec<Outline> = Vec::new();
        let firsts: Vec<ArticleId> = self.clusters.firsts(&self.texts).collect();
        for firsts in firsts.chunks(CLUSTERS_AT_ONCE) {
            let described = firsts.par_iter().map(|&first| {
                let cluster = self.clusters.cluster(first)?;
                Ok(outline(&cluster, &self.articles, &self.texts, singletons))
            });
            let described: Vec<Option<Outline>> = described.collect::<Result<_>>()?;
            outlines.extend(described.into_iter().flatten());
        }
        rank(&mut outlines, |article| self.articles.key(article));
        Ok(outlines)
    }

    /// Builds stories with their articles from their outlines.
    pub(crate) fn describe(&self, outlines: &[Outline]) -> Result<Vec<RunStory>> {
        let described = outlines.par_iter().with_max_len(STORIES_A_THREAD).map(|outline| {
            let group = self.clusters.group(outline.first)?;
            Ok(describe(outline, &group, &self.articles, &self.texts, &self.agencies))
        });
        described.collect()
    }

    #[cfg(test)]
    pub(crate) fn described(&self, singletons: Singletons) -> Result<Vec<RunStory>> {
        self.describe(&self.outlines(singletons)?)
    }
}

/// Stories that a thread takes at a time: few, because the large ones come first.
pub(crate) const STORIES_A_THREAD: usize = 1 << 4;

/// Clusters that are outlined in parallel.
const CLUSTERS_AT_ONCE: usize = 1 << 14;
