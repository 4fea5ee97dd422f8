//! The profiles of an index, so many at a time.

use rayon::prelude::*;

use crate::article::ArticleId;
use crate::error::Result;
use crate::hash::{HashMap, HashSet};
use crate::index::{Number, Snapshot};
use crate::pair::CandidatePair;
use crate::verify::{self, Measured, Profile, Rules};

/// The profiles of some articles, which are numbered as in a run.
pub(super) struct Profiles<'a> {
    snapshot: &'a Snapshot,
    numbers: &'a [Number],
    rules: Rules,
    held: HashMap<ArticleId, Profile>,
}

impl<'a> Profiles<'a> {
    /// Holds none yet; `numbers` has the number in the index for each article.
    pub(super) fn new(snapshot: &'a Snapshot, numbers: &'a [Number], rules: Rules) -> Profiles<'a> {
        Profiles { snapshot, numbers, rules, held: HashMap::default() }
    }

    /// Holds the profiles of these articles, each named once, and lets those of others go.
    pub(super) fn hold(&mut self, wanted: &[ArticleId]) -> Result<()> {
        let set: HashSet<ArticleId> = wanted.iter().copied().collect();
        self.held.retain(|article, _| set.contains(article));
        let mut missing: Vec<ArticleId> =
            wanted.iter().copied().filter(|article| !self.held.contains_key(article)).collect();
        missing.par_sort_unstable_by_key(|article| self.numbers[article.index()]);
        let loaded = missing
            .into_par_iter()
            .map(|article| Ok((article, self.snapshot.profile(self.numbers[article.index()])?)));
        let loaded: Vec<(ArticleId, Profile)> = loaded.collect::<Result<_>>()?;
        self.held.extend(loaded);
        Ok(())
    }

    /// Measures two articles whose profiles are held.
    pub(super) fn measure(&self, pair: CandidatePair) -> Measured {
        verify::measure(&self.held[&pair.low()], &self.held[&pair.high()], self.rules)
    }

    /// The same, or `None` where a quick look shows that the two are nothing to each other.
    pub(super) fn measure_if_alike(&self, pair: CandidatePair) -> Option<Measured> {
        verify::measure_if_alike(&self.held[&pair.low()], &self.held[&pair.high()], self.rules)
    }
}
