//! The ids of clusters.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::hash;

/// The id of a cluster: `c` and twelve hexadecimal digits, derived from the key of its canonical
/// article.
///
/// It does not depend on the other articles or on the rank, so a story keeps its id when copies are
/// added.
///
/// The digits are the first twelve of [`hash::bytes`] of the key. If two canonical articles of a
/// run share them (one chance in 56,000 for 100,000 clusters), all clusters that share them get all
/// sixteen digits. If two share even those, the second in the order of the keys gets the suffix
/// `-2`, the third `-3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId {
    hash: u64,
    form: Form,
}

/// How much of the hash is needed to distinguish a cluster from the others of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    TwelveDigits,
    SixteenDigits,
    Numbered(usize),
}

impl ClusterId {
    /// Creates the ids of all clusters of a run from the keys of their canonical articles, which
    /// must be distinct.
    ///
    /// The ids come in the order of the keys, but do not depend on it.
    pub fn name_all<'a>(canonical_keys: impl IntoIterator<Item = &'a str>) -> Vec<ClusterId> {
        let hashed: Vec<_> =
            canonical_keys.into_iter().map(|key| (hash::bytes(key.as_bytes()), key)).collect();
        name_hashed(&hashed)
    }
}

fn name_hashed(hashed: &[(u64, &str)]) -> Vec<ClusterId> {
    let mut by_hash: Vec<usize> = (0..hashed.len()).collect();
    by_hash.sort_unstable_by_key(|&index| hashed[index]);

    let mut ids: Vec<_> =
        hashed.iter().map(|&(hash, _)| ClusterId { hash, form: Form::TwelveDigits }).collect();
    for clash in by_hash.chunk_by(|&one, &other| {
        first_twelve_digits(hashed[one].0) == first_twelve_digits(hashed[other].0)
    }) {
        if clash.len() < 2 {
            continue;
        }
        for same_hash in clash.chunk_by(|&one, &other| hashed[one].0 == hashed[other].0) {
            for (before, &index) in same_hash.iter().enumerate() {
                ids[index].form =
                    if before == 0 { Form::SixteenDigits } else { Form::Numbered(before + 1) };
            }
        }
    }
    ids
}

fn first_twelve_digits(hash: u64) -> u64 {
    hash >> 16
}

impl fmt::Display for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            Form::TwelveDigits => write!(f, "c{:012x}", first_twelve_digits(self.hash)),
            Form::SixteenDigits => write!(f, "c{:016x}", self.hash),
            Form::Numbered(number) => write!(f, "c{:016x}-{number}", self.hash),
        }
    }
}

impl Serialize for ClusterId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not the id of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cluster id")]
pub struct NoClusterId;

impl FromStr for ClusterId {
    type Err = NoClusterId;

    /// Parses an id that a run wrote. If it has only twelve digits, the others are unknown and
    /// count as zeros.
    fn from_str(name: &str) -> Result<ClusterId, NoClusterId> {
        let digits = name.strip_prefix('c').ok_or(NoClusterId)?;
        let (digits, number) = match digits.split_once('-') {
            Some((digits, number)) => (digits, Some(number.parse().map_err(|_| NoClusterId)?)),
            None => (digits, None),
        };
        let is_hex = digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let hash = u64::from_str_radix(digits, 16).ok().filter(|_| is_hex).ok_or(NoClusterId)?;
        match (digits.len(), number) {
            (12, None) => Ok(ClusterId { hash: hash << 16, form: Form::TwelveDigits }),
            (16, None) => Ok(ClusterId { hash, form: Form::SixteenDigits }),
            (16, Some(number)) => Ok(ClusterId { hash, form: Form::Numbered(number) }),
            _ => Err(NoClusterId),
        }
    }
}

impl<'de> Deserialize<'de> for ClusterId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ClusterId, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        name.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(hashed: &[(u64, &str)]) -> Vec<String> {
        name_hashed(hashed).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn id_is_the_hash_of_the_canonical_key() {
        // XXH3-64 of "a" is e6c632b61e964e1f, as the reference implementation gives it.
        let ids = ClusterId::name_all(["a"]);
        assert_eq!(ids[0].to_string(), "ce6c632b61e96");
    }

    #[test]
    fn clusters_that_share_twelve_digits_all_get_sixteen() {
        assert_eq!(
            names(&[(0xaaaa_bbbb_cccc_0001, "x"), (0x1, "y"), (0xaaaa_bbbb_cccc_0002, "z")]),
            ["caaaabbbbcccc0001", "c000000000000", "caaaabbbbcccc0002"]
        );
    }

    #[test]
    fn clusters_that_share_the_whole_hash_are_numbered_by_key() {
        let ours = [(7, "paris"), (7, "london"), (7, "rome")];
        assert_eq!(
            names(&ours),
            ["c0000000000000007-2", "c0000000000000007", "c0000000000000007-3"]
        );
    }

    #[test]
    fn every_id_parses_as_it_was_written() {
        for name in ["ce6c632b61e96", "caaaabbbbcccc0001", "c0000000000000007-3"] {
            assert_eq!(name.parse::<ClusterId>().map(|id| id.to_string()).as_deref(), Ok(name));
        }
        for name in
            ["", "c", "e6c632b61e96", "cE6C632B61E96", "c+6c632b61e96", "c0000000000000007-x"]
        {
            assert_eq!(name.parse::<ClusterId>(), Err(NoClusterId), "{name}");
        }
    }

    #[test]
    fn ids_do_not_depend_on_the_order_of_the_clusters() {
        let mut hashed =
            [(7, "a"), (7, "b"), (0xffff_0000, "c"), (0xffff_0001, "d"), (0xeeee_0000_0000, "e")];
        let mut named: Vec<_> = hashed.into_iter().zip(names(&hashed)).collect();
        hashed.reverse();
        let mut named_in_reverse: Vec<_> = hashed.into_iter().zip(names(&hashed)).collect();
        named.sort();
        named_in_reverse.sort();
        assert_eq!(named, named_in_reverse);
    }
}
