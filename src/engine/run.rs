//! One run from files to stories, on the threads of one machine.

use rayon::prelude::*;

use super::articles::Articles;
use super::compare::{self, MeasuredPair, PROFILES_AT_ONCE, Profiles, Rereading, Verified};
use super::families;
use super::numbering::{self, Numbered};
use super::observer::{Observer, Stage};
use super::origins::Agencies;
use super::read::{self, Reading, Tolerance, UnreadDates};
use super::settings::Settings;
use super::stories::{self, Compared, Singletons, Story};
use super::texts::Texts;
use super::versions::{self, Killed};
use crate::clean::Cleaner;
use crate::cluster;
use crate::corpus::{Corpus, FirstPass, Reject};
use crate::error::Result;
use crate::report::Counts;
use crate::signature::Signatures;
use crate::similarity::Score;

/// What a run found.
#[derive(Debug)]
pub struct Run {
    pub(super) articles: Articles,
    pub(super) agencies: Agencies,
    pub(super) texts: Texts,
    pub(super) verified: Vec<MeasuredPair>,
    pub(super) near: Vec<MeasuredPair>,
    pub(super) clusters: Vec<Compared>,
    /// Places of clusters that are takes of one running story.
    pub(super) families: Vec<Vec<usize>>,
    pub(super) rejects: Vec<Reject>,
    pub(super) first_pass: FirstPass,
    /// Records that are accounted for, those that are no article among them.
    pub(super) read: u64,
    pub(super) unread_dates: UnreadDates,
    pub(super) killed: Killed,
    pub(super) short_articles: usize,
    pub(super) shared_keys: usize,
}

/// What is odd about the dates of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OddDates {
    /// Dates that could not be read: they are none, or could be two days.
    pub unread: u64,
    /// The first of them.
    pub unread_example: Option<String>,
    /// Dates with a time that names no time zone, where none was said: their day alone is known.
    pub without_zone: u64,
    /// Dates after the moment that was asked for.
    pub in_the_future: u64,
}

/// Groups the articles of a corpus into stories.
///
/// Runs on the threads of the current rayon pool. The result does not depend on how many they are, nor on the order of
/// files and lines.
pub fn cluster(
    corpus: &Corpus,
    cleaner: &Cleaner,
    settings: &Settings,
    tolerance: Tolerance,
    observer: &dyn Observer,
) -> Result<Run> {
    cluster_in_batches(corpus, cleaner, settings, tolerance, observer, PROFILES_AT_ONCE)
}

fn cluster_in_batches(
    corpus: &Corpus,
    cleaner: &Cleaner,
    settings: &Settings,
    tolerance: Tolerance,
    observer: &dyn Observer,
    at_once: usize,
) -> Result<Run> {
    let Reading { facts, signatures, outlets, mut rejects, first_pass, unread_dates, killed } =
        read::read(corpus, cleaner, settings, tolerance, observer)?;
    let Numbered { mut articles, repeats, shared_keys } =
        numbering::number(facts, signatures, outlets);
    rejects.extend(repeats.into_iter().map(numbering::Repeat::into_reject));
    rejects.sort_unstable_by_key(|reject| reject.place);

    observer.begin(Stage::Candidates, None);
    let texts = Texts::of(&articles, settings.least_words(corpus.body_is()));
    let candidates = compare::candidates(&articles, &texts, settings);
    // Nothing after the candidates looks at a signature.
    articles.signatures = Signatures::with_width(settings.lsh.parameters.minima());
    let rereading = Rereading { corpus, cleaner, articles: &articles, settings, observer };
    let (verified, profiles) = compare::verify(rereading, &candidates, at_once)?;
    drop(candidates);
    let clusters = grouped(rereading, &texts, &verified.pairs, profiles, at_once)?;
    let Verified { pairs: verified, near } = verified;
    let pairs = verified.iter().chain(&near);
    let families = families::group(&clusters, &texts, pairs, settings.family_pair_threshold());
    let short_articles =
        articles.facts.iter().filter(|facts| facts.words < settings.min_words).count();
    Ok(Run {
        agencies: Agencies::new(cleaner, &articles.outlets),
        articles,
        texts,
        verified,
        near,
        clusters,
        families,
        rejects,
        read: first_pass.files.iter().map(|file| file.records).sum(),
        first_pass,
        unread_dates,
        killed,
        short_articles,
        shared_keys,
    })
}

/// Groups the copies, and compares each with the canonical one while the profiles are at hand.
fn grouped(
    rereading: Rereading<'_>,
    texts: &Texts,
    verified: &[MeasuredPair],
    mut profiles: Profiles,
    at_once: usize,
) -> Result<Vec<Compared>> {
    let Rereading { articles, settings, observer, .. } = rereading;
    observer.begin(Stage::Cluster, None);
    let links = verified.iter().map(MeasuredPair::link);
    let components = cluster::components(texts.nodes(), links);
    let mut clusters: Vec<Compared> = Vec::new();
    for batch in components.into_batches(at_once) {
        profiles = rereading.profiles(batch.measured_articles(), profiles)?;
        observer.begin(Stage::Cluster, None);
        let measure =
            |pair| profiles.measure_if_alike(pair).map_or(Score::ZERO, |measured| measured.score);
        let found = batch.group(&measure, settings.linkage());
        let compared = found.into_par_iter().map(|cluster| {
            stories::compare(cluster, articles, texts, &|pair| profiles.measure(pair))
        });
        clusters.par_extend(compared);
    }
    clusters.par_sort_unstable_by_key(|compared| compared.cluster.nodes[0]);
    Ok(clusters)
}

impl Run {
    /// How many records came to what.
    pub fn counts(&self) -> Result<Counts> {
        let articles = self.articles.len() as u64;
        let clustered: u64 = self.story_sizes().filter(|&articles| articles > 1).sum();
        let rejected = self.rejects.len() as u64;
        Counts::new(self.read, clustered, articles - clustered, rejected)
    }

    /// Articles in each cluster, those without a copy included.
    fn story_sizes(&self) -> impl Iterator<Item = u64> + '_ {
        self.clusters.iter().map(|Compared { cluster, .. }| {
            cluster.nodes.iter().map(|&node| self.texts.articles_like(node).len() as u64).sum()
        })
    }

    /// The keys of the articles of each story that more than one article carries, sorted.
    pub fn stories(&self) -> Vec<Vec<&str>> {
        let told = self.told(Singletons::LeftOut);
        told.iter()
            .map(|story| {
                let mut keys: Vec<&str> = story
                    .members
                    .iter()
                    .map(|member| &*self.articles.facts(member.article).key)
                    .collect();
                keys.sort_unstable();
                keys
            })
            .collect()
    }

    /// What the reading showed of each file, in the order of the corpus.
    pub fn first_pass(&self) -> &FirstPass {
        &self.first_pass
    }

    /// The records that are no article of this run, by their places.
    pub fn rejects(&self) -> &[Reject] {
        &self.rejects
    }

    /// Different outlets; articles without one are not counted.
    pub fn outlets(&self) -> usize {
        self.articles.outlets.len()
    }

    /// Articles that have too few words to be compared.
    pub fn short_articles(&self) -> usize {
        self.short_articles
    }

    /// Articles that share their key with another text, and were renamed.
    pub fn renamed_articles(&self) -> usize {
        self.shared_keys
    }

    /// What is odd about the dates, if it is so many seconds after the start of 1970 now.
    pub fn dates(&self, now: i64) -> OddDates {
        let dated = || self.articles.facts.iter().filter_map(|facts| facts.published);
        OddDates {
            unread: self.unread_dates.count,
            unread_example: self.unread_dates.first.as_ref().map(|(_, date)| date.to_string()),
            without_zone: dated().filter(|date| date.lacks_zone()).count() as u64,
            in_the_future: dated().filter(|date| date.seconds() > now).count() as u64,
        }
    }

    pub(super) fn told(&self, singletons: Singletons) -> Vec<Story> {
        let mut told =
            stories::tell(&self.clusters, &self.articles, &self.texts, &self.verified, singletons);
        told.par_iter_mut()
            .for_each(|story| versions::mark(&mut story.members, &self.articles, &self.agencies));
        told
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::{Input, Options};
    use crate::engine::Unobserved;

    #[test]
    fn stories_do_not_depend_on_how_many_profiles_are_held_at_once() {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample.jsonl");
        let inputs = [Input::Path(sample)];
        let corpus =
            Corpus::open(&inputs, &Options::default(), Path::new("."), &mut std::io::empty())
                .unwrap();
        let (cleaner, settings) = (Cleaner::new(), Settings::default());
        let run = |at_once| {
            let tolerance = Tolerance::default();
            cluster_in_batches(&corpus, &cleaner, &settings, tolerance, &Unobserved, at_once)
                .unwrap()
        };
        let told = |run: &Run| format!("{:?}", run.told(Singletons::Included));
        let whole = run(PROFILES_AT_ONCE);
        assert!(!whole.stories().is_empty());
        for at_once in [1, 5] {
            let batches = run(at_once);
            assert_eq!(batches.verified, whole.verified);
            assert_eq!(told(&batches), told(&whole));
            assert_eq!(batches.relations(), whole.relations());
        }
    }
}
