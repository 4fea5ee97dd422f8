//! The clusters of a run. Clusters of linked texts are stored; every other text is a cluster of
//! one.

use super::measured::{put_overlap, take_overlap};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::Cluster;
use crate::error::Result;
use crate::index::StoredTaken;
use crate::scratch::{Reader, Scratch, Spool, Spooled, put, put_u64};
use crate::similarity::Overlap;

/// A cluster, with each text compared to the canonical one.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    pub(crate) cluster: Cluster,
    /// One entry for each node of the cluster; `None` for the canonical text.
    pub(crate) taken: Vec<Option<Taken>>,
}

/// What a text and the canonical one have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) overlap: Overlap,
    /// Words of each that are also in the other.
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

/// A cluster with the pairs inside it.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) compared: Compared,
    /// The pairs that match directly, by the places of their texts in the cluster, in rising order.
    pub(crate) pairs: Vec<InnerPair>,
}

/// Two texts of a cluster that match directly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct InnerPair {
    pub(crate) places: [u32; 2],
    pub(crate) overlap: Overlap,
}

impl Group {
    /// The cluster of a text without links.
    fn of_one(article: ArticleId) -> Group {
        let cluster = Cluster { nodes: vec![article], cohesion: 1.0, sampled: false };
        Group { compared: Compared { cluster, taken: vec![None] }, pairs: Vec::new() }
    }

    fn put(&self, bytes: &mut Vec<u8>) {
        let Compared { cluster: Cluster { nodes, cohesion, sampled }, taken } = &self.compared;
        put(bytes, nodes.len() as u64);
        let mut before = 0;
        for node in nodes {
            put(bytes, u64::from(node.0 - before));
            before = node.0;
        }
        put_u64(bytes, cohesion.to_bits());
        bytes.push(u8::from(*sampled));
        for taken in taken {
            bytes.push(u8::from(taken.is_some()));
            if let Some(Taken { overlap, kept }) = taken {
                put_overlap(bytes, *overlap);
                put(bytes, u64::from(kept[0]));
                put(bytes, u64::from(kept[1]));
            }
        }
        put(bytes, self.pairs.len() as u64);
        for InnerPair { places: [one, other], overlap } in &self.pairs {
            put(bytes, u64::from(*one));
            put(bytes, u64::from(other - one));
            put_overlap(bytes, *overlap);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Result<Group> {
        let cluster = take_cluster(reader)?;
        let mut taken = Vec::with_capacity(cluster.nodes.len());
        for _ in &cluster.nodes {
            let is_some = reader.take(1)?[0] == 1;
            taken.push(if is_some {
                let overlap = take_overlap(reader)?;
                Some(Taken { overlap, kept: [reader.small()?, reader.small()?] })
            } else {
                None
            });
        }
        let pairs = reader.small()?;
        let pairs = (0..pairs).map(|_| {
            let one = reader.small()?;
            let other = one.checked_add(reader.small()?);
            let other = other.filter(|&other| (other as usize) < taken.len());
            let places = [one, other.ok_or_else(|| reader.damaged())?];
            Ok(InnerPair { places, overlap: take_overlap(reader)? })
        });
        let pairs = pairs.collect::<Result<_>>()?;
        Ok(Group { compared: Compared { cluster, taken }, pairs })
    }
}

/// Reads the start of a group.
fn take_cluster(reader: &mut Reader<'_>) -> Result<Cluster> {
    let count = reader.small()?;
    let mut before: u32 = 0;
    let mut nodes = Vec::new();
    for _ in 0..count {
        before = before.checked_add(reader.small()?).ok_or_else(|| reader.damaged())?;
        nodes.push(ArticleId(before));
    }
    let cohesion = f64::from_bits(crate::scratch::Fields(reader.take(8)?).u64());
    let sampled = reader.take(1)?[0] == 1;
    Ok(Cluster { nodes, cohesion, sampled })
}

/// Writes clusters of linked texts, in any order.
pub(crate) struct Writer {
    spool: Spool,
    starts: Vec<Start>,
    cluster_of: Vec<u32>,
    bytes: Vec<u8>,
}

/// Where a cluster starts in the spool, by its first text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Start {
    first: u32,
    at: u64,
}

impl Writer {
    /// `articles` is the number of articles in the run.
    pub(crate) fn new(scratch: &Scratch, articles: usize) -> Result<Writer> {
        let articles = u32::try_from(articles).expect("a run has fewer than 2^32 articles");
        Ok(Writer {
            spool: scratch.spool()?,
            starts: Vec::new(),
            cluster_of: (0..articles).collect(),
            bytes: Vec::new(),
        })
    }

    pub(crate) fn push(&mut self, group: &Group) -> Result<()> {
        let nodes = &group.compared.cluster.nodes;
        let first = nodes[0].0;
        for node in nodes {
            self.cluster_of[node.index()] = first;
        }
        self.bytes.clear();
        group.put(&mut self.bytes);
        let at = self.spool.write(&self.bytes)?;
        self.starts.push(Start { first, at });
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Clusters> {
        self.starts.sort_unstable();
        let Writer { spool, starts, cluster_of, .. } = self;
        Ok(Clusters { groups: spool.finish()?, starts, cluster_of })
    }
}

/// All clusters of a run. A cluster goes by its first text.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    groups: Spooled,
    starts: Vec<Start>,
    /// For the first article of each text, the first text of its cluster.
    cluster_of: Vec<u32>,
}

impl Clusters {
    /// The cluster of a text, by its first text.
    pub(crate) fn of(&self, text: ArticleId) -> ArticleId {
        ArticleId(self.cluster_of[text.index()])
    }

    /// The first texts of all clusters, in rising order.
    pub(crate) fn firsts<'a>(&'a self, texts: &'a Texts) -> impl Iterator<Item = ArticleId> + 'a {
        texts.firsts().filter(|&text| self.of(text) == text)
    }

    /// The cluster that starts with this text.
    pub(crate) fn group(&self, first: ArticleId) -> Result<Group> {
        let Ok(place) = self.starts.binary_search_by_key(&first.0, |start| start.first) else {
            return Ok(Group::of_one(first));
        };
        Group::take(&mut self.groups.reader_from(self.starts[place].at))
    }

    /// Like [`group`](Clusters::group), without the pairs.
    pub(crate) fn cluster(&self, first: ArticleId) -> Result<Cluster> {
        match self.starts.binary_search_by_key(&first.0, |start| start.first) {
            Ok(place) => take_cluster(&mut self.groups.reader_from(self.starts[place].at)),
            Err(_) => Ok(Cluster { nodes: vec![first], cohesion: 1.0, sampled: false }),
        }
    }

    /// Number of texts in the cluster that starts with this text.
    pub(crate) fn texts(&self, first: ArticleId) -> Result<usize> {
        Ok(self.cluster(first)?.nodes.len())
    }
}
