//! How exactly a date is known.

use serde::{Deserialize, Serialize};

/// How exactly a date is known; later variants are less exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// Only the day.
    Day,
    /// Only the month.
    Month,
}
