//! Finds articles of an index by the names that a run gave them, with their texts if the index has
//! them.

use super::names;
use crate::article::{Article, BodyIs};
use crate::error::Result;
use crate::index::{Entry, Number, Snapshot};

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
    fn find(&self, name: &str) -> Result<Option<(Number, Entry)>> {
        for key in [Some(name), names::hinders(name)].into_iter().flatten() {
            let identities = self.snapshot.identities(key)?;
            for identity in &identities {
                let named = names::name(key, identity.body, &identities, |key| {
                    Ok(!self.snapshot.identities(key)?.is_empty())
                })?;
                if &*named == name {
                    return Ok(Some((identity.number, self.snapshot.entry(identity.number)?)));
                }
            }
        }
        Ok(None)
    }
}
