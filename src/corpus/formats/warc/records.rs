//! Finds the records of a WARC file by their lengths, and reads their headers.

use std::borrow::Cow;

use memchr::memmem;

use crate::corpus::bytes::spans::{Event, Scanner, Step};

/// The start of a record.
pub(super) const MARK: &[u8] = b"WARC/";

/// Longest header of a record. Anything longer is not a header.
const LONGEST_HEAD: usize = 1 << 16;

/// Finds the records with pages, and skips others, such as requests.
///
/// After a wrong length, the search continues at the next line that starts a record.
#[derive(Default)]
pub(super) struct Records {
    at: Where,
}

#[derive(Clone, Copy, Default)]
enum Where {
    /// After a record, or at the start of the file.
    #[default]
    Between,
    /// In a record: the bytes left, and whether it is a page.
    Inside { left: u64, is_page: bool },
    /// After a record with a wrong length.
    Lost,
}

impl Scanner for Records {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        loop {
            match self.at {
                Where::Inside { left, is_page } => {
                    let here = bytes[at..].len() as u64;
                    if here < left {
                        self.at = Where::Inside { left: left - here, is_page };
                        return Step { used: bytes.len(), event: Event::More };
                    }
                    at += usize::try_from(left).expect("it is no more than what is in memory");
                    self.at = Where::Between;
                    if is_page {
                        return Step { used: at, event: Event::End };
                    }
                }
                Where::Between => {
                    let blank =
                        bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                    at += blank;
                    let rest = &bytes[at..];
                    if !rest.starts_with(&MARK[..rest.len().min(MARK.len())]) {
                        self.at = Where::Lost;
                        continue;
                    }
                    let Some((fields, block)) = Fields::split(rest) else {
                        if rest.len() < LONGEST_HEAD {
                            return Step { used: at, event: Event::More };
                        }
                        at += MARK.len();
                        self.at = Where::Lost;
                        continue;
                    };
                    let head = (rest.len() - block.len()) as u64;
                    let length =
                        fields.get("Content-Length").and_then(|length| length.parse::<u64>().ok());
                    let kind = fields.get("WARC-Type").unwrap_or_default();
                    let is_page = matches!(&*kind, "response" | "conversion" | "resource");
                    self.at =
                        Where::Inside { left: head.saturating_add(length.unwrap_or(0)), is_page };
                    if is_page {
                        return Step { used: at, event: Event::Begin };
                    }
                }
                Where::Lost => {
                    let Some(found) = memmem::find(&bytes[at..], b"\nWARC/1.") else {
                        let kept = bytes[at..].len().min(MARK.len() + 2);
                        return Step { used: bytes.len() - kept, event: Event::More };
                    };
                    at += found + 1;
                    self.at = Where::Between;
                }
            }
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn found(file: &str, piece: usize) -> Vec<String> {
        let mut scanner = Records::default();
        let (mut found, mut at, mut given, mut begin) = (Vec::new(), 0, 0, 0);
        loop {
            let Step { used, event } = scanner.scan(&file.as_bytes()[at..given]);
            at += used;
            match event {
                Event::Begin => begin = at,
                Event::End => found.push(file[begin..at].to_owned()),
                Event::More if given == file.len() => return found,
                Event::More => given = file.len().min(given + piece),
                Event::Stop | Event::Broken(_) => unreachable!("the scanner never gives up"),
            }
        }
    }

    #[test]
    fn pages_are_found_wherever_the_file_is_cut_and_after_a_wrong_length() {
        let record = |kind: &str, length: usize, block: &str| {
            format!(
                "WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
            )
        };
        let wrong = record("response", 3, "The ferry\r\nsails again");
        let right = record("response", 9, "The ferry");
        let file = [
            record("warcinfo", 4, "made"),
            right.clone(),
            record("request", 0, ""),
            wrong,
            right.clone(),
        ]
        .concat();
        let whole = right.trim_end().to_owned();
        for piece in 1..90 {
            let found = found(&file, piece);
            assert_eq!(found.len(), 3, "{piece}: {found:?}");
            assert_eq!((&found[0], &found[2]), (&whole, &whole), "{piece}");
        }
    }
}
