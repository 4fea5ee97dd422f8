//! Classes of bytes, by which words are found in a text.

/// Bytes classified at a time.
pub(super) const WINDOW: usize = 64;

/// A byte of no class, which pads the last window.
#[cfg(any(target_arch = "aarch64", target_arch = "x86_64"))]
pub(super) const NO_CLASS: u8 = b'.';

/// The bytes of a window by class: one bit per byte, the first lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// ASCII letters and digits.
    pub(super) plain: u64,
    /// ASCII capitals.
    pub(super) capital: u64,
    /// ASCII digits.
    pub(super) digit: u64,
    /// Non-ASCII bytes.
    pub(super) other: u64,
    /// Hyphens.
    pub(super) hyphen: u64,
    /// The space and everything below it: whitespace, line ends and control characters.
    pub(super) blank: u64,
}
