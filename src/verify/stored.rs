//! A profile as stored on disk: compact, and checked when it is read.

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::bits::Bits;
use super::headline::Headline;
use super::number::to_u32;
use super::profile::{Profile, Unit};
use super::sentences::{Prose, Sentence, Value};
use super::shingles::Shingles;
use crate::article::BodyIs;
use crate::date::Day;
use crate::shingle::WordEnds;

/// Bytes that are stored of a shingle's hash. A profile knows all but the lowest bits.
const HASH_BYTES: usize = 5;
const UNKNOWN_BITS: u32 = 8;

/// The data of a [`Profile`] in the order of the text, with places as distances from the previous
/// one.
///
/// Shingles are almost always consecutive, so little more than their hashes is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredProfile {
    /// Shingles at consecutive places: the distance from the previous run, and their number.
    runs: Vec<(u32, u32)>,
    /// Their hashes.
    hashes: Bytes,
    sentences: Vec<StoredSentence>,
    numbers: Vec<(u32, u32)>,
    names: Vec<(u32, u32)>,
    /// Consecutive words of narration: the distance from the previous run, and their number.
    narration: Vec<(u32, u32)>,
    spaceless: Vec<(u32, u32)>,
    unit: StoredUnit,
    body_is: BodyIs,
    tokens: u32,
    words: u32,
    outlet: Option<u64>,
    day: Option<Day>,
    headline: Vec<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredSentence {
    /// Words between the previous sentence and this one.
    behind: u32,
    words: u32,
    /// Its length in half words.
    halves: u32,
    /// Half words of narration.
    narration: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum StoredUnit {
    Word(u32),
    /// Letters in a shingle, and in each word.
    Letter(u32, Vec<u32>),
}

/// Bytes that are serialized in one piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(bytes))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

/// The stored data is not a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored data is not a profile")]
pub struct NoProfile;

impl From<&Profile> for StoredProfile {
    fn from(profile: &Profile) -> StoredProfile {
        let mut hashes = Vec::with_capacity(HASH_BYTES * profile.tokens());
        for (_, hash) in profile.shingles().iter() {
            let hash = u64::from(hash) << UNKNOWN_BITS;
            hashes.extend_from_slice(&hash.to_le_bytes()[..HASH_BYTES]);
        }
        let prose = profile.prose();
        StoredProfile {
            runs: stored_runs(profile.shingles().iter().map(|(start, _)| start)),
            hashes: Bytes(hashes),
            sentences: stored_sentences(&prose.sentences),
            numbers: stored_values(&prose.numbers),
            names: stored_values(&prose.names),
            narration: stored_runs(prose.narration.iter()),
            spaceless: profile.spaceless.iter().map(|block| (block.start, block.end)).collect(),
            unit: match &profile.unit {
                Unit::Word(words) => StoredUnit::Word(to_u32(*words)),
                Unit::Letter(letters, ends) => {
                    StoredUnit::Letter(to_u32(*letters), distances(ends.iter()))
                }
            },
            body_is: profile.body_is,
            tokens: to_u32(profile.tokens),
            words: to_u32(profile.words),
            outlet: profile.outlet,
            day: profile.day,
            headline: profile.headline().words().to_vec(),
        }
    }
}

impl TryFrom<StoredProfile> for Profile {
    type Error = NoProfile;

    /// Checks everything: comparing relies on every place being inside the text.
    fn try_from(stored: StoredProfile) -> Result<Profile, NoProfile> {
        let StoredProfile { runs, hashes, tokens, .. } = &stored;
        let tokens = *tokens;
        let inside = |values: &[Value]| values.last().is_none_or(|last| last.word < tokens);
        let unit = match &stored.unit {
            StoredUnit::Word(words) => Unit::Word(*words as usize),
            StoredUnit::Letter(letters, lengths) => {
                let ends = sums(lengths)?;
                if ends.len() != tokens as usize || *letters == 0 {
                    return Err(NoProfile);
                }
                Unit::Letter(*letters as usize, WordEnds::new(ends))
            }
        };
        let sentences = sentences(&stored.sentences)?;
        let is_inside = sentences.last().is_none_or(|last| last.words().end <= tokens as usize);
        let (numbers, names) = (values(&stored.numbers)?, values(&stored.names)?);
        let spaceless: Box<[_]> = stored.spaceless.iter().map(|&(start, end)| start..end).collect();
        let mut behind = 0;
        for block in &spaceless {
            if !(behind..block.end).contains(&block.start) {
                return Err(NoProfile);
            }
            behind = block.end;
        }
        let mut starts = Vec::with_capacity(hashes.0.len() / HASH_BYTES);
        let mut hashes = hashes.0.chunks_exact(HASH_BYTES);
        for run in self::runs(runs) {
            for start in run? {
                let mut hash = [0; 8];
                hash[..HASH_BYTES].copy_from_slice(hashes.next().ok_or(NoProfile)?);
                #[expect(clippy::cast_possible_truncation, reason = "what is left are 32 bits")]
                starts.push((start as usize, (u64::from_le_bytes(hash) >> UNKNOWN_BITS) as u32));
            }
        }
        if hashes.next().is_some() || !hashes.remainder().is_empty() {
            return Err(NoProfile);
        }
        let headline = Headline::known(stored.headline).ok_or(NoProfile)?;
        if !(is_inside && inside(&numbers) && inside(&names)) {
            return Err(NoProfile);
        }
        let places = match &unit {
            Unit::Word(_) => tokens as usize,
            Unit::Letter(_, ends) => ends.iter().last().unwrap_or(0) as usize,
        };
        // Bit sets are sized by the places of the text.
        if starts.last().is_some_and(|&(start, _)| start >= places) {
            return Err(NoProfile);
        }
        let told = self::runs(&stored.narration).collect::<Result<Vec<_>, _>>()?;
        let end = told.last().map_or(0, |last| last.end);
        if end > tokens {
            return Err(NoProfile);
        }
        let mut narration = Bits::for_bits(end as usize);
        for run in told {
            narration.add(run.start as usize..run.end as usize);
        }
        let profile = Profile {
            shingles: Shingles::known(starts.into_iter(), places),
            prose: Prose::new(sentences, numbers, names, narration),
            spaceless,
            unit,
            body_is: stored.body_is,
            tokens: tokens as usize,
            words: stored.words as usize,
            outlet: stored.outlet,
            day: stored.day,
            headline,
        };
        profile.is_sound().then_some(profile).ok_or(NoProfile)
    }
}

/// Runs of consecutive places: the distance of each from the previous one, and its length.
fn stored_runs(places: impl Iterator<Item = usize>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let mut next = 0;
    for place in places.map(to_u32) {
        match runs.last_mut() {
            Some((_, length)) if place == next => *length += 1,
            _ => runs.push((place - next, 1)),
        }
        next = place + 1;
    }
    runs
}

/// The places of each run.
fn runs(stored: &[(u32, u32)]) -> impl Iterator<Item = Result<Range<u32>, NoProfile>> {
    let mut next = 0_u32;
    stored.iter().map(move |&(behind, length)| {
        let start = next.checked_add(behind).ok_or(NoProfile)?;
        next = start.checked_add(length).ok_or(NoProfile)?;
        Ok(start..next)
    })
}

fn stored_sentences(sentences: &[Sentence]) -> Vec<StoredSentence> {
    let mut end = 0;
    let stored = sentences.iter().map(|sentence| {
        let words = sentence.words();
        let behind = to_u32(words.start - end);
        end = words.end;
        StoredSentence {
            behind,
            words: to_u32(words.len()),
            halves: sentence.halves,
            narration: sentence.narration,
        }
    });
    stored.collect()
}

fn sentences(stored: &[StoredSentence]) -> Result<Vec<Sentence>, NoProfile> {
    let mut end = 0_u32;
    let read = stored.iter().map(|sentence| {
        let start = end.checked_add(sentence.behind).ok_or(NoProfile)?;
        end = start.checked_add(sentence.words).ok_or(NoProfile)?;
        Ok(Sentence::new(start..end, sentence.halves, sentence.narration))
    });
    read.collect()
}

/// Each value with its distance from the previous one.
fn stored_values(values: &[Value]) -> Vec<(u32, u32)> {
    distances(values.iter().map(|value| value.word))
        .into_iter()
        .zip(values.iter().map(|value| value.hash))
        .collect()
}

fn values(stored: &[(u32, u32)]) -> Result<Vec<Value>, NoProfile> {
    let (distances, hashes): (Vec<u32>, Vec<u32>) = stored.iter().copied().unzip();
    let words = sums(&distances)?.into_iter();
    Ok(words.zip(hashes).map(|(word, hash)| Value { word, hash }).collect())
}

/// The differences between the numbers of a rising sequence.
fn distances(rising: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut before = 0;
    rising.map(|number| number - std::mem::replace(&mut before, number)).collect()
}

fn sums(distances: &[u32]) -> Result<Vec<u32>, NoProfile> {
    let mut sum = 0_u32;
    let sums = distances.iter().map(|&distance| {
        sum = sum.checked_add(distance).ok_or(NoProfile)?;
        Ok(sum)
    });
    sums.collect()
}
