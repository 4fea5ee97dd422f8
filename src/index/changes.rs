//! Changes to the tables of an index.

use rayon::prelude::*;
use redb::WriteTransaction;

use super::entry::{Entry, Identity};
use super::tables::{
    ENTRIES, KEYS, LARGE, LINKS, NEXT, NODES, NOTES, PLACEHOLDERS, POSTINGS, PROFILES, SIGNATURES,
    SIZES, STORIES, STORY_OF, STREAMS, StoredLink, StoredStory, TEXTS,
};
use super::{Number, format};
use crate::verify::StoredProfile;

/// An article to add.
#[derive(Debug)]
pub(crate) struct Addition {
    /// Its number.
    pub(crate) number: Number,
    /// Its facts and display fields.
    pub(crate) entry: Entry,
    /// Its profile.
    pub(crate) profile: StoredProfile,
    /// Its minima.
    pub(crate) minima: Vec<u64>,
    /// Its text, if the index stores texts.
    pub(crate) text: Option<String>,
}

/// The changes of an index in one step. Rows are removed before others are added.
///
/// Sorted rows are written much faster, and take less space in a new index.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Removed articles, each with the hash of its words.
    pub(crate) removed: Vec<(Number, u64)>,
    /// Added articles.
    pub(crate) added: Vec<Addition>,
    /// Added articles by the hash of their words.
    pub(crate) streams: Vec<(u64, Number)>,
    /// The new articles of the keys that change.
    pub(crate) identities: Vec<(String, Vec<Identity>)>,
    /// The new nodes of the articles that change.
    pub(crate) nodes: Vec<(Number, Number)>,
    /// Articles whose text is no longer a placeholder, or that are removed.
    pub(crate) placeholders_removed: Vec<Number>,
    /// Articles whose text is now a placeholder.
    pub(crate) placeholders_added: Vec<Number>,
    /// LSH keys of removed nodes.
    pub(crate) postings_removed: Vec<(u64, Number)>,
    /// LSH keys of added nodes.
    pub(crate) postings_added: Vec<(u64, Number)>,
    /// Nodes removed from large buckets, each by the bucket's key and the node's name.
    pub(crate) named_removed: Vec<(u64, Box<str>)>,
    /// Nodes added to large buckets.
    pub(crate) named_added: Vec<(u64, Box<str>, Number)>,
    /// The new sizes of large buckets; `None` if a bucket is no longer large.
    pub(crate) sizes: Vec<(u64, Option<u64>)>,
    /// Removed pairs.
    pub(crate) links_removed: Vec<(Number, Number)>,
    /// Added pairs, each from its first node to its second.
    pub(crate) links_added: Vec<(Number, Number, StoredLink)>,
    /// Removed clusters.
    pub(crate) stories_removed: Vec<StoredStory>,
    /// Added clusters.
    pub(crate) stories_added: Vec<StoredStory>,
    /// The number of the next article, if it changes.
    pub(crate) next_number: Option<Number>,
    /// The user's cleaning files.
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
        let mut placeholders = transaction.open_table(PLACEHOLDERS)?;
        for &number in &self.placeholders_removed {
            placeholders.remove(number)?;
        }
        for &number in &self.placeholders_added {
            placeholders.insert(number, ())?;
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

    /// The nodes of each added pair in both orders, sorted, each with the place of the pair in the
    /// list.
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
