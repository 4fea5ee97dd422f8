//! Builds the stories of a run.

use rayon::prelude::*;

use super::outlines;
use super::run_story::{Outline, RunStory, Singletons};
use crate::article::ArticleId;
use crate::engine::run::Run;
use crate::error::Result;

impl Run {
    /// The outlines of the stories, sorted by number of outlets, most first.
    pub(crate) fn outlines(&self, singletons: Singletons) -> Result<Vec<Outline>> {
        let mut outlines: Vec<Outline> = Vec::new();
        let firsts: Vec<ArticleId> = self.clusters.firsts(&self.texts).collect();
        for firsts in firsts.chunks(CLUSTERS_AT_ONCE) {
            let told = firsts.par_iter().map(|&first| {
                let cluster = self.clusters.cluster(first)?;
                Ok(outlines::outline(&cluster, &self.articles, &self.texts, singletons))
            });
            let told: Vec<Option<Outline>> = told.collect::<Result<_>>()?;
            outlines.extend(told.into_iter().flatten());
        }
        outlines::rank(&mut outlines, &self.articles);
        Ok(outlines)
    }

    /// Builds stories with their articles from their outlines.
    pub(crate) fn tell(&self, outlines: &[Outline]) -> Result<Vec<RunStory>> {
        let told = outlines.par_iter().with_max_len(STORIES_A_THREAD).map(|outline| {
            let group = self.clusters.group(outline.first)?;
            Ok(outlines::tell(outline, &group, &self.articles, &self.texts, &self.agencies))
        });
        told.collect()
    }

    #[cfg(test)]
    pub(crate) fn told(&self, singletons: Singletons) -> Result<Vec<RunStory>> {
        self.tell(&self.outlines(singletons)?)
    }
}

/// Stories that a thread takes at a time: few, because the large ones come first.
pub(crate) const STORIES_A_THREAD: usize = 1 << 4;

/// Clusters that are outlined in parallel.
const CLUSTERS_AT_ONCE: usize = 1 << 14;
