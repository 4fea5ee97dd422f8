//! A row of a table.

use serde::Serialize;

use super::column::Column;

/// A row of a table that is written in several formats.
pub(super) trait Row: Serialize {
    /// The name of the table, and of its files without the extension.
    const TABLE: &'static str;
    /// The fields in the order of serialisation.
    const COLUMNS: &'static [Column];
}
