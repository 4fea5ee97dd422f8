//! Numbers the articles of a run, and resolves duplicate keys.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::articles::{self, Articles, Facts, Outlets, Versions, row};
use crate::article::Place;
use crate::corpus::{Reject, RejectCode};
use crate::error::Result;
use crate::hash::HashSet;
use crate::scratch::{Fields, Scratch, Sorter, put_u32, put_u64};
use crate::signature::{self, Signature, StoredSignatures};

/// An article that is rejected because another one has the same key and the same text.
#[derive(Clone, Debug)]
pub(crate) struct Repeat {
    pub(crate) key: Box<str>,
    pub(crate) place: Place,
}

impl Repeat {
    /// The reason for rejecting it.
    pub(crate) fn into_reject(self) -> Reject {
        let message = format!("duplicate id {:?} with the same text", self.key);
        let reject = Reject::new(self.place, RejectCode::DuplicateId, message, self.key.as_bytes());
        Reject { key: Some(self.key), ..reject }
    }
}

/// Articles that were read, in no particular order.
pub(crate) struct Unnumbered {
    scratch: Scratch,
    sorter: Sorter,
    /// Keys that end in `#` and a number, like a new key.
    numbered_keys: HashSet<Vec<u8>>,
    signatures: signature::Writer,
    count: u32,
    versions: Versions,
    record: Vec<u8>,
}

/// The articles of a run in order, and how duplicate keys were resolved.
pub(crate) struct Numbered {
    pub(crate) articles: Articles,
    pub(crate) signatures: StoredSignatures,
    pub(crate) repeats: Vec<Repeat>,
    /// Number of articles that were renamed because another text has their key.
    pub(crate) shared_keys: usize,
}

impl Unnumbered {
    /// `width` is the number of minima in a signature.
    pub(crate) fn new(scratch: &Scratch, width: usize) -> Result<Unnumbered> {
        Ok(Unnumbered {
            scratch: scratch.clone(),
            sorter: Sorter::new(scratch, scratch.room(4), |record| key_of(record).0, in_order),
            numbered_keys: HashSet::default(),
            signatures: signature::Writer::new(scratch, width)?,
            count: 0,
            versions: Versions::default(),
            record: Vec::new(),
        })
    }

    pub(crate) fn push(&mut self, facts: &Facts, signature: &Signature) -> Result<()> {
        let version = facts.version.clone().map(|version| self.versions.push(*version));
        let row = &row::of(&facts.kept(version));
        let key = facts.key.as_bytes();
        if is_numbered(key) {
            self.numbered_keys.insert(key.to_vec());
        }
        Parts { key, body: facts.body, record: facts.record, row, read: self.count }
            .write(&mut self.record);
        self.count = self.count.checked_add(1).expect("a run has fewer than 2^32 articles");
        self.sorter.push(&self.record)?;
        self.signatures.push(signature)
    }

    /// Sorts articles by key, so that their numbers do not depend on the order of reading.
    ///
    /// Of articles with the same key and body, the first in the order of the whole records is kept.
    /// Articles with the same key and different bodies are versions: all but the first are renamed
    /// `key#2`, `key#3` …
    pub(crate) fn number(self, outlets: Outlets) -> Result<Numbered> {
        let Unnumbered { scratch, sorter, numbered_keys, signatures, count, versions, .. } = self;
        let mut names = Names::beside(numbered_keys);
        let mut order = Order {
            writer: articles::Writer::new(&scratch)?,
            row_of: Vec::with_capacity(count as usize),
            renamed: BTreeMap::new(),
        };
        let mut repeats = Vec::new();
        sorter.finish()?.each(|record| {
            let parts = Parts::of(record);
            match names.settle(&parts) {
                Settled::Kept => order.push(&parts),
                Settled::Renamed(key) => {
                    let mut renamed = Vec::new();
                    Parts { key: &key, ..parts }.write(&mut renamed);
                    order.renamed.insert(key, renamed);
                    Ok(())
                }
                Settled::Repeat => {
                    let key = String::from_utf8_lossy(parts.key).into();
                    repeats.push(Repeat { key, place: place_in(parts.row) });
                    Ok(())
                }
            }
        })?;
        order.push_renamed_before(None)?;
        Ok(Numbered {
            articles: order.writer.finish(versions, outlets)?,
            signatures: signatures.finish(order.row_of)?,
            repeats,
            shared_keys: names.renamed,
        })
    }
}

/// The articles numbered so far.
struct Order {
    writer: articles::Writer,
    row_of: Vec<u32>,
    /// Renamed records by their new keys, until their turn comes.
    renamed: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Order {
    fn push(&mut self, parts: &Parts<'_>) -> Result<()> {
        self.push_renamed_before(Some(parts.key))?;
        self.push_next(parts)
    }

    /// Numbers the renamed articles whose keys come before this one, or all.
    fn push_renamed_before(&mut self, key: Option<&[u8]>) -> Result<()> {
        while let Some(first) = self.renamed.first_entry()
            && key.is_none_or(|key| first.key().as_slice() < key)
        {
            let record = first.remove();
            self.push_next(&Parts::of(&record))?;
        }
        Ok(())
    }

    fn push_next(&mut self, parts: &Parts<'_>) -> Result<()> {
        self.row_of.push(parts.read);
        self.writer.push(parts.key, parts.row)
    }
}

/// What to do with an article.
enum Settled {
    Kept,
    Renamed(Vec<u8>),
    Repeat,
}

/// The names of articles that share a key.
struct Names {
    /// Keys from the corpus that end in `#` and a number, like a new key.
    numbered: HashSet<Vec<u8>>,
    /// The key whose articles are being numbered.
    current: Vec<u8>,
    bodies: HashSet<u64>,
    version: u32,
    renamed: usize,
}

impl Names {
    fn beside(numbered: HashSet<Vec<u8>>) -> Names {
        let (current, bodies) = Default::default();
        Names { numbered, current, bodies, version: 1, renamed: 0 }
    }

    /// Decides about the next article in order.
    fn settle(&mut self, parts: &Parts<'_>) -> Settled {
        if self.bodies.is_empty() || self.current != parts.key {
            self.current.clear();
            self.current.extend_from_slice(parts.key);
            self.bodies.clear();
            self.bodies.insert(parts.body);
            self.version = 1;
            return Settled::Kept;
        }
        if !self.bodies.insert(parts.body) {
            return Settled::Repeat;
        }
        self.renamed += 1;
        loop {
            self.version += 1;
            let key = [parts.key, format!("#{}", self.version).as_bytes()].concat();
            if !self.numbered.contains(&key) {
                return Settled::Renamed(key);
            }
        }
    }
}

/// Whether a key ends in `#` and a number, like the key of a renamed version.
fn is_numbered(key: &[u8]) -> bool {
    let digits = key.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && key[..key.len() - digits].ends_with(b"#")
}

/// The parts of a record in the sorter.
#[derive(Clone, Copy)]
struct Parts<'r> {
    key: &'r [u8],
    body: u64,
    record: u64,
    /// Number of articles read before this one.
    read: u32,
    row: &'r [u8],
}

impl<'r> Parts<'r> {
    fn write(&self, record: &mut Vec<u8>) {
        record.clear();
        put_u32(record, u32::try_from(self.key.len()).expect("a key under 4 GiB"));
        record.extend_from_slice(self.key);
        put_u64(record, self.body);
        put_u64(record, self.record);
        put_u32(record, self.read);
        record.extend_from_slice(self.row);
    }

    fn of(record: &'r [u8]) -> Parts<'r> {
        let (key, rest) = key_of(record);
        let mut fields = Fields(rest);
        let (body, record, read) = (fields.u64(), fields.u64(), fields.u32());
        Parts { key, body, record, read, row: fields.0 }
    }
}

/// The place in a row of facts from the sorter.
fn place_in(row: &[u8]) -> Place {
    row::place(row).expect("the sorter gives back what was written")
}

fn key_of(record: &[u8]) -> (&[u8], &[u8]) {
    let mut fields = Fields(record);
    let bytes = fields.u32() as usize;
    fields.0.split_at(bytes)
}

fn in_order(one: &[u8], other: &[u8]) -> Ordering {
    key_of(one).0.cmp(key_of(other).0).then_with(|| {
        let rest = |record| {
            let Parts { body, record, row, .. } = Parts::of(record);
            (body, record, place_in(row))
        };
        rest(one).cmp(&rest(other))
    })
}
