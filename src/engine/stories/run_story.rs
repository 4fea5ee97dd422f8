//! A story and its members, by their numbers in the run.

use super::likeness::Likeness;
use crate::article::ArticleId;
use crate::report::{CanonicalRule, ClusterId, Flag, Role};
use crate::similarity::Overlap;

/// Articles that are one story.
#[derive(Clone, Debug)]
pub(crate) struct RunStory {
    pub(crate) id: ClusterId,
    pub(crate) canonical: ArticleId,
    pub(crate) rule: CanonicalRule,
    /// The canonical article first, the others in rising order.
    pub(crate) members: Vec<RunMember>,
    pub(crate) outlets: u32,
    /// None in a story of one article.
    pub(crate) similarity: Option<Similarity>,
    pub(crate) flags: Vec<Flag>,
    /// The copies among its texts.
    pub(crate) likeness: Likeness,
}

/// The outline of a story, without its articles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline {
    pub(crate) id: ClusterId,
    /// The first text of its cluster.
    pub(crate) first: ArticleId,
    pub(crate) canonical: ArticleId,
    pub(crate) articles: u32,
    pub(crate) outlets: u32,
}

/// The similarities within a story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Similarity {
    /// Lowest Jaccard of the verified pairs.
    pub(crate) min: f64,
    /// Mean Jaccard of the verified pairs.
    pub(crate) mean: f64,
    /// Share of the pairs of distinct texts that match directly.
    pub(crate) cohesion: f64,
    /// Whether only a sample of the pairs was compared.
    pub(crate) sampled: bool,
}

/// An article of a story, compared with the canonical one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunMember {
    pub(crate) article: ArticleId,
    pub(crate) role: Role,
    /// Overlap of this article (left) and the canonical one (right); `None` for the same text.
    pub(crate) overlap: Option<Overlap>,
    pub(crate) words_added: u32,
    pub(crate) words_removed: u32,
}

/// Which clusters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Singletons {
    /// Also articles without a copy.
    Included,
    /// Only stories of two or more articles.
    LeftOut,
}
