//! How an explanation is laid out.

/// How much of the word difference is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// The ends of long passages.
    Shortened,
    /// Every word.
    Full,
}

/// The columns before the text.
pub(super) const INDENT: usize = 2;
