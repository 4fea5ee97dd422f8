//! The articles of an index by the names that a run gave them, with their texts where these are kept.

use super::names;
use crate::article::{Article, BodyIs};
use crate::error::Result;
use crate::index::{Entry, Number, Snapshot};

/// What an index has of articles that a run knew from it alone.
pub struct KeptTexts<'a> {
    snapshot: &'a Snapshot,
    body_is: BodyIs,
}

impl<'a> KeptTexts<'a> {
    /// Looks into one state of an index, whose articles' bodies are such.
    pub fn new(snapshot: &'a Snapshot, body_is: BodyIs) -> KeptTexts<'a> {
        KeptTexts { snapshot, body_is }
    }

    /// Whether the index has an article of this name.
    pub fn knows(&self, name: &str) -> Result<bool> {
        Ok(self.find(name)?.is_some())
    }

    /// An article as it was read, if the index has its text; it must have stood there, for names are given anew when
    /// articles come and go.
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

    /// The article that has a name now: one whose key it is, or a version of the key before its mark.
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
