//! The keys of an article: two articles with an equal key share a bucket.

use super::Parameters;
use crate::article::ArticleId;
use crate::hash;
use crate::signature::Signatures;

/// The keys of the articles with these signatures: single minima, or whole bands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keys<'a> {
    signatures: &'a Signatures,
    parameters: Parameters,
}

impl<'a> Keys<'a> {
    pub(super) fn new(signatures: &'a Signatures, parameters: Parameters) -> Keys<'a> {
        Keys { signatures, parameters }
    }

    /// The keys of an article.
    pub(super) fn of(&self, article: ArticleId) -> impl Iterator<Item = u64> + use<'a> {
        of(self.signatures.minima(article.index()), self.parameters)
    }
}

/// The keys of an article with these minima.
pub(super) fn of(minima: &[u64], parameters: Parameters) -> impl Iterator<Item = u64> + '_ {
    let (single, bands) = match parameters {
        Parameters::BottomK { minima: keys, .. } => {
            (Some(minima.iter().take(keys as usize).copied()), None)
        }
        Parameters::Banded { rows, .. } => (None, Some(hashed(minima, rows as usize))),
    };
    single.into_iter().flatten().chain(bands.into_iter().flatten())
}

/// For each band, the hash of its number and its minima.
pub(super) fn hashed(minima: &[u64], rows: usize) -> impl Iterator<Item = u64> + '_ {
    (0_u64..)
        .zip(minima.chunks_exact(rows))
        .map(|(band, minima)| hash::sequence(&[band, hash::sequence(minima)]))
}
