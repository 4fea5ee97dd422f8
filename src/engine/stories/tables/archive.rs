//! Where what the tables show is taken from.

use std::borrow::Cow;
use std::sync::Arc;

use crate::article::{ArticleId, FileId};
use crate::engine::observer::Observer;
use crate::engine::run::articles::Articles;
use crate::engine::run::shown::Shown;
use crate::engine::stories::story::Story;
use crate::error::Result;
use crate::hash::HashMap;

/// Where the articles of a run are, and what is shown of them.
pub(crate) trait Archive: Sync {
    /// The path of a file.
    fn file(&self, file: FileId) -> Cow<'_, str>;

    /// Whether an article is in no file of the run, and known from an index alone.
    fn is_index_only(&self, article: ArticleId) -> bool;

    /// What is shown of the articles of some stories.
    fn shown(
        &self,
        articles: &Articles,
        stories: &[Story],
        observer: &dyn Observer,
    ) -> Result<HashMap<ArticleId, Arc<Shown>>>;
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).expect("a run has fewer than 2^32 articles")
}
