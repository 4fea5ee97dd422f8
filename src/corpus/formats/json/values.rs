//! JSON that is not in lines: objects in an array or in sequence, across lines.

use memchr::memchr2;

use crate::corpus::bytes::spans::{Event, Scanner, Step};

/// What RFC 7464 (JSON text sequences) puts before each value.
pub(super) const SEPARATOR: u8 = 0x1e;

/// The container of the objects of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    /// None: they follow one another.
    File,
    /// An array.
    Array,
    /// An array that is a member of an object, by its key; or of an object in that, by the keys of
    /// both.
    Member(Vec<String>),
    /// An object, of which they are the members.
    Keyed,
}

/// Finds the values in a file by quotes and brackets alone. It does not check whether they are
/// valid.
pub(crate) struct Values {
    within: Within,
    place: Place,
    depth: usize,
    quotes: Quotes,
    /// The object key being read, while a member is looked for.
    key: Key,
    /// Number of open objects on the path to it.
    entered: usize,
}

/// The position of the scanner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the values.
    Before,
    /// Between values.
    Between,
    /// Inside a value.
    Inside,
}

/// Whether the scanner is inside quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Outside,
    Inside,
    /// After a backslash.
    Escaped,
}

/// How much of the wanted key was read.
#[derive(Clone, Default, PartialEq, Eq)]
enum Key {
    #[default]
    None,
    /// The start of a string in the outer object.
    Reading(Vec<u8>),
    /// The wanted string, which is a key if a colon follows.
    Read,
    /// The wanted key; its value follows.
    Named,
}

impl Values {
    pub(crate) fn new(within: &Within) -> Values {
        let place = if *within == Within::File { Place::Between } else { Place::Before };
        Values {
            within: within.clone(),
            place,
            depth: 0,
            quotes: Quotes::Outside,
            key: Key::default(),
            entered: 0,
        }
    }

    /// Moves after the opening bracket of the values. Returns a step if it is not in these bytes.
    fn seek(&mut self, bytes: &[u8]) -> Result<usize, Step> {
        let Within::Member(wanted) = &self.within else {
            let (bracket, what) =
                if self.within == Within::Keyed { (b'{', "object") } else { (b'[', "array") };
            return match bytes.iter().position(|byte| !byte.is_ascii_whitespace()) {
                None => Err(more(bytes.len())),
                Some(at) if bytes[at] == bracket => Ok(at + 1),
                Some(at) => {
                    let event = Event::Broken(format!("no JSON {what} found"));
                    Err(Step { used: at, event })
                }
            };
        };
        for (at, &byte) in bytes.iter().enumerate() {
            let name = wanted.get(self.entered).map_or("", String::as_str);
            match (self.quotes, byte) {
                (Quotes::Escaped, _) => self.quotes = Quotes::Inside,
                (Quotes::Inside, b'\\') => self.quotes = Quotes::Escaped,
                (Quotes::Inside, b'"') => {
                    self.quotes = Quotes::Outside;
                    let is_wanted =
                        matches!(&self.key, Key::Reading(read) if *read == name.as_bytes());
                    self.key = if is_wanted { Key::Read } else { Key::None };
                }
                (Quotes::Inside, _) => {
                    if let Key::Reading(read) = &mut self.key
                        && read.len() <= name.len()
                    {
                        read.push(byte);
                    }
                }
                (Quotes::Outside, b'"') => {
                    self.quotes = Quotes::Inside;
                    let is_key = self.depth == self.entered + 1;
                    self.key = if is_key { Key::Reading(Vec::new()) } else { Key::None };
                }
                (Quotes::Outside, b':') => {
                    self.key = if self.key == Key::Read { Key::Named } else { Key::None };
                }
                (Quotes::Outside, b'[')
                    if self.key == Key::Named && self.entered + 1 == wanted.len() =>
                {
                    return Ok(at + 1);
                }
                (Quotes::Outside, b'{' | b'[') => {
                    let leads = self.key == Key::Named && self.entered + 1 < wanted.len();
                    self.entered += usize::from(leads && byte == b'{');
                    self.depth += 1;
                    self.key = Key::None;
                }
                (Quotes::Outside, b'}' | b']') => {
                    self.depth = self.depth.saturating_sub(1);
                    self.entered = self.entered.min(self.depth.saturating_sub(1));
                }
                (Quotes::Outside, b' ' | b'\t' | b'\r' | b'\n') => {}
                (Quotes::Outside, _) => self.key = Key::None,
            }
        }
        Err(more(bytes.len()))
    }

    /// Moves to the next member of an object: behind its key and the colon.
    fn pass_key(&mut self, bytes: &[u8]) -> Step {
        for (at, &byte) in bytes.iter().enumerate() {
            match (self.quotes, byte) {
                (Quotes::Escaped, _) | (Quotes::Outside, b'"') if self.key != Key::Named => {
                    self.quotes = Quotes::Inside;
                }
                (Quotes::Inside, b'\\') => self.quotes = Quotes::Escaped,
                (Quotes::Inside, b'"') => self.quotes = Quotes::Outside,
                (Quotes::Inside, _) | (Quotes::Outside, b' ' | b'\t' | b'\r' | b'\n') => {}
                (Quotes::Outside, b':') => self.key = Key::Named,
                (Quotes::Outside, b'}') => return Step { used: at, event: Event::Stop },
                (Quotes::Outside, _) if self.key == Key::Named => {
                    self.key = Key::None;
                    return self.begin(at);
                }
                (Quotes::Escaped | Quotes::Outside, _) => {}
            }
        }
        more(bytes.len())
    }

    /// Moves to the next value.
    fn pass_between(&mut self, bytes: &[u8]) -> Step {
        if self.within == Within::Keyed {
            return self.pass_key(bytes);
        }
        let is_between =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(*byte, b',' | SEPARATOR);
        match bytes.iter().position(|byte| !is_between(byte)) {
            None => more(bytes.len()),
            Some(at) if bytes[at] == b']' && self.within != Within::File => {
                Step { used: at, event: Event::Stop }
            }
            Some(at) => self.begin(at),
        }
    }

    fn begin(&mut self, at: usize) -> Step {
        self.place = Place::Inside;
        self.depth = 0;
        self.quotes = Quotes::Outside;
        Step { used: at, event: Event::Begin }
    }

    /// Moves to the end of a value.
    fn pass_value(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match (self.quotes, byte) {
                (Quotes::Escaped, _) | (Quotes::Outside, b'"') => self.quotes = Quotes::Inside,
                (Quotes::Inside, b'\\') => self.quotes = Quotes::Escaped,
                (Quotes::Inside, b'"') => {
                    self.quotes = Quotes::Outside;
                    if self.depth == 0 {
                        return self.end(at + 1);
                    }
                }
                (Quotes::Inside, _) => {
                    at = memchr2(b'"', b'\\', &bytes[at..]).map_or(bytes.len(), |found| at + found);
                    continue;
                }
                (Quotes::Outside, b'{' | b'[') => self.depth += 1,
                (Quotes::Outside, b'}' | b']') if self.depth > 1 => self.depth -= 1,
                (Quotes::Outside, b'}' | b']') if self.depth == 1 => return self.end(at + 1),
                // A number or literal ends at the next separator. An extra bracket makes the value
                // invalid.
                (Quotes::Outside, b']') if self.within != Within::File => return self.end(at),
                (Quotes::Outside, b'}') if self.within == Within::Keyed => return self.end(at),
                (Quotes::Outside, b',' | b' ' | b'\t' | b'\r' | b'\n') if self.depth == 0 => {
                    return self.end(at);
                }
                (Quotes::Outside, _) => {}
            }
            at += 1;
        }
        more(bytes.len())
    }

    fn end(&mut self, used: usize) -> Step {
        self.place = Place::Between;
        Step { used, event: Event::End }
    }
}

impl Scanner for Values {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        match self.place {
            Place::Before => match self.seek(bytes) {
                Err(step) => step,
                Ok(behind) => {
                    self.place = Place::Between;
                    let Step { used, event } = self.pass_between(&bytes[behind..]);
                    Step { used: behind + used, event }
                }
            },
            Place::Between => self.pass_between(bytes),
            Place::Inside => self.pass_value(bytes),
        }
    }
}

fn more(used: usize) -> Step {
    Step { used, event: Event::More }
}
