//! What is stored of an article beside its profile.

use serde::{Deserialize, Serialize};

use super::Number;
use crate::clean::{CreditKind, Span, Version};
use crate::date::{Day, Published};

/// An article: what matching, the tables and answers tell of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The key as the corpus has it.
    pub key: String,
    /// Hash of the body as written.
    pub body: u64,
    /// Hash of the whole record as written.
    pub record: u64,
    /// Where it stood.
    pub place: Place,
    /// The outlet in its normal spelling.
    pub outlet: Option<String>,
    /// Words left after cleaning, and before.
    pub words: [u32; 2],
    /// Hash of the words left after cleaning, in order.
    pub stream: u64,
    /// Hash of the headline as written; 0 where there is none.
    pub headline: u64,
    /// The day on which it was published, in the time zone in which its date is written.
    pub day: Option<Day>,
    /// When it was published.
    pub published: Option<Published>,
    /// The agency that it credits.
    pub credit: Option<EntryCredit>,
    /// The agencies that it names.
    pub agencies: EntryAgencies,
    /// Whether it is an agency's own: on its site, without another one's credit, or an item that it sent.
    pub from_agency: bool,
    /// The version that it says it is.
    pub version: Option<Version>,
    /// What is shown of it.
    pub shown: Shown,
}

/// Where an article stood when it was added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Bytes from the start of the (decompressed) file.
    pub offset: u64,
    /// Bytes of the record.
    pub bytes: u64,
    /// The first line, counted from 1.
    pub line: u64,
}

/// The agency that an article credits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryCredit {
    /// The agency.
    pub agency: String,
    /// The carrier that passed the story on.
    pub carrier: Option<String>,
    /// Where the agency is named.
    pub kind: CreditKind,
    /// Where the words stand in the body; none if they are the byline.
    pub span: Option<Span>,
    /// The words.
    pub words: Option<String>,
}

/// The agencies that an article names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryAgencies {
    /// Those that it credits.
    pub credited: Vec<String>,
    /// Those that it names anywhere.
    pub named: Vec<String>,
}

/// The fields of an article as the corpus gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The headline.
    pub headline: Option<String>,
    /// Its byline.
    pub byline: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// The URL.
    pub url: Option<String>,
    /// The language.
    pub language: Option<String>,
}

/// What tells the articles of one key apart, in the order in which they are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identity {
    /// Hash of the body.
    pub body: u64,
    /// Hash of the record.
    pub record: u64,
    /// The article.
    pub number: Number,
}
