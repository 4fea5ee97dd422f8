//! What is stored of an article beside its profile.

use serde::{Deserialize, Serialize};

use super::Number;
use crate::clean::{CreditKind, Span, Version};
use crate::date::{Day, Published};

/// An article: what matching, the tables and answers tell of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The key as the corpus has it.
    pub(crate) key: String,
    /// Hash of the body as written.
    pub(crate) body: u64,
    /// Hash of the whole record as written.
    pub(crate) record: u64,
    /// Where it stood.
    pub(crate) place: Place,
    /// The outlet in its normal spelling.
    pub(crate) outlet: Option<String>,
    /// Words left after cleaning, and before.
    pub(crate) words: [u32; 2],
    /// Hash of the words left after cleaning, in order.
    pub(crate) stream: u64,
    /// Hash of the headline as written; 0 where there is none.
    pub(crate) headline: u64,
    /// The day on which it was published, in the time zone in which its date is written.
    pub(crate) day: Option<Day>,
    /// When it was published.
    pub(crate) published: Option<Published>,
    /// The agency that it credits.
    pub(crate) credit: Option<EntryCredit>,
    /// The agencies that it names.
    pub(crate) agencies: EntryAgencies,
    /// Whether it is an agency's own: on its site, without another one's credit, or an item that it sent.
    pub(crate) from_agency: bool,
    /// The version that it says it is.
    pub(crate) version: Option<Version>,
    /// What is shown of it.
    pub(crate) shown: Shown,
}

/// Where an article stood when it was added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The file.
    pub(crate) file: String,
    /// Bytes from the start of the (decompressed) file.
    pub(crate) offset: u64,
    /// Bytes of the record.
    pub(crate) bytes: u64,
    /// The first line, counted from 1.
    pub(crate) line: u64,
}

/// The agency that an article credits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntryCredit {
    /// The agency.
    pub(crate) agency: String,
    /// The carrier that passed the story on.
    pub(crate) carrier: Option<String>,
    /// Where the agency is named.
    pub(crate) kind: CreditKind,
    /// Where the words stand in the body; none if they are the byline.
    pub(crate) span: Option<Span>,
    /// The words.
    pub(crate) words: Option<String>,
}

/// The agencies that an article names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntryAgencies {
    /// Those that it credits.
    pub(crate) credited: Vec<String>,
    /// Those that it names anywhere.
    pub(crate) named: Vec<String>,
}

/// The fields of an article as the corpus gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// The headline.
    pub(crate) headline: Option<String>,
    /// Its byline.
    pub(crate) byline: Option<String>,
    /// The outlet.
    pub(crate) outlet: Option<String>,
    /// When it was published.
    pub(crate) published: Option<String>,
    /// The URL.
    pub(crate) url: Option<String>,
    /// The language.
    pub(crate) language: Option<String>,
}

/// What tells the articles of one key apart, in the order in which they are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Hash of the body.
    pub(crate) body: u64,
    /// Hash of the record.
    pub(crate) record: u64,
    /// The article.
    pub(crate) number: Number,
}
