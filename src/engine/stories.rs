//! The stories: each with its canonical article, and what each member shares with it.

use super::articles::Articles;
use super::clusters::{Group, InnerPair};
use super::origins::Agencies;
use super::sources::Likeness;
use super::texts::Texts;
use super::versions;
use crate::article::ArticleId;
use crate::cluster::Cluster;
use crate::hash::HashSet;
use crate::index::StoredTaken;
use crate::report::{self, CanonicalRule, ClusterId, Flag, Role};
use crate::similarity::Overlap;
use crate::verify::{Measured, Measurer, Profile, Rules};

/// Clusters with more articles than this are flagged for review.
const OVERSIZE: usize = 500;

/// Share of pairs that match directly, below which a cluster is flagged as chained.
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
    /// None in a story of one article.
    pub(crate) similarity: Option<Similarity>,
    pub(crate) flags: Vec<Flag>,
    /// The copies among its texts.
    pub(crate) likeness: Likeness,
}

/// The outline of a story, before its articles are known.
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
    /// Least Jaccard of the verified pairs.
    pub(crate) min: f64,
    /// Mean Jaccard of the verified pairs.
    pub(crate) mean: f64,
    /// Share of the pairs of different texts that match directly.
    pub(crate) cohesion: f64,
    /// Whether not all pairs were measured.
    pub(crate) sampled: bool,
}

/// An article of a story, compared with the canonical one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) article: ArticleId,
    pub(crate) role: Role,
    /// Of this article's shingles (left) and the canonical one's (right); none for the same text.
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

/// A cluster, and what its texts have of the canonical one.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    pub(crate) cluster: Cluster,
    /// For each node of the cluster; none for the canonical text.
    pub(crate) taken: Vec<Option<Taken>>,
}

/// What a text and the canonical one have of each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) overlap: Overlap,
    /// Words of each that stand in the other.
    pub(crate) kept: [u32; 2],
}

impl From<StoredTaken> for Taken {
    fn from(StoredTaken { shingles: [shared, left, right], kept }: StoredTaken) -> Taken {
        Taken { overlap: Overlap { shared, left, right }, kept }
    }
}

impl From<Taken> for StoredTaken {
    fn from(Taken { overlap: Overlap { shared, left, right }, kept }: Taken) -> StoredTaken {
        StoredTaken { shingles: [shared, left, right], kept }
    }
}

/// Compares the texts of a cluster, of which the profiles are given, with its canonical one.
pub(crate) fn compare<'p>(
    cluster: Cluster,
    articles: &Articles,
    texts: &Texts,
    profile: impl Fn(ArticleId) -> &'p Profile,
    rules: Rules,
) -> Compared {
    let (canonical, _) = canonical(&articles_of(&cluster, texts), articles);
    let canonical_text = texts.first_like(canonical);
    let mut measurer = None;
    let taken = cluster.nodes.iter().map(|&node| {
        if node == canonical_text {
            return None;
        }
        let measurer =
            measurer.get_or_insert_with(|| Measurer::new(profile(canonical_text), rules));
        let Measured { overlap, kept, .. } = measurer.measure(profile(node)).swapped();
        Some(Taken { overlap, kept })
    });
    Compared { taken: taken.collect(), cluster }
}

/// The articles of a cluster, sorted.
pub(super) fn articles_of(cluster: &Cluster, texts: &Texts) -> Vec<ArticleId> {
    let mut articles: Vec<ArticleId> =
        cluster.nodes.iter().flat_map(|&node| texts.articles_like(node)).collect();
    articles.sort_unstable();
    articles
}

/// Outlines a story without its final name, if it is to be written.
pub(crate) fn outline(
    cluster: &Cluster,
    articles: &Articles,
    texts: &Texts,
    singletons: Singletons,
) -> Option<Outline> {
    let members = articles_of(cluster, texts);
    if members.len() < 2 && singletons == Singletons::LeftOut {
        return None;
    }
    let (canonical, _) = canonical(&members, articles);
    Some(Outline {
        id: ClusterId::name_all([&*articles.key(canonical)])[0],
        first: cluster.nodes[0],
        canonical,
        articles: u32::try_from(members.len()).expect("a run has fewer than 2^32 articles"),
        outlets: count_outlets(&members, articles),
    })
}

/// Names the stories anew where two names would clash, and puts those with the most outlets first.
pub(crate) fn rank(outlines: &mut [Outline], articles: &Articles) {
    outlines.sort_unstable_by_key(|outline| outline.canonical);
    let keys: Vec<String> =
        outlines.iter().map(|outline| articles.key(outline.canonical)).collect();
    let ids = ClusterId::name_all(keys.iter().map(String::as_str));
    for (outline, id) in outlines.iter_mut().zip(ids) {
        outline.id = id;
    }
    outlines.sort_unstable_by_key(|outline| {
        (std::cmp::Reverse((outline.outlets, outline.articles)), outline.id, outline.canonical)
    });
}

/// Completes a story.
pub(crate) fn tell(
    outline: &Outline,
    Group { compared: Compared { cluster, taken }, pairs }: &Group,
    articles: &Articles,
    texts: &Texts,
    agencies: &Agencies,
) -> Story {
    let articles_of = articles_of(cluster, texts);
    let (canonical, rule) = canonical(&articles_of, articles);
    let mut members: Vec<Member> = Vec::with_capacity(articles_of.len());
    for (&node, &taken) in cluster.nodes.iter().zip(taken) {
        members.extend(
            texts.articles_like(node).map(|article| member(article, canonical, taken, articles)),
        );
    }
    members.sort_unstable_by_key(|member| (member.article != canonical, member.article));
    mark_same_outlet(&mut members, articles);
    versions::mark(&mut members, articles, agencies);

    let jaccard = Jaccard::of(cluster, pairs, texts);
    let similarity = (articles_of.len() > 1).then_some(Similarity {
        min: jaccard.min,
        mean: jaccard.mean(),
        cohesion: cluster.cohesion,
        sampled: cluster.sampled,
    });
    let mut flags = Vec::new();
    if cluster.cohesion < CHAINED_BELOW {
        flags.push(Flag::Chained);
    }
    if articles_of.len() > OVERSIZE {
        flags.push(Flag::Oversize);
    }
    let likeness = Likeness::new(&cluster.nodes, pairs);
    let &Outline { id, outlets, .. } = outline;
    Story { id, canonical, rule, members, outlets, similarity, flags, likeness }
}

/// The article with the most words; of equals, the first.
pub(crate) fn canonical(members: &[ArticleId], articles: &Articles) -> (ArticleId, CanonicalRule) {
    let words = |article: ArticleId| articles.facts(article).words;
    let most = members.iter().map(|&article| words(article)).max().expect("a story has an article");
    let mut longest = members.iter().copied().filter(|&article| words(article) == most);
    let first = longest.next().expect("one of them has the most words");
    (first, if longest.next().is_some() { CanonicalRule::Id } else { CanonicalRule::Longest })
}

fn member(
    article: ArticleId,
    canonical: ArticleId,
    taken: Option<Taken>,
    articles: &Articles,
) -> Member {
    let [own, other] = [article, canonical].map(|article| articles.facts(article));
    let words = [own.words, other.words];
    let role = match taken {
        _ if article == canonical => Role::Canonical,
        None => Role::Verbatim,
        // Possible templates are compared even if their words are the same.
        Some(_) if own.stream == other.stream => Role::Verbatim,
        Some(taken) => Role::of(taken.overlap),
    };
    let kept = taken.map_or(words, |taken| taken.kept);
    Member {
        article,
        role,
        overlap: taken.map(|taken| taken.overlap),
        words_added: words[0].saturating_sub(kept[0]),
        words_removed: words[1].saturating_sub(kept[1]),
    }
}

/// All articles of an outlet but its first are repeats.
fn mark_same_outlet(members: &mut [Member], articles: &Articles) {
    let mut seen = HashSet::default();
    for member in members {
        let outlet = articles.facts(member.article).outlet;
        if outlet.is_some_and(|outlet| !seen.insert(outlet)) {
            member.role = Role::SameOutlet;
        }
    }
}

/// The different outlets of some articles.
fn count_outlets(members: &[ArticleId], articles: &Articles) -> u32 {
    report::count_outlets(
        members.iter().map(|&article| {
            articles.facts(article).outlet.map(|outlet| articles.outlets.name(outlet))
        }),
    )
}

/// The Jaccard similarities of the verified pairs within one cluster; equal texts have 1.
#[derive(Clone, Copy, Debug)]
struct Jaccard {
    min: f64,
    sum: f64,
    pairs: u64,
}

impl Jaccard {
    fn mean(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 52 bits")]
        let pairs = self.pairs as f64;
        if self.pairs == 0 { 1.0 } else { self.sum / pairs }
    }

    fn of(cluster: &Cluster, measured: &[InnerPair], texts: &Texts) -> Jaccard {
        let copies: Vec<u64> =
            cluster.nodes.iter().map(|&node| texts.articles_like(node).count() as u64).collect();
        let equal: u64 = copies.iter().map(|copies| copies * (copies - 1) / 2).sum();
        #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 52 bits")]
        let mut all = Jaccard { min: 1.0, sum: equal as f64, pairs: equal };
        for InnerPair { places: [one, other], overlap } in measured {
            let pairs = copies[*one as usize] * copies[*other as usize];
            let jaccard = overlap.jaccard();
            all.min = all.min.min(jaccard);
            #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 52 bits")]
            let weight = pairs as f64;
            all.sum += jaccard * weight;
            all.pairs += pairs;
        }
        all
    }
}
