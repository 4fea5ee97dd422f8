//! What a run keeps of each article: its signature and small facts, never its text.

use crate::agency::AgencyId;
use crate::article::{ArticleId, Place};
use crate::clean::{CreditKind, Span, Version};
use crate::date::{Day, Published};
use crate::hash::HashMap;
use crate::signature::Signatures;

/// The number of an outlet's name within one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OutletId(u32);

impl OutletId {
    /// The number as an index into a slice that has one element for each outlet.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The small facts of one article.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) key: Box<str>,
    pub(crate) place: Place,
    pub(crate) outlet: Option<OutletId>,
    /// Words left after cleaning, and before.
    pub(crate) words: u32,
    pub(crate) words_raw: u32,
    /// Hash of the words left after cleaning, in order: equal for equal texts.
    pub(crate) stream: u64,
    /// Hash of the headline as written; 0 where there is none.
    pub(crate) headline: u64,
    /// The day in the time zone in which the date is written.
    pub(crate) day: Option<Day>,
    pub(crate) published: Option<Published>,
    /// Hash of the body as written.
    pub(crate) body: u64,
    /// Hash of the whole record as written.
    pub(crate) record: u64,
    pub(crate) credit: Option<Credited>,
    /// Boxed, for few articles have one.
    pub(crate) version: Option<Box<Version>>,
}

/// What an article credits, without the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credited {
    pub(crate) agency: AgencyId,
    pub(crate) carrier: Option<AgencyId>,
    pub(crate) kind: CreditKind,
    /// Where the words stand in the body; none if they are the byline.
    pub(crate) span: Option<Span>,
}

/// All articles of a run, numbered in the order of their keys.
#[derive(Debug)]
pub(crate) struct Articles {
    pub(crate) facts: Vec<Facts>,
    pub(crate) signatures: Signatures,
    pub(crate) outlets: Outlets,
}

impl Articles {
    pub(crate) fn len(&self) -> usize {
        self.facts.len()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = ArticleId> {
        (0..u32::try_from(self.facts.len()).expect("a run has fewer than 2^32 articles"))
            .map(ArticleId)
    }

    pub(crate) fn facts(&self, article: ArticleId) -> &Facts {
        &self.facts[article.index()]
    }
}

/// The names of outlets, each held once.
#[derive(Debug, Default)]
pub(crate) struct Outlets {
    names: Vec<Box<str>>,
    ids: HashMap<Box<str>, OutletId>,
}

impl Outlets {
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
