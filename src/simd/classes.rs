//! What bytes mean for the words of a text.

/// Bytes that are told apart at a time.
pub(super) const WINDOW: usize = 64;

/// A byte that is of no class, which fills windows up.
#[cfg(any(target_arch = "aarch64", target_arch = "x86_64"))]
pub(super) const NO_CLASS: u8 = b'.';

/// What some bytes mean for a word: a bit for each, the first lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// Letters and digits of ASCII.
    pub(super) plain: u64,
    /// What is not ASCII.
    pub(super) other: u64,
    /// The hyphen.
    pub(super) hyphen: u64,
    /// Blank and what comes before it in ASCII: all blanks, line ends and control characters.
    pub(super) blank: u64,
}
