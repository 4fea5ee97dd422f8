//! A row of a table.

use serde::Serialize;

use super::column::Column;

/// A row of a table that is written in several formats.
pub(super) trait Row: Serialize {
    /// The name of the table, and of its files but for what says their format.
    const TABLE: &'static str;
    /// The fields as they are serialised, in their order.
    const COLUMNS: &'static [Column];
}
