//! How the tables of an index change.

use rayon::prelude::*;
use redb::WriteTransaction;

use super::entry::{Entry, Identity};
use super::tables::{
    ENTRIES, KEYS, LARGE, LINKS, NEXT, NODES, NOTES, POSTINGS, PROFILES, SIGNATURES, SIZES,
    STORIES, STORY_OF, STREAMS, StoredLink, StoredStory, TEXTS,
};
use super::{Number, format};
use crate::verify::StoredProfile;

/// An article that comes in.
#[derive(Debug)]
pub(crate) struct Addition {
    /// Its number.
    pub(crate) number: Number,
    /// Its description.
    pub(crate) entry: Entry,
    /// What it is compared by.
    pub(crate) profile: StoredProfile,
    /// Its minima.
    pub(crate) minima: Vec<u64>,
    /// Its text, where texts are kept.
    pub(crate) text: Option<String>,
}

/// What is to change in an index, as one step. Of everything what goes comes before what comes.
///
/// Rows that come sorted are written much faster, and take less room in an index that is new.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Articles that go.
    pub(crate) removed: Vec<(Number, u64)>,
    /// Articles that come.
    pub(crate) added: Vec<Addition>,
    /// Articles that come, each with the hash of its words.
    pub(crate) streams: Vec<(u64, Number)>,
    /// The articles of some keys from now on.
    pub(crate) identities: Vec<(String, Vec<Identity>)>,
    /// The nodes of some articles from now on.
    pub(crate) nodes: Vec<(Number, Number)>,
    /// LSH keys of nodes that go.
    pub(crate) postings_removed: Vec<(u64, Number)>,
    /// LSH keys of nodes that come.
    pub(crate) postings_added: Vec<(u64, Number)>,
    /// Nodes that go from large buckets, each by its key and the name of the node.
    pub(crate) named_removed: Vec<(u64, Box<str>)>,
    /// Nodes that come into large buckets.
    pub(crate) named_added: Vec<(u64, Box<str>, Number)>,
    /// How many nodes some large buckets have from now on; none for a bucket that is large no more.
    pub(crate) sizes: Vec<(u64, Option<u64>)>,
    /// Measured pairs that go.
    pub(crate) links_removed: Vec<(Number, Number)>,
    /// Measured pairs that come, seen from the first.
    pub(crate) links_added: Vec<(Number, Number, StoredLink)>,
    /// Clusters that go.
    pub(crate) stories_removed: Vec<StoredStory>,
    /// Clusters that come.
    pub(crate) stories_added: Vec<StoredStory>,
    /// The number that the next article gets, where it changes.
    pub(crate) next_number: Option<Number>,
    /// Files that a person added to the cleaning.
    pub(crate) notes: Vec<(String, String)>,
}

impl Changes {
    pub(super) fn write(&self, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        self.write_articles(transaction)?;
        self.write_nodes(transaction)?;
        self.write_stories(transaction)?;
        let mut notes = transaction.open_table(NOTES)?;
        if let Some(next) = self.next_number {
            notes.insert(NEXT, &*format::encode(&next))?;
        }
        for (name, note) in &self.notes {
            notes.insert(&**name, &*format::encode(note))?;
        }
        Ok(())
    }

    fn write_articles(&self, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        let mut entries = transaction.open_table(ENTRIES)?;
        let mut profiles = transaction.open_table(PROFILES)?;
        let mut texts = transaction.open_table(TEXTS)?;
        let mut signatures = transaction.open_table(SIGNATURES)?;
        let mut streams = transaction.open_table(STREAMS)?;
        let mut nodes = transaction.open_table(NODES)?;
        for &(number, stream) in &self.removed {
            entries.remove(number)?;
            profiles.remove(number)?;
            texts.remove(number)?;
            signatures.remove(number)?;
            streams.remove((stream, number))?;
            nodes.remove(number)?;
        }
        for Addition { number, entry, profile, minima, text } in &self.added {
            entries.insert(number, &*format::encode(entry))?;
            profiles.insert(number, &*format::encode(profile))?;
            let minima: Vec<u8> = minima.iter().flat_map(|minimum| minimum.to_le_bytes()).collect();
            signatures.insert(number, &*minima)?;
            if let Some(text) = text {
                texts.insert(number, &*format::encode(text))?;
            }
        }
        for &row in &self.streams {
            streams.insert(row, ())?;
        }
        let mut keys = transaction.open_table(KEYS)?;
        for (key, identities) in &self.identities {
            if identities.is_empty() {
                keys.remove(&**key)?;
            } else {
                keys.insert(&**key, &*format::encode(identities))?;
            }
        }
        Ok(())
    }

    fn write_nodes(&self, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        let mut nodes = transaction.open_table(NODES)?;
        for &(number, node) in &self.nodes {
            nodes.insert(number, node)?;
        }
        let mut postings = transaction.open_table(POSTINGS)?;
        for &posting in &self.postings_removed {
            postings.remove(posting)?;
        }
        for &posting in &self.postings_added {
            postings.insert(posting, ())?;
        }
        let mut large = transaction.open_table(LARGE)?;
        for (key, name) in &self.named_removed {
            large.remove((*key, &**name))?;
        }
        for (key, name, node) in &self.named_added {
            large.insert((*key, &**name), node)?;
        }
        let mut sizes = transaction.open_table(SIZES)?;
        for &(key, size) in &self.sizes {
            match size {
                Some(size) => sizes.insert(key, size)?,
                None => sizes.remove(key)?,
            };
        }
        let mut links = transaction.open_table(LINKS)?;
        for &(one, other) in &self.links_removed {
            links.remove((one, other))?;
            links.remove((other, one))?;
        }
        for ((one, other), place) in self.links_from_both_sides() {
            let (first, _, link) = self.links_added[place];
            let link = if one == first { link } else { link.swapped() };
            links.insert((one, other), &*format::encode(&link))?;
        }
        Ok(())
    }

    /// The nodes of each pair that comes in both orders, sorted, with its place among these pairs.
    fn links_from_both_sides(&self) -> Vec<((Number, Number), usize)> {
        let mut rows = Vec::with_capacity(2 * self.links_added.len());
        for (place, &(one, other, _)) in self.links_added.iter().enumerate() {
            rows.extend([((one, other), place), ((other, one), place)]);
        }
        rows.par_sort_unstable();
        rows
    }

    fn write_stories(&self, transaction: &WriteTransaction) -> Result<(), redb::Error> {
        let mut stories = transaction.open_table(STORIES)?;
        let mut story_of = transaction.open_table(STORY_OF)?;
        for story in &self.stories_removed {
            stories.remove(story.nodes[0])?;
            for &node in &story.nodes {
                story_of.remove(node)?;
            }
        }
        for story in &self.stories_added {
            stories.insert(story.nodes[0], &*format::encode(story))?;
            for &node in &story.nodes {
                story_of.insert(node, story.nodes[0])?;
            }
        }
        Ok(())
    }
}
