//! Finds the articles of a file by the lines that end them.

use crate::corpus::bytes::spans::{Event, Scanner, Step};

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
