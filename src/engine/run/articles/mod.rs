//! The facts that a run keeps of each article.

mod row;

use self::row::NOTHING;
pub(crate) use self::row::{Credited, Facts, KeptFacts, OutletId, Row, VersionNumber, half};

use std::sync::{Mutex, PoisonError};

use crate::agency::AgencyId;
use crate::article::{ArticleId, Place};
use crate::clean::Version;
use crate::error::{Error, Result};
use crate::hash::{self, HashMap};
use crate::outlet;
use crate::scratch::{Scratch, Spool, Spooled};

/// All articles of a run, numbered in the order of their keys.
#[derive(Debug, Default)]
pub(crate) struct Articles {
    rows: row::Rows,
    keys: Spooled,
    versions: Versions,
    pub(crate) outlets: Outlets,
    /// The first error from reading a row or key, if there was one.
    unread: Mutex<Option<Error>>,
}

/// The version marks of the articles.
#[derive(Debug, Default)]
pub(crate) struct Versions(Vec<Version>);

impl Versions {
    pub(crate) fn of(versions: Vec<Version>) -> Versions {
        Versions(versions)
    }

    pub(crate) fn push(&mut self, version: Version) -> VersionNumber {
        let number = u32::try_from(self.0.len()).expect("there are no more versions than articles");
        self.0.push(version);
        VersionNumber(number)
    }
}

impl Articles {
    /// Stores articles in memory. The facts come in the order of their keys.
    pub(crate) fn of(facts: impl IntoIterator<Item = Facts>, outlets: Outlets) -> Articles {
        let mut writer = Writer::new(&Scratch::in_memory()).expect("memory takes everything");
        let mut versions = Versions::default();
        for facts in facts {
            let version = facts.version.clone().map(|version| versions.push(*version));
            let written = writer.push(facts.key.as_bytes(), Row::of(&facts.kept(version)));
            written.expect("memory takes everything");
        }
        writer.finish(versions, outlets).expect("memory takes everything")
    }

    /// The inverse of [`spools`](Articles::spools).
    pub(crate) fn of_parts(
        rows: Spooled,
        keys: Spooled,
        versions: Versions,
        outlets: Outlets,
    ) -> Articles {
        Articles { rows: row::Rows::new(rows), keys, versions, outlets, unread: Mutex::new(None) }
    }

    /// The rows and the keys.
    pub(crate) fn spools(&self) -> [&Spooled; 2] {
        [self.rows.spooled(), &self.keys]
    }

    pub(crate) fn versions(&self) -> &[Version] {
        &self.versions.0
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = ArticleId> + use<> {
        (0..u32::try_from(self.len()).expect("a run has fewer than 2^32 articles")).map(ArticleId)
    }

    /// Where an article is in the corpus.
    pub(crate) fn place(&self, article: ArticleId) -> Result<Place> {
        Ok(self.row(article)?.place())
    }

    /// The facts of an article. If they cannot be read, returns placeholders, and
    /// [`check`](Articles::check) fails.
    pub(crate) fn facts(&self, article: ArticleId) -> KeptFacts {
        let facts = self.row(article).and_then(|row| self.facts_in(&row));
        self.or_noted(facts, || NOTHING)
    }

    fn facts_in(&self, row: &Row) -> Result<KeptFacts> {
        let facts = row.kept().filter(|facts| {
            let has_version = |VersionNumber(number)| (number as usize) < self.versions.0.len();
            facts.outlet.is_none_or(|outlet| outlet.index() < self.outlets.len())
                && facts.version.is_none_or(has_version)
        });
        facts.ok_or_else(|| self.rows.spooled().damaged())
    }

    /// The key of an article. If it cannot be read, returns an empty string, and
    /// [`check`](Articles::check) fails.
    pub(crate) fn key(&self, article: ArticleId) -> String {
        let key = self.row(article).and_then(|row| {
            let (at, bytes) = row.key();
            let mut key = vec![0; bytes];
            self.keys.read_at(at, &mut key)?;
            Ok(String::from_utf8_lossy(&key).into_owned())
        });
        self.or_noted(key, String::new)
    }

    /// Visits the facts of all articles in order.
    pub(crate) fn each(
        &self,
        mut visit: impl FnMut(ArticleId, KeptFacts) -> Result<()>,
    ) -> Result<()> {
        self.rows.each(|number, row| visit(ArticleId(number), self.facts_in(row)?))
    }

    /// Number of articles with fewer words than this.
    pub(crate) fn shorter_than(&self, words: u32) -> Result<usize> {
        let mut shorter = 0;
        self.each(|_, facts| {
            shorter += usize::from(facts.words < words);
            Ok(())
        })?;
        Ok(shorter)
    }

    /// Finds an article by its key.
    pub(crate) fn find(&self, key: &str) -> Option<ArticleId> {
        let (mut low, mut high) = (0, u32::try_from(self.len()).ok()?);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.key(ArticleId(middle)).as_str().cmp(key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(ArticleId(middle)),
            }
        }
        None
    }

    /// The version mark of an article.
    pub(crate) fn version(&self, facts: &KeptFacts) -> Option<&Version> {
        facts.version.map(|VersionNumber(number)| &self.versions.0[number as usize])
    }

    /// Fails if any facts or key could not be read since the last check, so that placeholders were
    /// returned.
    ///
    /// Callers of `facts` and `key` must call this before they publish any result, unless they fail
    /// anyway.
    pub(crate) fn check(&self) -> Result<()> {
        let unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner).take();
        unread.map_or(Ok(()), Err)
    }

    /// Whether a record that was read again has the bytes that the first pass saw.
    pub(crate) fn is_unchanged(&self, article: ArticleId, bytes: &[u8]) -> bool {
        half(hash::bytes(bytes)) == self.facts(article).record
    }

    fn row(&self, article: ArticleId) -> Result<Row> {
        self.rows.get(article.0)
    }

    fn or_noted<T>(&self, read: Result<T>, otherwise: impl FnOnce() -> T) -> T {
        read.unwrap_or_else(|error| {
            let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
            unread.get_or_insert(error);
            otherwise()
        })
    }
}

/// Writes articles in order.
pub(crate) struct Writer {
    rows: Spool,
    keys: Spool,
}

impl Writer {
    pub(crate) fn new(scratch: &Scratch) -> Result<Writer> {
        Ok(Writer { rows: scratch.spool()?, keys: scratch.spool()? })
    }

    pub(crate) fn push(&mut self, key: &[u8], row: Row) -> Result<()> {
        let at = self.keys.write(key)?;
        self.rows.write(row.with_key(at, key.len()).bytes())?;
        Ok(())
    }

    pub(crate) fn finish(self, versions: Versions, outlets: Outlets) -> Result<Articles> {
        Ok(Articles::of_parts(self.rows.finish()?, self.keys.finish()?, versions, outlets))
    }
}

/// Interned names of outlets.
#[derive(Debug, Default)]
pub(crate) struct Outlets {
    names: Vec<Box<str>>,
    ids: HashMap<Box<str>, OutletId>,
    /// What is known of names as written.
    written: HashMap<Box<str>, Option<WrittenOutlet>>,
}

/// An outlet whose name was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WrittenOutlet {
    pub(crate) id: OutletId,
    /// The agency that owns it.
    pub(crate) agency: Option<AgencyId>,
}

impl Outlets {
    /// Interns names in this order.
    pub(crate) fn of_names(names: &[String]) -> Outlets {
        let mut outlets = Outlets::default();
        for name in names {
            outlets.intern(name);
        }
        outlets
    }

    pub(crate) fn intern(&mut self, name: &str) -> OutletId {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = OutletId(
            u32::try_from(self.names.len()).expect("there are fewer outlets than articles"),
        );
        self.names.push(name.into());
        self.ids.insert(name.into(), id);
        id
    }

    /// The outlet with this name as written; `None` if that is blank. `agency_of` is asked once for each
    /// name.
    pub(crate) fn written(
        &mut self,
        written: &str,
        agency_of: impl FnOnce(&str) -> Option<AgencyId>,
    ) -> Option<WrittenOutlet> {
        if let Some(&known) = self.written.get(written) {
            return known;
        }
        let outlet = outlet::normalise(written)
            .map(|name| WrittenOutlet { id: self.intern(&name), agency: agency_of(&name) });
        self.written.insert(written.into(), outlet);
        outlet
    }

    pub(crate) fn name(&self, outlet: OutletId) -> &str {
        &self.names[outlet.index()]
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The names in the order of their numbers.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }
}
