//! The names of clusters.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::hash;

/// The name of a cluster: `c` and twelve hexadecimal digits, made from the key of its canonical article.
///
/// It says nothing of the cluster's other articles or its rank, so a story keeps its name when copies are added.
///
/// The digits are the first twelve of [`hash::bytes`] of the key. Should two canonical articles of one run share these
/// (one chance in 56,000 for 100,000 clusters), every cluster that shares them is named by all sixteen digits; should
/// two share even those, the second in the order of the keys has `-2` behind them, the third `-3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId {
    hash: u64,
    form: Form,
}

/// How much of the hash it takes to tell a cluster from the others of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    TwelveDigits,
    SixteenDigits,
    Numbered(usize),
}

impl ClusterId {
    /// Names all clusters of a run by the keys of their canonical articles, which must all be different.
    ///
    /// The names come in the order of the keys given; what they are does not depend on that order.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(hashed: &[(u64, &str)]) -> Vec<String> {
        name_hashed(hashed).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn cluster_is_named_by_the_hash_of_its_canonical_key() {
        // XXH3-64 of "a" is e6c632b61e964e1f, as the reference implementation gives it.
        let ids = ClusterId::name_all(["a"]);
        assert_eq!(ids[0].to_string(), "ce6c632b61e96");
    }

    #[test]
    fn clusters_that_share_twelve_digits_are_all_named_by_sixteen() {
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
    fn names_do_not_depend_on_the_order_of_the_clusters() {
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
