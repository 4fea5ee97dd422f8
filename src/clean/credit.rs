//! Credits: which agency an article names as its source, and in which words.

use serde::{Deserialize, Serialize};

use super::text::Span;

/// Where in an article an agency is named, the strongest evidence first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CreditKind {
    /// In the dateline: `OSLO (AFP) —`.
    Dateline,
    /// In or as the line that names the writer: `By Ana Novak, Associated Press`.
    Byline,
    /// In a line behind the story: `(Reporting by Ana Novak; Editing by Bo Lind)`.
    Tail,
    /// In the copyright line: `© 2023 AFP`.
    Copyright,
    /// As one that helped with the outlet's own story: `The Associated Press contributed to this report.`
    Contributor,
}

/// The agency that an article credits, and the words that show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The agency as the agency table calls it, such as `AFP`.
    pub agency: String,
    /// The carrier that passed the agency's story on, where the credit names both.
    pub carrier: Option<String>,
    /// Where the agency is named.
    pub kind: CreditKind,
    /// The words that show it.
    pub words: String,
    /// Where these words stand in the body; `None` if it is the article's byline field that holds them.
    pub span: Option<Span>,
}
