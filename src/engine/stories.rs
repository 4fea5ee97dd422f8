//! What each cluster is: its canonical article, and what every member has of it.

use rayon::prelude::*;

use super::articles::Articles;
use super::compare::{Profiles, VerifiedPair};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::Cluster;
use crate::hash::HashSet;
use crate::pair::CandidatePair;
use crate::report::{CanonicalRule, ClusterId, Flag, Role};
use crate::similarity::Overlap;

/// Articles in a cluster from which somebody should look whether a story can have so many copies.
const OVERSIZE: usize = 500;

/// Share of verified pairs below which a cluster is called chained.
const CHAINED_BELOW: f64 = 0.5;

/// Articles that are one story.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) id: ClusterId,
    pub(crate) canonical: ArticleId,
    pub(crate) rule: CanonicalRule,
    /// The canonical article first, the others in rising order.
    pub(crate) members: Vec<Member>,
    pub(crate) outlets: u32,
    pub(crate) similarity: Similarity,
    pub(crate) flags: Vec<Flag>,
}

/// How alike the members of a story are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Similarity {
    /// Least and mean Jaccard of the verified pairs.
    pub(crate) min: f64,
    pub(crate) mean: f64,
    /// Verified pairs over measured pairs.
    pub(crate) cohesion: f64,
    /// Whether not all pairs were measured.
    pub(crate) sampled: bool,
}

/// An article of a story, compared with the canonical one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) article: ArticleId,
    pub(crate) role: Role,
    /// Of this article's shingles (left) and the canonical one's.
    pub(crate) overlap: Overlap,
    pub(crate) words_added: u32,
    pub(crate) words_removed: u32,
}
