//! Finds the articles of a file by the marks at their start.

use crate::corpus::bytes::spans::{Event, Scanner, Step};

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
    use super::*;
    use crate::corpus::formats::database::nexis;

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
