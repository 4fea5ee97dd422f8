//! Numbers the articles of a run, and settles what is done where two have one key.

use std::cmp::Ordering;

use super::articles::{Articles, Facts, Outlets};
use crate::article::Place;
use crate::corpus::{Reject, RejectCode};
use crate::hash::HashSet;
use crate::signature::Signatures;

/// An article that is left out because another one has its key and its text.
#[derive(Clone, Debug)]
pub(crate) struct Repeat {
    pub(crate) key: Box<str>,
    pub(crate) place: Place,
}

impl Repeat {
    /// The reason why it is left out.
    pub(crate) fn into_reject(self) -> Reject {
        let message = format!("id {:?} occurs before with the same text", self.key);
        Reject::new(self.place, None, RejectCode::DuplicateId, message, self.key.as_bytes())
    }
}

/// The articles of a run in their order, and what was settled on the way.
pub(crate) struct Numbered {
    pub(crate) articles: Articles,
    pub(crate) repeats: Vec<Repeat>,
    /// Keys that several different texts had; each text after the first got a key of its own.
    pub(crate) shared_keys: usize,
}

/// Sorts articles by key, so that their numbers do not depend on the order in which they were read.
///
/// Of articles with one key and one body the first in the order of the whole records is kept. Articles with one key and
/// different bodies are versions: all but the first are renamed `key#2`, `key#3` …
pub(crate) fn number(facts: Vec<Facts>, mut signatures: Signatures, outlets: Outlets) -> Numbered {
    let mut rows: Vec<(u32, Facts)> = (0..).zip(facts).collect();
    rows.sort_unstable_by(|(_, one), (_, other)| in_order(one, other));

    let keys: HashSet<Box<str>> = shared_keys(&rows);
    let mut taken = keys.clone();
    let mut numbered: Vec<(u32, Facts)> = Vec::with_capacity(rows.len());
    let mut repeats = Vec::new();
    let mut bodies: HashSet<u64> = HashSet::default();
    let mut version = 1;
    let mut current: Option<Box<str>> = None;
    let all_keys: HashSet<Box<str>> = if keys.is_empty() {
        HashSet::default()
    } else {
        rows.iter().map(|(_, facts)| facts.key.clone()).collect()
    };
    for (row, mut facts) in rows {
        if !keys.contains(&facts.key) {
            numbered.push((row, facts));
            continue;
        }
        if current.as_ref() != Some(&facts.key) {
            current = Some(facts.key.clone());
            bodies.clear();
            version = 1;
        }
        if !bodies.insert(facts.body) {
            repeats.push(Repeat { key: facts.key, place: facts.place });
            continue;
        }
        if bodies.len() > 1 {
            facts.key = loop {
                version += 1;
                let key: Box<str> = format!("{}#{version}", facts.key).into();
                if !all_keys.contains(&key) && taken.insert(key.clone()) {
                    break key;
                }
            };
        }
        numbered.push((row, facts));
    }
    let shared_keys = taken.len() - keys.len();
    numbered.sort_unstable_by(|(_, one), (_, other)| in_order(one, other));

    let (order, facts): (Vec<u32>, Vec<Facts>) = numbered.into_iter().unzip();
    signatures.select(&order);
    Numbered { articles: Articles { facts, signatures, outlets }, repeats, shared_keys }
}

fn in_order(one: &Facts, other: &Facts) -> Ordering {
    (&one.key, one.body, one.record, one.place).cmp(&(
        &other.key,
        other.body,
        other.record,
        other.place,
    ))
}

/// The keys that more than one article has.
fn shared_keys(rows: &[(u32, Facts)]) -> HashSet<Box<str>> {
    let runs = rows.chunk_by(|(_, one), (_, other)| one.key == other.key);
    runs.filter(|run| run.len() > 1).map(|run| run[0].1.key.clone()).collect()
}
