//! One run from files to stories, on the threads of one machine.

use super::articles::Articles;
use super::compare::{self, Profiles, VerifiedPair};
use super::numbering::{self, Numbered};
use super::observer::{Observer, Stage};
use super::origins::Agencies;
use super::read::{self, Reading, Tolerance};
use super::settings::Settings;
use super::stories::{self, Singletons, Story};
use super::texts::Texts;
use crate::clean::Cleaner;
use crate::cluster::{self, Cluster};
use crate::corpus::{Corpus, FirstPass, Reject};
use crate::error::Result;
use crate::report::Counts;

/// What a run found.
#[derive(Debug)]
pub struct Run {
    pub(super) articles: Articles,
    pub(super) agencies: Agencies,
    pub(super) texts: Texts,
    pub(super) profiles: Profiles,
    pub(super) verified: Vec<VerifiedPair>,
    pub(super) clusters: Vec<Cluster>,
    pub(super) rejects: Vec<Reject>,
    pub(super) first_pass: FirstPass,
    pub(super) short_articles: usize,
    pub(super) shared_keys: usize,
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
    let Reading { facts, signatures, outlets, mut rejects, first_pass } =
        read::read(corpus, cleaner, settings, tolerance, observer)?;
    let Numbered { articles, repeats, shared_keys } = numbering::number(facts, signatures, outlets);
    rejects.extend(repeats.into_iter().map(numbering::Repeat::into_reject));
    rejects.sort_unstable_by_key(|reject| reject.place);

    observer.begin(Stage::Candidates, None);
    let texts = Texts::of(&articles);
    let candidates = compare::candidates(&articles, &texts, settings);
    let profiles = compare::profiles(corpus, cleaner, &articles, &candidates, settings, observer)?;
    let verified = compare::verify(&candidates, &profiles, settings, observer);

    observer.begin(Stage::Cluster, None);
    let links = verified.iter().map(VerifiedPair::link);
    let measure = |pair| profiles.measure(pair).score;
    let clusters = cluster::cluster(texts.nodes(), links, &measure, settings.linkage());
    let short_articles =
        articles.facts.iter().filter(|facts| facts.words < settings.min_words).count();
    Ok(Run {
        agencies: Agencies::new(cleaner, &articles.outlets),
        articles,
        texts,
        profiles,
        verified,
        clusters,
        rejects,
        first_pass,
        short_articles,
        shared_keys,
    })
}

impl Run {
    /// How many records came to what.
    pub fn counts(&self) -> Result<Counts> {
        let articles = self.articles.len() as u64;
        let clustered: u64 = self.story_sizes().filter(|&articles| articles > 1).sum();
        let rejected = self.rejects.len() as u64;
        let read = self.first_pass.files.iter().map(|file| file.records).sum();
        Counts::new(read, clustered, articles - clustered, rejected)
    }

    /// Articles in each cluster, those without a copy included.
    fn story_sizes(&self) -> impl Iterator<Item = u64> + '_ {
        self.clusters.iter().map(|cluster| {
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

    /// Articles too short to be matched unless their texts are equal.
    pub fn short_articles(&self) -> usize {
        self.short_articles
    }

    /// Articles that share their key with another text, and were renamed.
    pub fn renamed_articles(&self) -> usize {
        self.shared_keys
    }

    pub(super) fn told(&self, singletons: Singletons) -> Vec<Story> {
        stories::tell(
            &self.clusters,
            &self.articles,
            &self.texts,
            &self.profiles,
            &self.verified,
            singletons,
        )
    }
}
