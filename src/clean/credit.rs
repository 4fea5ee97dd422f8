//! Credits: the agency that an article names as its source, and the words that do.

use crate::span::Span;
use serde::{Deserialize, Serialize};

/// Where an article names an agency, strongest evidence first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CreditKind {
    /// In the dateline: `OSLO (AFP) —`.
    Dateline,
    /// In the byline: `By Ana Novak, Associated Press`.
    Byline,
    /// On a line after the story: `(Reporting by Ana Novak; Editing by Bo Lind)`.
    Tail,
    /// In the copyright line: `© 2023 AFP`.
    Copyright,
    /// As a contributor to the outlet's own story: `The Associated Press contributed to this
    /// report.`
    Contributor,
}

/// The agency that an article credits, and the words that show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The name of the agency in the agency table, such as `AFP`.
    pub agency: String,
    /// The carrier that passed the agency's story on, if the credit names both.
    pub carrier: Option<String>,
    /// Where the agency is named.
    pub kind: CreditKind,
    /// The words that show it.
    pub words: String,
    /// Where these words are in the body; `None` if they are in the byline field.
    pub span: Option<Span>,
}
