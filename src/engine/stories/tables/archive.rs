//! The source of the display fields in the tables.

use std::borrow::Cow;
use std::sync::Arc;

use crate::article::{ArticleId, FileId};
use crate::engine::observer::Observer;
use crate::engine::run::articles::Articles;
use crate::engine::run::shown::Shown;
use crate::engine::stories::run_story::RunStory;
use crate::error::Result;
use crate::hash::HashMap;

/// Where the articles of a run are, and their display fields.
pub(crate) trait Archive: Sync {
    /// The path of a file.
    fn file(&self, file: FileId) -> Cow<'_, str>;

    /// Whether an article is only in the index, and in no file of the run.
    fn is_index_only(&self, article: ArticleId) -> bool;

    /// The display fields of the articles of some stories.
    fn shown(
        &self,
        articles: &Articles,
        stories: &[RunStory],
        observer: &dyn Observer,
    ) -> Result<HashMap<ArticleId, Arc<Shown>>>;
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).expect("a run has fewer than 2^32 articles")
}
