//! The version marks of articles, such as `UPDATE 2-`.

use std::path::Path;

use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{Status, VersionRow, table};

/// The version mark of an article.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The mark as written; `None` for an unmarked article on the agency's own site.
    pub(super) marker: Option<String>,
    pub(super) status: Status,
}

/// The version marks of a run's articles, by key.
#[derive(Debug, Default)]
pub(super) struct Marks(HashMap<String, Mark>);

impl Marks {
    /// Reads the table of versions.
    pub(super) fn read(folder: &Path) -> Result<Marks> {
        let mut marks = Marks::default();
        for row in table::rows(folder, "versions.jsonl")? {
            let row: VersionRow<'static> = row?;
            let marker = row.marker.map(std::borrow::Cow::into_owned);
            marks.0.insert(row.id.into_owned(), Mark { marker, status: row.status });
        }
        Ok(marks)
    }

    /// The mark of an article.
    pub(super) fn of(&self, id: &str) -> Option<&Mark> {
        self.0.get(id)
    }
}
