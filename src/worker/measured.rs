//! Compared pairs, as they go from stage to stage.

use super::columns::Row;
use super::work::broken;
use crate::article::ArticleId;
use crate::engine::run::measured::MeasuredPair;
use crate::error::Result;
use crate::pair::CandidatePair;
use crate::similarity::{Overlap, Score};

/// The overlap and the score in a row.
pub(super) fn compared(row: Row<'_>) -> Result<(Overlap, Score)> {
    let overlap = Overlap {
        shared: row.number("shared")?,
        left: row.number("of_low")?,
        right: row.number("of_high")?,
    };
    Ok((overlap, Score::from_units(row.number("score")?)))
}

/// The compared pair in a row, with these articles.
pub(super) fn measured(row: Row<'_>, [low, high]: [ArticleId; 2]) -> Result<MeasuredPair> {
    let (overlap, score) = compared(row)?;
    let pair = CandidatePair::new(low, high);
    let pair = pair.ok_or_else(|| broken("a text is paired with itself"))?;
    Ok(MeasuredPair { pair, overlap, score })
}
