//! An article of a download.

/// One article of a download.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) id: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) date: Option<String>,
    pub(super) headline: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) body: String,
}

/// A text on one line; `None` if it is empty.
pub(super) fn said(text: &str) -> Option<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}
