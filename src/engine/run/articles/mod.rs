//! The facts that a run keeps of each article.

mod facts;
pub(crate) mod row;

use self::facts::NOTHING;
pub(crate) use self::facts::{Credited, Facts, KeptFacts, OutletId, VersionNumber, half};

use std::sync::{Mutex, PoisonError};

use crate::agency::AgencyId;
use crate::article::{ArticleId, Place};
use crate::clean::Version;
use crate::error::{Error, Result};
use crate::hash::{self, HashMap};
use crate::outlet;
use crate::scratch::{Records, RecordsWriter, Scratch, Spooled, number, put};

/// All articles of a run, numbered in the order of their keys.
#[derive(Debug, Default)]
pub(crate) struct Articles {
    /// The length of each key, the key, and the row of facts.
    records: Records,
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
            let row = row::of(&facts.kept(version));
            writer.push(facts.key.as_bytes(), &row).expect("memory takes everything");
        }
        writer.finish(versions, outlets).expect("memory takes everything")
    }

    /// The inverse of [`spools`](Articles::spools).
    pub(crate) fn of_parts(spools: [Spooled; 2], versions: Versions, outlets: Outlets) -> Articles {
        let (records, unread) = (Records::of_spools(spools), Mutex::new(None));
        Articles { records, versions, outlets, unread }
    }

    /// What is stored of all articles, except the names of the outlets and the marks of the versions.
    pub(crate) fn spools(&self) -> [&Spooled; 2] {
        self.records.spools()
    }

    pub(crate) fn versions(&self) -> &[Version] {
        &self.versions.0
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = ArticleId> + use<> {
        (0..u32::try_from(self.len()).expect("a run has fewer than 2^32 articles")).map(ArticleId)
    }

    /// Where an article is in the corpus.
    pub(crate) fn place(&self, article: ArticleId) -> Result<Place> {
        self.records.read(article.0, |record| row::place(parts(record)?.1))
    }

    /// The facts of an article. If they cannot be read, returns placeholders, and
    /// [`check`](Articles::check) fails.
    pub(crate) fn facts(&self, article: ArticleId) -> KeptFacts {
        self.or_noted(self.records.read(article.0, |record| self.facts_in(record)), || NOTHING)
    }

    /// The facts in a record; `None` if it is damaged.
    fn facts_in(&self, record: &[u8]) -> Option<KeptFacts> {
        let facts = row::facts(parts(record)?.1)?;
        let has_version = |VersionNumber(number)| (number as usize) < self.versions.0.len();
        let is_known = facts.outlet.is_none_or(|outlet| outlet.index() < self.outlets.len())
            && facts.version.is_none_or(has_version);
        is_known.then_some(facts)
    }

    /// The key of an article. If it cannot be read, returns an empty string, and
    /// [`check`](Articles::check) fails.
    pub(crate) fn key(&self, article: ArticleId) -> String {
        let key = self
            .records
            .read(article.0, |record| Some(String::from_utf8_lossy(parts(record)?.0).into_owned()));
        self.or_noted(key, String::new)
    }

    /// Visits the facts of all articles in order.
    pub(crate) fn each(
        &self,
        mut visit: impl FnMut(ArticleId, KeptFacts) -> Result<()>,
    ) -> Result<()> {
        let facts = |record: &[u8]| self.facts_in(record);
        self.records.each(facts, |number, facts| visit(ArticleId(number), facts))
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
    records: RecordsWriter,
    record: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(scratch: &Scratch) -> Result<Writer> {
        Ok(Writer { records: RecordsWriter::new(scratch)?, record: Vec::new() })
    }

    /// Adds an article with its [row](row::of) of facts.
    pub(crate) fn push(&mut self, key: &[u8], row: &[u8]) -> Result<()> {
        self.record.clear();
        put(&mut self.record, key.len() as u64);
        self.record.extend_from_slice(key);
        self.record.extend_from_slice(row);
        self.records.push(&self.record)
    }

    pub(crate) fn finish(self, versions: Versions, outlets: Outlets) -> Result<Articles> {
        let (records, unread) = (self.records.finish()?, Mutex::new(None));
        Ok(Articles { records, versions, outlets, unread })
    }
}

/// The key and the row of facts in a record; `None` if it is damaged.
fn parts(record: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = record;
    let bytes = usize::try_from(number(&mut rest)?).ok()?;
    rest.split_at_checked(bytes)
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
