//! The lines of a file as stored, in any encoding.

use std::io::{self, BufRead, Chain, Cursor, Read};

/// How an ASCII character is encoded. In all other supported encodings a newline byte is always a
/// newline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Byte,
    Utf16Le,
    Utf16Be,
}

impl Unit {
    fn of(encoding: &str) -> Unit {
        match encoding {
            "UTF-16LE" => Unit::Utf16Le,
            "UTF-16BE" => Unit::Utf16Be,
            _ => Unit::Byte,
        }
    }

    fn bytes(self) -> usize {
        if self == Unit::Byte { 1 } else { 2 }
    }

    /// The byte order mark of this encoding.
    fn mark(self) -> &'static [u8] {
        match self {
            Unit::Byte => b"\xef\xbb\xbf",
            Unit::Utf16Le => b"\xff\xfe",
            Unit::Utf16Be => b"\xfe\xff",
        }
    }

    /// The ASCII character that these bytes encode, if any.
    fn ascii(self, unit: &[u8]) -> Option<u8> {
        match (self, unit) {
            (Unit::Byte, [byte]) | (Unit::Utf16Le, [byte, 0]) | (Unit::Utf16Be, [0, byte]) => {
                Some(*byte).filter(u8::is_ascii)
            }
            _ => None,
        }
    }

    fn write(self, text: &str) -> Vec<u8> {
        match self {
            Unit::Byte => text.as_bytes().to_vec(),
            Unit::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Unit::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }
}

/// Reads lines.
pub(super) struct Lines<R> {
    from: Chain<Cursor<Vec<u8>>, R>,
    unit: Unit,
    mark: &'static [u8],
}

impl<R: BufRead> Lines<R> {
    /// `encoding` is the name of the encoding.
    pub(super) fn new(mut from: R, encoding: &str) -> io::Result<Lines<R>> {
        let unit = Unit::of(encoding);
        let mut start = Vec::new();
        from.by_ref().take(unit.mark().len() as u64).read_to_end(&mut start)?;
        let mark: &[u8] = if start == unit.mark() { unit.mark() } else { &[] };
        start.drain(..mark.len());
        Ok(Lines { from: Cursor::new(start).chain(from), unit, mark })
    }

    /// The byte order mark of the file, if it has one. It belongs to no line.
    pub(super) fn mark(&self) -> &'static [u8] {
        self.mark
    }

    /// Reads the next line with its line end. Returns whether there was one.
    pub(super) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        while self.from.read_until(b'\n', line)? > 0 {
            let bytes = self.unit.bytes();
            if self.unit == Unit::Utf16Le && line.len() % bytes == 1 {
                // The second byte of the newline.
                self.from.by_ref().take(1).read_to_end(line)?;
            }
            let is_whole = line.len().is_multiple_of(bytes);
            let last = &line[line.len().saturating_sub(bytes)..];
            if is_whole && self.unit.ascii(last) == Some(b'\n') {
                break;
            }
        }
        Ok(!line.is_empty())
    }

    /// Whether a line is blank.
    pub(super) fn is_blank(&self, line: &[u8]) -> bool {
        let mut units = line.chunks(self.unit.bytes());
        units.all(|unit| self.unit.ascii(unit).is_some_and(|byte| byte.is_ascii_whitespace()))
    }

    /// Adds a field at the end of the JSON object on a line.
    pub(super) fn annotated(&self, line: &[u8], field: &str) -> Vec<u8> {
        let bytes = self.unit.bytes();
        let mut units = line.chunks(bytes);
        let Some(end) = units.rposition(|unit| self.unit.ascii(unit) == Some(b'}')) else {
            return line.to_vec();
        };
        let before = line[..end * bytes].chunks(bytes).rev().map(|unit| self.unit.ascii(unit));
        let mut before =
            before.skip_while(|byte| byte.is_some_and(|byte| byte.is_ascii_whitespace()));
        let comma = if before.next() == Some(Some(b'{')) { "" } else { "," };
        let field = self.unit.write(&format!("{comma}\"wirecopy\":{field}"));
        [&line[..end * bytes], &field, &line[end * bytes..]].concat()
    }

    /// The underlying reader.
    pub(super) fn into_inner(self) -> R {
        self.from.into_inner().1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters with a newline byte in either half, and lines of every kind.
    const TEXT: &str =
        "{\"a\": \"ੴ\u{a0a}\u{10a}\"}\r\n \t\n{ }\n{\"b\": \"\u{1f40a}\"} \n{\"c\":1}";

    fn encoded(unit: Unit) -> Vec<u8> {
        [unit.mark(), &unit.write(TEXT)].concat()
    }

    #[test]
    fn lines_are_the_same_in_every_encoding_and_add_up_to_the_file() {
        for (name, unit) in
            [("UTF-8", Unit::Byte), ("UTF-16LE", Unit::Utf16Le), ("UTF-16BE", Unit::Utf16Be)]
        {
            for room in [1, 2, 3, 64] {
                let file = encoded(unit);
                let from = io::BufReader::with_capacity(room, &*file);
                let mut lines = Lines::new(from, name).unwrap();
                let mut whole = lines.mark().to_vec();
                assert_eq!(whole, unit.mark());
                let mut line = Vec::new();
                let (mut found, mut blank, mut annotated) = (Vec::new(), Vec::new(), Vec::new());
                while lines.next(&mut line).unwrap() {
                    found.push(line.clone());
                    blank.push(lines.is_blank(&line));
                    annotated.push(lines.annotated(&line, "0"));
                    whole.extend_from_slice(&line);
                }
                assert_eq!(whole, file);
                let of_text = |texts: &[&str]| texts.iter().map(|text| unit.write(text)).collect();
                let wanted: Vec<_> = of_text(&TEXT.split_inclusive('\n').collect::<Vec<_>>());
                assert_eq!(found, wanted, "{name}");
                assert_eq!(blank, [false, true, false, false, false]);
                let wanted: Vec<_> = of_text(&[
                    "{\"a\": \"ੴ\u{a0a}\u{10a}\",\"wirecopy\":0}\r\n",
                    " \t\n",
                    "{ \"wirecopy\":0}\n",
                    "{\"b\": \"\u{1f40a}\",\"wirecopy\":0} \n",
                    "{\"c\":1,\"wirecopy\":0}",
                ]);
                assert_eq!(annotated, wanted, "{name}");
            }
        }
    }
}
