//! The tables of an index, and reading from them.

use std::ops::{Bound, ControlFlow};
use std::path::Path;

use redb::{
    ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition,
    TableError,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Number;
use super::entry::{Entry, Identity};
use super::file::Origin;
use super::format;
use crate::error::{ErrorKind, Result};
use crate::similarity::{Overlap, Score};
use crate::verify::{Profile, StoredProfile};

type Table<K, V> = TableDefinition<'static, K, V>;

pub(super) const ENTRIES: Table<u32, &[u8]> = Table::new("entries");
pub(super) const PROFILES: Table<u32, &[u8]> = Table::new("profiles");
pub(super) const TEXTS: Table<u32, &[u8]> = Table::new("texts");
/// The minima of each article, 8 bytes each.
pub(super) const SIGNATURES: Table<u32, &[u8]> = Table::new("signatures");
/// The articles of each key.
pub(super) const KEYS: Table<&str, &[u8]> = Table::new("keys");
/// The articles by the hash of their words.
pub(super) const STREAMS: Table<(u64, u32), ()> = Table::new("streams");
/// For each article, the first one with its text.
pub(super) const NODES: Table<u32, u32> = Table::new("nodes");
/// Articles with a placeholder for a text. Each is a node of its own, without LSH keys.
pub(super) const PLACEHOLDERS: Table<u32, ()> = Table::new("placeholders");
/// The nodes by their LSH keys.
pub(super) const POSTINGS: Table<(u64, u32), ()> = Table::new("postings");
/// The nodes of each bucket that is too large to compare all pairs, by name.
pub(super) const LARGE: Table<(u64, &str), u32> = Table::new("large buckets");
/// The size of each large bucket.
pub(super) const SIZES: Table<u64, u64> = Table::new("sizes");
/// Compared pairs of nodes, each in both directions.
pub(super) const LINKS: Table<(u32, u32), &[u8]> = Table::new("links");
/// Clusters of two or more nodes, by their first node.
pub(super) const STORIES: Table<u32, &[u8]> = Table::new("stories");
/// The first node of each such cluster, by node.
pub(super) const STORY_OF: Table<u32, u32> = Table::new("story_of");
/// The number of the next article, and the user's cleaning files.
pub(super) const NOTES: Table<&str, &[u8]> = Table::new("notes");

pub(super) const NEXT: &str = "next number";

/// A compared pair, seen from one of its nodes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredLink {
    shared: u32,
    own: u32,
    other: u32,
    score: u32,
}

impl StoredLink {
    /// A pair with the node on the left.
    pub(crate) fn new(overlap: Overlap, score: Score) -> StoredLink {
        let Overlap { shared, left, right } = overlap;
        StoredLink { shared, own: left, other: right, score: score.units() }
    }

    /// The overlap of the shingle sets, with the node on the left.
    pub(crate) fn overlap(self) -> Overlap {
        Overlap { shared: self.shared, left: self.own, right: self.other }
    }

    /// Their score.
    pub(crate) fn score(self) -> Score {
        Score::from_units(self.score)
    }

    /// The pair seen from the other node.
    #[must_use]
    pub(crate) fn swapped(self) -> StoredLink {
        StoredLink { own: self.other, other: self.own, ..self }
    }
}

/// A cluster of two or more nodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredStory {
    /// The nodes.
    pub(crate) nodes: Vec<Number>,
    /// Share of their pairs that match directly.
    pub(crate) cohesion: f64,
    /// Whether that is from a sample of the pairs.
    pub(crate) sampled: bool,
    /// Each node compared to the canonical text; `None` for that text.
    pub(crate) taken: Vec<Option<StoredTaken>>,
}

impl StoredStory {
    /// Whether the cluster is valid: two or more nodes in rising order, and a valid comparison for
    /// each but the canonical one.
    fn is_sound(&self) -> bool {
        let overlaps = self.taken.iter().flatten().map(|taken| {
            let [shared, left, right] = taken.shingles;
            Overlap { shared, left, right }
        });
        self.nodes.len() > 1
            && self.nodes.is_sorted_by(|one, other| one < other)
            && self.taken.len() == self.nodes.len()
            && overlaps.into_iter().all(Overlap::is_possible)
    }
}

/// What a text and the canonical one have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredTaken {
    /// Numbers of shingles: shared, of the text, of the canonical text.
    pub(crate) shingles: [u32; 3],
    /// Words of each that are also in the other.
    pub(crate) kept: [u32; 2],
}

/// Counts of an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Articles.
    pub articles: u64,
    /// Distinct texts.
    pub texts: u64,
    /// Articles with a placeholder for a text; each counts as a text of its own.
    pub placeholders: u64,
    /// Stored pairs: copies, near copies, and pairs in which one text is a part of the other.
    pub pairs: u64,
    /// Clusters of two or more texts.
    pub stories: u64,
    /// LSH keys.
    pub keys: u64,
}

/// One state of an index. Later writes do not change it.
pub struct Snapshot {
    origin: Origin,
    entries: ReadOnlyTable<u32, &'static [u8]>,
    profiles: ReadOnlyTable<u32, &'static [u8]>,
    texts: ReadOnlyTable<u32, &'static [u8]>,
    signatures: ReadOnlyTable<u32, &'static [u8]>,
    keys: ReadOnlyTable<&'static str, &'static [u8]>,
    streams: ReadOnlyTable<(u64, u32), ()>,
    nodes: ReadOnlyTable<u32, u32>,
    placeholders: ReadOnlyTable<u32, ()>,
    pub(super) postings: ReadOnlyTable<(u64, u32), ()>,
    pub(super) large: ReadOnlyTable<(u64, &'static str), u32>,
    pub(super) sizes: ReadOnlyTable<u64, u64>,
    links: ReadOnlyTable<(u32, u32), &'static [u8]>,
    stories: ReadOnlyTable<u32, &'static [u8]>,
    story_of: ReadOnlyTable<u32, u32>,
    notes: ReadOnlyTable<&'static str, &'static [u8]>,
}

pub(super) type Stored<T> = std::result::Result<T, redb::StorageError>;

impl Snapshot {
    pub(super) fn new(origin: &Origin, transaction: &ReadTransaction) -> Result<Snapshot> {
        let open = || {
            Ok::<_, TableError>(Snapshot {
                origin: origin.clone(),
                entries: transaction.open_table(ENTRIES)?,
                profiles: transaction.open_table(PROFILES)?,
                texts: transaction.open_table(TEXTS)?,
                signatures: transaction.open_table(SIGNATURES)?,
                keys: transaction.open_table(KEYS)?,
                streams: transaction.open_table(STREAMS)?,
                nodes: transaction.open_table(NODES)?,
                placeholders: transaction.open_table(PLACEHOLDERS)?,
                postings: transaction.open_table(POSTINGS)?,
                large: transaction.open_table(LARGE)?,
                sizes: transaction.open_table(SIZES)?,
                links: transaction.open_table(LINKS)?,
                stories: transaction.open_table(STORIES)?,
                story_of: transaction.open_table(STORY_OF)?,
                notes: transaction.open_table(NOTES)?,
            })
        };
        open().map_err(|error| origin.failure(error))
    }

    pub(super) fn read<T>(&self, read: impl FnOnce() -> Stored<T>) -> Result<T> {
        read().map_err(|error| self.origin.failure(error))
    }

    fn decoded<T: DeserializeOwned>(&self, what: &str, bytes: &[u8]) -> Result<T> {
        format::decode(bytes).map_err(|_| self.damaged(&format!("{what} cannot be decoded")))
    }

    fn decoded_link(&self, bytes: &[u8]) -> Result<StoredLink> {
        let link: StoredLink = self.decoded("a pair", bytes)?;
        link.overlap()
            .is_possible()
            .then_some(link)
            .ok_or_else(|| self.damaged("a pair shares more shingles than it has"))
    }

    fn decoded_story(&self, bytes: &[u8]) -> Result<StoredStory> {
        let story: StoredStory = self.decoded("a story", bytes)?;
        story.is_sound().then_some(story).ok_or_else(|| self.damaged("a story is invalid"))
    }

    fn damaged(&self, damage: &str) -> crate::Error {
        let damage = damage.to_owned();
        ErrorKind::DamagedIndex { path: self.origin.path.clone(), damage }.into()
    }

    /// The value that another table refers to; an error if it is missing.
    pub(crate) fn present<T>(&self, what: &str, value: Option<T>) -> Result<T> {
        value.ok_or_else(|| self.damaged(&format!("{what} is missing")))
    }

    /// The number of the next article.
    pub(crate) fn next_number(&self) -> Result<Number> {
        let bytes = self.read(|| Ok(self.notes.get(NEXT)?.map(|next| next.value().to_vec())))?;
        bytes.map_or(Ok(0), |bytes| self.decoded("the next number", &bytes))
    }

    /// One of the user's cleaning files.
    pub fn note(&self, name: &str) -> Result<Option<String>> {
        let bytes = self.read(|| Ok(self.notes.get(name)?.map(|note| note.value().to_vec())))?;
        bytes.map(|bytes| self.decoded("a note", &bytes)).transpose()
    }

    /// The numbers of all articles, in rising order.
    pub(crate) fn numbers(&self) -> Result<Vec<Number>> {
        self.read(|| self.nodes.iter()?.map(|row| Ok(row?.0.value())).collect())
    }

    /// An article.
    pub(crate) fn entry(&self, number: Number) -> Result<Entry> {
        let row = self.read(|| self.entries.get(number))?;
        let row = self.present("an article", row)?;
        self.decoded("an article", row.value())
    }

    /// The profile of an article.
    pub(crate) fn profile(&self, number: Number) -> Result<Profile> {
        let row = self.read(|| self.profiles.get(number))?;
        let row = self.present("a profile", row)?;
        let stored: StoredProfile = self.decoded("a profile", row.value())?;
        Profile::try_from(stored).map_err(|problem| self.damaged(&problem.to_string()))
    }

    /// The minima of an article.
    pub(crate) fn minima(&self, number: Number) -> Result<Vec<u64>> {
        let row = self.read(|| self.signatures.get(number))?;
        let row = self.present("a signature", row)?;
        let minima = row.value().chunks_exact(8);
        Ok(minima
            .map(|bytes| u64::from_le_bytes(bytes.try_into().expect("chunks are of eight bytes")))
            .collect())
    }

    /// The text of an article, if the index has it.
    pub(crate) fn text(&self, number: Number) -> Result<Option<String>> {
        let Some(row) = self.read(|| self.texts.get(number))? else { return Ok(None) };
        self.decoded("a text", row.value()).map(Some)
    }

    /// The articles with a key.
    pub(crate) fn identities(&self, key: &str) -> Result<Vec<Identity>> {
        let row = self.read(|| self.keys.get(key))?;
        row.map_or(Ok(Vec::new()), |row| self.decoded("a key", row.value()))
    }

    /// The articles with these words.
    pub(crate) fn with_stream(&self, stream: u64) -> Result<Vec<Number>> {
        self.read(|| {
            let rows = self.streams.range((stream, 0)..=(stream, u32::MAX))?;
            rows.map(|row| Ok(row?.0.value().1)).collect()
        })
    }

    /// The first article with the text of an article; `None` if the article does not exist.
    pub(crate) fn node(&self, number: Number) -> Result<Option<Number>> {
        self.read(|| Ok(self.nodes.get(number)?.map(|node| node.value())))
    }

    /// Whether the text of an article is a placeholder.
    pub(crate) fn is_placeholder(&self, number: Number) -> Result<bool> {
        self.read(|| Ok(self.placeholders.get(number)?.is_some()))
    }

    /// The articles with a placeholder for a text, in rising order.
    pub(crate) fn placeholders(&self) -> Result<Vec<Number>> {
        self.read(|| self.placeholders.iter()?.map(|row| Ok(row?.0.value())).collect())
    }

    /// All articles with their nodes.
    pub(crate) fn all_nodes(&self) -> Result<Vec<(Number, Number)>> {
        self.read(|| {
            self.nodes.iter()?.map(|row| row.map(|(a, b)| (a.value(), b.value()))).collect()
        })
    }

    /// The compared pairs of a node.
    pub(crate) fn links(&self, node: Number) -> Result<Vec<(Number, StoredLink)>> {
        let rows: Vec<(Number, Vec<u8>)> = self.read(|| {
            let rows = self.links.range((node, 0)..=(node, u32::MAX))?;
            rows.map(|row| row.map(|(key, link)| (key.value().1, link.value().to_vec()))).collect()
        })?;
        rows.into_iter().map(|(other, link)| Ok((other, self.decoded_link(&link)?))).collect()
    }

    /// A compared pair, seen from the first node.
    pub(crate) fn link(&self, one: Number, other: Number) -> Result<Option<StoredLink>> {
        let Some(row) = self.read(|| self.links.get((one, other)))? else { return Ok(None) };
        self.decoded_link(row.value()).map(Some)
    }

    /// All compared pairs, each once, seen from the lower number.
    pub(crate) fn all_links(&self) -> Result<Vec<(Number, Number, StoredLink)>> {
        let mut links = Vec::new();
        for row in self.read(|| self.links.iter())? {
            let (key, link) = self.read(|| row)?;
            let (one, other) = key.value();
            if one < other {
                links.push((one, other, self.decoded_link(link.value())?));
            }
        }
        Ok(links)
    }

    /// The first node of the cluster of a node; `None` if the node is in no cluster.
    pub(crate) fn story_of(&self, node: Number) -> Result<Option<Number>> {
        self.read(|| Ok(self.story_of.get(node)?.map(|story| story.value())))
    }

    /// A cluster, by its first node.
    pub(crate) fn story(&self, first: Number) -> Result<StoredStory> {
        let row = self.read(|| self.stories.get(first))?;
        let row = self.present("a story", row)?;
        self.decoded_story(row.value())
    }

    /// All clusters.
    pub(crate) fn stories(&self) -> Result<Vec<StoredStory>> {
        let rows: Vec<Vec<u8>> =
            self.read(|| self.stories.iter()?.map(|row| Ok(row?.1.value().to_vec())).collect())?;
        rows.iter().map(|row| self.decoded_story(row)).collect()
    }

    /// Counts everything.
    pub fn tally(&self) -> Result<Tally> {
        let mut texts = 0;
        for (number, node) in self.all_nodes()? {
            texts += u64::from(number == node);
        }
        self.read(|| {
            Ok(Tally {
                articles: self.entries.len()?,
                texts,
                placeholders: self.placeholders.len()?,
                pairs: self.links.len()? / 2,
                stories: self.stories.len()?,
                keys: self.postings.len()?,
            })
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.origin.path
    }
}

impl Snapshot {
    /// The nodes that have an LSH key.
    pub(crate) fn bucket(&self, key: u64) -> Result<Vec<Number>> {
        self.read(|| {
            let rows = self.postings.range((key, 0)..=(key, u32::MAX))?;
            rows.map(|row| Ok(row?.0.value().1)).collect()
        })
    }

    /// Whether a node has an LSH key.
    pub(crate) fn is_in_bucket(&self, key: u64, node: Number) -> Result<bool> {
        self.read(|| Ok(self.postings.get((key, node))?.is_some()))
    }

    /// Number of nodes in a large bucket; `None` if the bucket is not large.
    pub(crate) fn large_bucket(&self, key: u64) -> Result<Option<u64>> {
        self.read(|| Ok(self.sizes.get(key)?.map(|size| size.value())))
    }

    /// The keys of all large buckets, each with its number of nodes.
    pub(crate) fn large_buckets(&self) -> Result<Vec<(u64, u64)>> {
        self.read(|| {
            let rows = self.sizes.iter()?;
            rows.map(|row| row.map(|(key, size)| (key.value(), size.value()))).collect()
        })
    }

    /// Visits the nodes of a large bucket in the order of their names, starting at a name, until
    /// `visit` breaks.
    pub(crate) fn visit_named(
        &self,
        key: u64,
        from: Bound<&str>,
        mut visit: impl FnMut(&str, Number) -> ControlFlow<()>,
    ) -> Result<()> {
        let from = match from {
            Bound::Included(name) => Bound::Included((key, name)),
            Bound::Excluded(name) => Bound::Excluded((key, name)),
            Bound::Unbounded => Bound::Included((key, "")),
        };
        self.read(|| {
            for row in self.large.range((from, Bound::Unbounded))? {
                let (name, node) = row?;
                let (of, name) = name.value();
                if of != key || visit(name, node.value()).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The last nodes of a large bucket before a name, at most `most`, in the order of their names.
    pub(crate) fn named_before(&self, key: u64, name: &str, most: usize) -> Result<Vec<Number>> {
        let mut nodes: Vec<Number> = self.read(|| {
            let rows = self.large.range((key, "")..(key, name))?.rev().take(most);
            rows.map(|row| Ok(row?.1.value())).collect()
        })?;
        nodes.reverse();
        Ok(nodes)
    }

    /// Total number of nodes in large buckets.
    pub(crate) fn named_nodes(&self) -> Result<u64> {
        self.read(|| self.large.len())
    }
}
