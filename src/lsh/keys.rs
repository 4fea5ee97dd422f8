//! The keys of an article: what it must have in common with another one to share a bucket.

use super::Parameters;
use crate::article::ArticleId;
use crate::hash;
use crate::signature::Signatures;

/// The keys of the articles with these signatures: single minima, or whole bands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys<'a> {
    signatures: &'a Signatures,
    /// How many minima make a key; none where each is one by itself.
    rows: Option<usize>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(signatures: &'a Signatures, parameters: Parameters) -> Keys<'a> {
        let rows = match parameters {
            Parameters::BottomK { .. } => None,
            Parameters::Banded { rows, .. } => Some(rows as usize),
        };
        Keys { signatures, rows }
    }

    /// How many keys an article has.
    pub(super) fn count(&self, article: ArticleId) -> usize {
        self.signatures.minima(article.index()).len() / self.rows.unwrap_or(1)
    }

    /// The keys of an article.
    pub(super) fn of(&self, article: ArticleId) -> impl Iterator<Item = u64> + use<'a> {
        let minima = self.signatures.minima(article.index());
        let (single, bands) = match self.rows {
            None => (Some(minima.iter().copied()), None),
            Some(rows) => (None, Some(hashed(minima, rows))),
        };
        single.into_iter().flatten().chain(bands.into_iter().flatten())
    }
}

/// For each band of some minima, the hash of its number and its minima.
pub(super) fn hashed(minima: &[u64], rows: usize) -> impl Iterator<Item = u64> + '_ {
    (0_u64..)
        .zip(minima.chunks_exact(rows))
        .map(|(band, minima)| hash::sequence(&[band, hash::sequence(minima)]))
}
