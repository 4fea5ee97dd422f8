//! The data of an article in an index, without its profile.

use serde::{Deserialize, Serialize};

use super::Number;
use crate::clean::{CreditKind, Span, Version};
use crate::date::{Day, Published};

/// An article: its facts and display fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The key in the corpus.
    pub key: String,
    /// Hash of the raw body, the outlet and the URL.
    pub body: u64,
    /// Hash of the raw record.
    pub record: u64,
    /// Its place when it was added.
    pub place: Place,
    /// The outlet in its normal spelling.
    pub outlet: Option<String>,
    /// Words after and before cleaning.
    pub words: [u32; 2],
    /// Hash of the sequence of words after cleaning.
    pub stream: u64,
    /// Hash of the raw headline; 0 without one.
    pub headline: u64,
    /// The day of publication, in the time zone of its date.
    pub day: Option<Day>,
    /// When it was published.
    pub published: Option<Published>,
    /// The agency that it credits.
    pub credit: Option<EntryCredit>,
    /// The agencies that it names.
    pub agencies: EntryAgencies,
    /// Whether an agency published it: on its own site without another agency's credit, or as a
    /// wire item.
    pub from_agency: bool,
    /// Its version mark.
    pub version: Option<Version>,
    /// Its display fields.
    pub shown: Shown,
}

/// The place of an article when it was added.
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
    /// Where the words of the credit are in the body; `None` if they are in the byline.
    pub span: Option<Span>,
    /// The words of the credit.
    pub words: Option<String>,
}

/// The agencies that an article names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryAgencies {
    /// Agencies that it credits.
    pub credited: Vec<String>,
    /// Agencies that it names anywhere.
    pub named: Vec<String>,
}

/// The fields of an article as in the corpus.
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

/// Distinguishes the articles with one key. The order is that of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identity {
    /// Hash of the body.
    pub body: u64,
    /// Hash of the record.
    pub record: u64,
    /// The article.
    pub number: Number,
}
