//! The names of articles in an index: the keys that a run over all of them would assign. Also finds articles
//! by these names, with their texts if the index has them.

use crate::article::{Article, BodyIs};
use crate::error::Result;
use crate::index::{Entry, Identity, Number, Snapshot};

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

/// Articles that a run knew only from the index.
pub struct KeptTexts<'a> {
    snapshot: &'a Snapshot,
    body_is: BodyIs,
}

impl<'a> KeptTexts<'a> {
    /// Uses one state of an index. `body_is` is what the bodies of its articles are.
    pub fn new(snapshot: &'a Snapshot, body_is: BodyIs) -> KeptTexts<'a> {
        KeptTexts { snapshot, body_is }
    }

    /// Whether the index has an article of this name.
    pub fn knows(&self, name: &str) -> Result<bool> {
        Ok(self.find(name)?.is_some())
    }

    /// The original article, if the index has its text. Its place must be the given one, because
    /// names change when articles are added or removed.
    pub fn article(&self, name: &str, file: &str, offset: u64) -> Result<Option<Article<'static>>> {
        let Some((number, entry)) = self.find(name)? else { return Ok(None) };
        if (&*entry.place.file, entry.place.offset) != (file, offset) {
            return Ok(None);
        }
        let Some(text) = self.snapshot.text(number)? else { return Ok(None) };
        let field = |field: Option<String>| field.map(Into::into);
        let shown = entry.shown;
        Ok(Some(Article {
            key: name.to_owned().into(),
            body: text.into(),
            body_is: self.body_is,
            headline: field(shown.headline),
            byline: field(shown.byline),
            outlet: field(shown.outlet),
            published: field(shown.published),
            url: field(shown.url),
            language: field(shown.language),
            wire: None,
        }))
    }

    /// Finds the article that has a name now. The name is its key, or the key and the number of a
    /// version.
    fn find(&self, wanted: &str) -> Result<Option<(Number, Entry)>> {
        for key in [Some(wanted), hinders(wanted)].into_iter().flatten() {
            let identities = self.snapshot.identities(key)?;
            for identity in &identities {
                let named = name(key, identity.body, &identities, |key| {
                    Ok(!self.snapshot.identities(key)?.is_empty())
                })?;
                if &*named == wanted {
                    return Ok(Some((identity.number, self.snapshot.entry(identity.number)?)));
                }
            }
        }
        Ok(None)
    }
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
