//! The articles of a download: found by the marks at their start or the lines that end them.

use crate::corpus::bytes::spans::{Event, Scanner, Step};

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

/// The end of the first line of some bytes that ends an article.
pub(super) type FindEnd = fn(&[u8]) -> Option<usize>;

/// Finds the articles.
pub(super) struct Ends {
    find: FindEnd,
    is_open: bool,
}

impl Ends {
    pub(super) fn new(find: FindEnd) -> Ends {
        Ends { find, is_open: false }
    }
}

impl Scanner for Ends {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        const LONGEST: usize = 64;
        if !self.is_open {
            let blank = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if blank == bytes.len() {
                return Step { used: blank, event: Event::More };
            }
            self.is_open = true;
            return Step { used: blank, event: Event::Begin };
        }
        if let Some(used) = (self.find)(bytes) {
            self.is_open = false;
            return Step { used, event: Event::End };
        }
        // A line that was passed half does not end an article, so some of what was seen is seen again.
        let lines = bytes.len().saturating_sub(LONGEST);
        let used = memchr::memrchr(b'\n', &bytes[..lines]).map_or(0, |line| line + 1);
        Step { used, event: Event::More }
    }
}

/// The mark at the start of an article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    /// The start of the first complete mark.
    pub(super) find: fn(&[u8]) -> Option<usize>,
    /// The longest length of a mark.
    pub(super) longest: usize,
}

impl Marks {
    /// Whether the bytes have a mark.
    pub(super) fn is_in(self, bytes: &[u8]) -> bool {
        (self.find)(bytes).is_some()
    }

    pub(super) fn scanner(self) -> Documents {
        Documents { marks: self, is_open: false, is_new: false }
    }
}

/// Finds the articles.
pub(super) struct Documents {
    marks: Marks,
    is_open: bool,
    /// The next byte is the first of the mark of the open article.
    is_new: bool,
}

impl Scanner for Documents {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let from = usize::from(self.is_new).min(bytes.len());
        if let Some(found) = (self.marks.find)(&bytes[from..]) {
            let event = if self.is_open { Event::End } else { Event::Begin };
            self.is_new = !self.is_open;
            self.is_open = !self.is_open;
            return Step { used: from + found, event };
        }
        let used = bytes.len().saturating_sub(self.marks.longest);
        self.is_new &= used == 0;
        Step { used, event: Event::More }
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::formats::database::nexis;

    use super::*;

    #[test]
    fn documents_are_found_wherever_the_file_is_cut() {
        let file = "\n\n   1 of 3 DOCUMENTS\nRain\n 2 of 3 DOCUMENTS\nSun\n\n3 of 3 DOCUMENTS\nSnow, 4 of 5 dry\n";
        for piece in 1..90 {
            let mut scanner = nexis::MARKS.scanner();
            let (mut found, mut at, mut given, mut begin) = (Vec::new(), 0, 0, None);
            loop {
                let Step { used, event } = scanner.scan(&file.as_bytes()[at..given]);
                at += used;
                match event {
                    Event::Begin => begin = Some(at),
                    Event::End => found.extend(begin.take().map(|begin| &file[begin..at])),
                    _ if given == file.len() => break,
                    _ => given = file.len().min(given + piece),
                }
            }
            found.extend(begin.map(|begin| &file[begin..]));
            let names: Vec<bool> = ["Rain", "Sun", "Snow"]
                .iter()
                .zip(&found)
                .map(|(name, found)| found.contains(name))
                .collect();
            assert_eq!((found.len(), names), (3, vec![true; 3]), "{piece}: {found:?}");
        }
    }
}
