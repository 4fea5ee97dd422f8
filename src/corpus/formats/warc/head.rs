//! The header of a WARC record, and of an HTTP response.

use std::borrow::Cow;

use memchr::memmem;

/// Header fields.
pub(super) struct Fields<'b>(pub(super) &'b [u8]);

impl<'b> Fields<'b> {
    /// The fields at the start, and the rest after the blank line.
    pub(super) fn split(bytes: &'b [u8]) -> Option<(Fields<'b>, &'b [u8])> {
        let crlf = memmem::find(bytes, b"\r\n\r\n").map(|at| (at, at + 4));
        let lf = memmem::find(bytes, b"\n\n").map(|at| (at, at + 2));
        let (end, rest) = crlf.into_iter().chain(lf).min()?;
        Some((Fields(&bytes[..end]), &bytes[rest..]))
    }

    /// The value of a field. The case of its name does not matter.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'b, str>> {
        self.0.split(|&byte| byte == b'\n').find_map(|line| {
            let colon = memchr::memchr(b':', line)?;
            let is_it = line[..colon].trim_ascii().eq_ignore_ascii_case(name.as_bytes());
            is_it.then(|| String::from_utf8_lossy(line[colon + 1..].trim_ascii()))
        })
    }

    /// The first line.
    pub(super) fn first_line(&self) -> Cow<'b, str> {
        String::from_utf8_lossy(
            self.0.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii(),
        )
    }
}
