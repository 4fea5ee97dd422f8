//! Loads profiles of an index, some at a time.

use rayon::prelude::*;

use crate::article::ArticleId;
use crate::engine::run::profiles::ProfileOf;
use crate::error::Result;
use crate::hash::{HashMap, HashSet};
use crate::index::{Number, Snapshot};
use crate::verify::Profile;

/// Profiles of articles, which are numbered as in a run.
pub(super) struct Profiles<'a> {
    snapshot: &'a Snapshot,
    numbers: &'a [Number],
    held: HashMap<ArticleId, Profile>,
}

impl<'a> Profiles<'a> {
    /// Starts empty. `numbers` has the number in the index of each article.
    pub(super) fn new(snapshot: &'a Snapshot, numbers: &'a [Number]) -> Profiles<'a> {
        Profiles { snapshot, numbers, held: HashMap::default() }
    }

    /// Loads the profiles of these distinct articles, and drops all others.
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
}

impl ProfileOf<ArticleId> for Profiles<'_> {
    fn profile(&self, article: ArticleId) -> &Profile {
        &self.held[&article]
    }
}
