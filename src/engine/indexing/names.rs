//! The names of articles in an index: the keys that a run over all of them would assign.

use crate::error::Result;
use crate::index::{Identity, Number, Snapshot};

/// The name of the article with this body among those of one key, given in sorted order.
///
/// The first has the key as its name, the others `key#2`, `key#3` …; names that are keys themselves
/// are skipped.
pub(super) fn name(
    key: &str,
    body: u64,
    identities: &[Identity],
    is_key: impl Fn(&str) -> Result<bool>,
) -> Result<Box<str>> {
    let mut name = Ok(key.into());
    for next in all(key, is_key).take(rank(body, identities) + 1) {
        name = Ok(next?);
    }
    name
}

/// The place of the article with this body among those of one key.
pub(super) fn rank(body: u64, identities: &[Identity]) -> usize {
    identities.partition_point(|identity| identity.body < body)
}

/// The names of the articles of one key in order, without end.
pub(super) fn all(
    key: &str,
    is_key: impl Fn(&str) -> Result<bool>,
) -> impl Iterator<Item = Result<Box<str>>> {
    let mut version = 1;
    let later = std::iter::from_fn(move || {
        loop {
            version += 1;
            let name = format!("{key}#{version}");
            match is_key(&name) {
                Ok(true) => {}
                Ok(false) => return Some(Ok(name.into())),
                Err(error) => return Some(Err(error)),
            }
        }
    });
    std::iter::once(Ok(key.into())).chain(later)
}

/// The name of an article of an index.
pub(super) fn name_in(snapshot: &Snapshot, number: Number) -> Result<Box<str>> {
    let entry = snapshot.entry(number)?;
    name(&entry.key, entry.body, &snapshot.identities(&entry.key)?, |key| {
        Ok(!snapshot.identities(key)?.is_empty())
    })
}

/// The key with a version that this key could clash with: `key` for `key#2`.
pub(super) fn hinders(key: &str) -> Option<&str> {
    let (hindered, version) = key.rsplit_once('#')?;
    (!version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit())).then_some(hindered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_skip_names_that_are_keys() {
        let identities: Vec<Identity> =
            (0..3).map(|body| Identity { body, record: 0, number: 0 }).collect();
        let names: Vec<Box<str>> = (0..3)
            .map(|body| name("a", body, &identities, |name| Ok(name == "a#2")).unwrap())
            .collect();
        assert_eq!(names, ["a".into(), "a#3".into(), "a#4".into()]);
    }

    #[test]
    fn key_that_ends_in_a_number_hinders_the_key_without_it() {
        assert_eq!(hinders("a#2"), Some("a"));
        assert_eq!([hinders("a"), hinders("a#"), hinders("a#b")], [None; 3]);
    }
}
