//! JSON that is not in lines: objects in an array, or one after the other, over any lines.

use memchr::memchr2;

use crate::corpus::bytes::spans::{Event, Scanner, Step};

/// What the objects of a file stand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    /// Nothing: they stand one after the other.
    File,
    /// An array.
    Array,
    /// An array that is a member of one object, by the key of that member; or of an object in it, by the keys that lead there.
    Member(Vec<String>),
}

/// Finds the values in a file by its quotes and brackets alone: whether each is valid is for its reader to say.
pub(crate) struct Values {
    within: Within,
    place: Place,
    depth: usize,
    quotes: Quotes,
    /// What was read last of an object's key, while a member is looked for.
    key: Key,
    /// How many of the objects that lead to it are open.
    entered: usize,
}

/// Where the scanner stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the values.
    Before,
    /// Between two of them.
    Between,
    /// In one.
    Inside,
}

/// Whether the scanner is within quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Outside,
    Inside,
    /// Behind a backslash.
    Escaped,
}

/// How much of the wanted key has been met.
#[derive(Clone, Default, PartialEq, Eq)]
enum Key {
    #[default]
    None,
    /// A string of the outer object, so far.
    Reading(Vec<u8>),
    /// A string that is the wanted one, if a colon follows.
    Read,
    /// The key is there; its value comes.
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

    /// Moves behind the bracket that the values stand in; says so when it is not here.
    fn seek(&mut self, bytes: &[u8]) -> Result<usize, Step> {
        let Within::Member(wanted) = &self.within else {
            return match bytes.iter().position(|byte| !byte.is_ascii_whitespace()) {
                None => Err(more(bytes.len())),
                Some(at) if bytes[at] == b'[' => Ok(at + 1),
                Some(at) => {
                    let event = Event::Broken("no JSON array found".to_owned());
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

    /// Moves to the next value.
    fn pass_between(&mut self, bytes: &[u8]) -> Step {
        // The record separator of RFC 7464 stands where a line end would.
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | 0x1e);
        match bytes.iter().position(|byte| !is_between(byte)) {
            None => more(bytes.len()),
            Some(at) if bytes[at] == b']' && self.within != Within::File => {
                Step { used: at, event: Event::Stop }
            }
            Some(at) => {
                self.place = Place::Inside;
                self.depth = 0;
                self.quotes = Quotes::Outside;
                Step { used: at, event: Event::Begin }
            }
        }
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
                // A number or a word ends where something else begins; a bracket too many is a value that is wrong.
                (Quotes::Outside, b']') if self.within != Within::File => return self.end(at),
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
