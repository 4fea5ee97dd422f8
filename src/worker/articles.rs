//! The facts of articles, as they go from stage to stage: a row without the outlet and the mark of the version, which
//! have numbers within one run alone, and these by name.

use crate::clean::Version;
use crate::engine::run::articles::{self, Articles, KeptFacts, Outlets, Versions, row};
use crate::error::Result;
use crate::scratch::Scratch;

use super::columns;
use super::work::broken;

/// Reads the facts in a row of a stream, without outlet and version.
pub(super) fn facts(columns: columns::Row<'_>) -> Result<KeptFacts> {
    row::facts(columns.bytes("row")?).ok_or_else(|| broken("the facts of an article are damaged"))
}

/// Collects articles in the order of their numbers.
pub(super) struct Gathering {
    writer: articles::Writer,
    outlets: Outlets,
    versions: Versions,
}

impl Gathering {
    pub(super) fn new(scratch: &Scratch) -> Result<Gathering> {
        Ok(Gathering {
            writer: articles::Writer::new(scratch)?,
            outlets: Outlets::default(),
            versions: Versions::default(),
        })
    }

    /// Adds an article. A stage that does not show it needs no key.
    pub(super) fn push(
        &mut self,
        key: &str,
        facts: KeptFacts,
        outlet: Option<&str>,
        version: Option<&str>,
    ) -> Result<()> {
        let version: Option<Version> =
            version.map(serde_json::from_str).transpose().map_err(broken)?;
        let facts = KeptFacts {
            outlet: outlet.map(|outlet| self.outlets.intern(outlet)),
            version: version.map(|version| self.versions.push(version)),
            ..facts
        };
        self.writer.push(key.as_bytes(), &row::of(&facts))
    }

    pub(super) fn finish(self) -> Result<Articles> {
        self.writer.finish(self.versions, self.outlets)
    }
}
