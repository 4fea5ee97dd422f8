//! Turns the bytes of a file into records: decompressed, in UTF-8, and cut into pieces.

pub(super) mod blocks;
pub(super) mod decode;
pub(super) mod encoding;
pub(super) mod held;
pub(super) mod office;
pub(super) mod source;
pub(super) mod spans;
pub(super) mod zip;
