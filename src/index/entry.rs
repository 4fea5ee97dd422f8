//! The data of an article in an index, without its profile.

use serde::{Deserialize, Serialize};

use super::Number;
use crate::clean::{CreditKind, Span, Version};
use crate::date::{Day, Published};

/// An article: its facts and display fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The key in the corpus.
    pub(crate) key: String,
    /// Hash of the raw body, the outlet and the URL.
    pub(crate) body: u64,
    /// Hash of the raw record.
    pub(crate) record: u64,
    /// Its place when it was added.
    pub(crate) place: Place,
    /// The outlet in its normal spelling.
    pub(crate) outlet: Option<String>,
    /// Words after and before cleaning.
    pub(crate) words: [u32; 2],
    /// Hash of the sequence of words after cleaning.
    pub(crate) stream: u64,
    /// Hash of the raw headline; 0 without one.
    pub(crate) headline: u64,
    /// The day of publication, in the time zone of its date.
    pub(crate) day: Option<Day>,
    /// When it was published.
    pub(crate) published: Option<Published>,
    /// The agency that it credits.
    pub(crate) credit: Option<EntryCredit>,
    /// The agencies that it names.
    pub(crate) agencies: EntryAgencies,
    /// Whether an agency published it: on its own site without another agency's credit, or as a
    /// wire item.
    pub(crate) from_agency: bool,
    /// Its version mark.
    pub(crate) version: Option<Version>,
    /// Its display fields.
    pub(crate) shown: Shown,
}

/// The place of an article when it was added.
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
    /// Where the words of the credit are in the body; `None` if they are in the byline.
    pub(crate) span: Option<Span>,
    /// The words of the credit.
    pub(crate) words: Option<String>,
}

/// The agencies that an article names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntryAgencies {
    /// Agencies that it credits.
    pub(crate) credited: Vec<String>,
    /// Agencies that it names anywhere.
    pub(crate) named: Vec<String>,
}

/// The fields of an article as in the corpus.
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

/// Distinguishes the articles with one key. The order is that of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Hash of the body.
    pub(crate) body: u64,
    /// Hash of the record.
    pub(crate) record: u64,
    /// The article.
    pub(crate) number: Number,
}
