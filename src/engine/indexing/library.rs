//! The articles of an index after a change: those that remain, and those that are added.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::names;
use super::reading::Incoming;
use crate::article::{self, FileId};
use crate::clean::{AgencySet, Cleaner, NamedAgencies};
use crate::engine::run::articles::{Articles, Credited, Facts, KeptFacts, Outlets, half};
use crate::engine::run::profiles::ProfileOf;
use crate::engine::run::read::known_agency;
use crate::error::Result;
use crate::hash::HashMap;
use crate::index::{Entry, Identity, Number, Snapshot};
use crate::verify::Profile;

/// An article to add.
#[derive(Debug)]
pub(super) struct New {
    pub(super) entry: Arc<Entry>,
    pub(super) profile: Arc<Profile>,
    pub(super) minima: Arc<[u64]>,
    pub(super) text: Option<String>,
}

/// The articles, loaded on demand.
pub(super) struct Library<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) added: BTreeMap<Number, New>,
    pub(super) removed: BTreeSet<Number>,
    /// For each key that changes, its articles after the change, sorted.
    pub(super) identities: BTreeMap<String, Vec<Identity>>,
    next_number: Number,
    entries: HashMap<Number, Known>,
    minima: HashMap<Number, Arc<[u64]>>,
    profiles: HashMap<Number, Arc<Profile>>,
}

/// The loaded data of an article.
#[derive(Clone, Debug)]
struct Known {
    entry: Arc<Entry>,
    /// Its name after the change.
    name: Box<str>,
}

impl<'a> Library<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Result<Library<'a>> {
        Ok(Library {
            snapshot,
            added: BTreeMap::new(),
            removed: BTreeSet::new(),
            identities: BTreeMap::new(),
            next_number: snapshot.next_number()?,
            entries: HashMap::default(),
            minima: HashMap::default(),
            profiles: HashMap::default(),
        })
    }

    pub(super) fn next_number(&self) -> Number {
        self.next_number
    }

    /// Adds an article, unless one with its key and body is present. Of two such articles the first
    /// in the order of the whole records stays.
    ///
    /// Returns whether the number of articles has grown.
    pub(super) fn take(&mut self, incoming: Incoming) -> Result<bool> {
        let Incoming { entry, profile, minima, text, .. } = incoming;
        let mut identities = self.identities_of(&entry.key)?;
        let twin = identities.iter().position(|identity| identity.body == entry.body);
        if let Some(place) = twin {
            if identities[place].record <= entry.record {
                return Ok(false);
            }
            let Identity { number, .. } = identities.remove(place);
            if self.added.remove(&number).is_none() {
                self.removed.insert(number);
            }
        }
        let number = self.next_number;
        self.next_number += 1;
        identities.push(Identity { body: entry.body, record: entry.record, number });
        identities.sort_unstable();
        self.touch_hindered(&entry.key)?;
        self.identities.insert(entry.key.clone(), identities);
        let (entry, profile) = (Arc::new(entry), Arc::new(profile));
        self.added.insert(number, New { entry, profile, minima: minima.into(), text });
        Ok(twin.is_none())
    }

    /// Removes an article.
    pub(super) fn remove(&mut self, number: Number) -> Result<()> {
        let entry = self.snapshot.entry(number)?;
        let mut identities = self.identities_of(&entry.key)?;
        identities.retain(|identity| identity.number != number);
        self.touch_hindered(&entry.key)?;
        self.identities.insert(entry.key, identities);
        self.removed.insert(number);
        Ok(())
    }

    /// Marks another key as changed whose versions may be renamed when this key is added or
    /// removed.
    fn touch_hindered(&mut self, key: &str) -> Result<()> {
        if let Some(hindered) = names::hinders(key)
            && !self.identities.contains_key(hindered)
        {
            let identities = self.snapshot.identities(hindered)?;
            if identities.len() > 1 {
                self.identities.insert(hindered.to_owned(), identities);
            }
        }
        Ok(())
    }

    /// The articles of a key after the change.
    fn identities_of(&self, key: &str) -> Result<Vec<Identity>> {
        match self.identities.get(key) {
            Some(identities) => Ok(identities.clone()),
            None => self.snapshot.identities(key),
        }
    }

    /// The remaining and added articles of the keys that change.
    pub(super) fn touched(&self) -> impl Iterator<Item = Number> + '_ {
        self.identities.values().flatten().map(|identity| identity.number)
    }

    /// Whether an article was in the index before the change.
    pub(super) fn is_old(&self, number: Number) -> bool {
        !self.added.contains_key(&number)
    }

    /// Loads articles, which may be removed ones.
    pub(super) fn load(&mut self, numbers: impl IntoIterator<Item = Number>) -> Result<()> {
        let missing = distinct(numbers, |number| self.entries.contains_key(number));
        let known: Vec<Known> =
            missing.par_iter().map(|&number| self.known(number)).collect::<Result<_>>()?;
        self.entries.extend(missing.into_iter().zip(known));
        Ok(())
    }

    fn known(&self, number: Number) -> Result<Known> {
        let entry = match self.added.get(&number) {
            Some(new) => Arc::clone(&new.entry),
            None => Arc::new(self.snapshot.entry(number)?),
        };
        let name = names::name(&entry.key, entry.body, &self.identities_of(&entry.key)?, |key| {
            Ok(!self.identities_of(key)?.is_empty())
        })?;
        Ok(Known { entry, name })
    }

    /// Loads the minima of articles.
    pub(super) fn load_minima(&mut self, numbers: impl IntoIterator<Item = Number>) -> Result<()> {
        let missing = distinct(numbers, |number| self.minima.contains_key(number));
        let loaded = missing.par_iter().map(|&number| match self.added.get(&number) {
            Some(new) => Ok(Arc::clone(&new.minima)),
            None => self.snapshot.minima(number).map(Arc::from),
        });
        let loaded: Vec<Arc<[u64]>> = loaded.collect::<Result<_>>()?;
        self.minima.extend(missing.into_iter().zip(loaded));
        Ok(())
    }

    /// Loads the profiles of articles.
    pub(super) fn load_profiles(
        &mut self,
        numbers: impl IntoIterator<Item = Number>,
    ) -> Result<()> {
        let missing = distinct(numbers, |number| self.profiles.contains_key(number));
        let loaded = missing.par_iter().map(|&number| match self.added.get(&number) {
            Some(new) => Ok(Arc::clone(&new.profile)),
            None => self.snapshot.profile(number).map(Arc::new),
        });
        let loaded: Vec<Arc<Profile>> = loaded.collect::<Result<_>>()?;
        self.profiles.extend(missing.into_iter().zip(loaded));
        Ok(())
    }

    pub(super) fn entry(&self, number: Number) -> &Entry {
        &self.entries[&number].entry
    }

    /// The name of an article after the change.
    pub(super) fn name(&self, number: Number) -> &str {
        &self.entries[&number].name
    }

    /// The name of an article before the change.
    pub(super) fn name_before(&self, number: Number) -> Result<Box<str>> {
        let Known { entry, name } = &self.entries[&number];
        if !self.identities.contains_key(&entry.key) {
            return Ok(name.clone());
        }
        let identities = self.snapshot.identities(&entry.key)?;
        names::name(&entry.key, entry.body, &identities, |key| {
            Ok(!self.snapshot.identities(key)?.is_empty())
        })
    }

    pub(super) fn minima(&self, number: Number) -> &[u64] {
        &self.minima[&number]
    }

    /// Loaded articles in the form that a run uses, and the number of each in the index.
    pub(super) fn articles(
        &self,
        numbers: impl IntoIterator<Item = Number>,
        cleaner: &Cleaner,
    ) -> (Articles, Vec<Number>) {
        let mut numbers: Vec<Number> = numbers.into_iter().collect();
        numbers.par_sort_unstable_by_key(|&number| self.name(number));
        numbers.dedup();
        let mut outlets = Outlets::default();
        let facts: Vec<Facts> = numbers
            .iter()
            .map(|&number| facts(self.name(number), self.entry(number), &mut outlets, cleaner))
            .collect();
        (Articles::of(facts, outlets), numbers)
    }
}

impl ProfileOf<Number> for Library<'_> {
    fn profile(&self, number: Number) -> &Profile {
        &self.profiles[&number]
    }
}

/// The facts of an article in an index. Its place is not in a file of this run.
pub(super) fn facts(name: &str, entry: &Entry, outlets: &mut Outlets, cleaner: &Cleaner) -> Facts {
    let credit = entry.credit.as_ref().and_then(|credit| {
        Some(Credited {
            agency: known_agency(&credit.agency, cleaner)?,
            carrier: credit.carrier.as_deref().and_then(|carrier| known_agency(carrier, cleaner)),
            kind: credit.kind,
            span: credit.span,
        })
    });
    let place = &entry.place;
    let kept = KeptFacts {
        place: article::Place {
            file: FileId(u32::MAX),
            offset: place.offset,
            bytes: place.bytes,
            line: place.line,
        },
        outlet: entry.outlet.as_deref().map(|outlet| outlets.intern(outlet)),
        words: entry.words[0],
        words_raw: entry.words[1],
        stream: entry.stream,
        headline: entry.headline,
        day: entry.day,
        published: entry.published,
        record: half(entry.record),
        credit,
        agencies: NamedAgencies {
            credited: known_agencies(&entry.agencies.credited, cleaner),
            named: known_agencies(&entry.agencies.named, cleaner),
        },
        from_agency: entry.from_agency,
        version: None,
    };
    Facts {
        key: name.into(),
        kept,
        body: entry.body,
        record: entry.record,
        version: entry.version.clone().map(Box::new),
    }
}

/// The agencies with these names, without those that the cleaner does not know.
fn known_agencies(names: &[String], cleaner: &Cleaner) -> AgencySet {
    names.iter().filter_map(|name| known_agency(name, cleaner)).fold(
        AgencySet::EMPTY,
        |mut agencies, agency| {
            agencies.insert(agency.0 as usize);
            agencies
        },
    )
}

/// The numbers that are not yet known, without duplicates.
fn distinct(
    numbers: impl IntoIterator<Item = Number>,
    is_known: impl Fn(&Number) -> bool,
) -> Vec<Number> {
    let mut missing: Vec<Number> = numbers.into_iter().filter(|number| !is_known(number)).collect();
    missing.par_sort_unstable();
    missing.dedup();
    missing
}
