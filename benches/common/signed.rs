//! Signatures of articles, for the stages that work on candidate pairs.

use wirecopy::article::ArticleId;
use wirecopy::lsh::Parameters;
use wirecopy::shingle::{self, Shingling};
use wirecopy::signature::{Signature, Signatures};

use crate::pages::Page;

/// The signatures of the pages, in order, and their article numbers.
pub(crate) fn sign(pages: &[Page], parameters: Parameters) -> (Signatures, Vec<ArticleId>) {
    let mut signatures = Signatures::with_width(parameters.minima());
    for (page, text) in pages {
        let shingles = shingle::shingle(&page.body, text, Shingling::default());
        signatures.push(&Signature::new(&shingles, parameters.minima()));
    }
    (signatures, (0..).zip(pages).map(|(number, _)| ArticleId(number)).collect())
}
