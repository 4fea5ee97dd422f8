//! Texts in which one character stands for each date, and for each name of an agency. The patterns of
//! such texts are small, however many names and ways to write a date there are.

use std::borrow::Cow;
use std::ops::Range;

use super::dates;

/// What stands for a name of an agency.
pub(super) const NAME: char = '\u{1}';
/// What stands for a date; `{date}` in a pattern.
pub(super) const DATE: char = '\u{2}';

/// A text with dates and names replaced.
#[derive(Debug)]
pub(super) struct Masked<'t> {
    written: &'t str,
    text: Cow<'t, str>,
    /// Where the replaced parts are in `text`, and where they were.
    parts: Vec<(usize, Range<usize>)>,
}

impl<'t> Masked<'t> {
    /// Masks the dates, and these names: ranges of the text, in order. Names take precedence.
    pub(super) fn new(written: &'t str, names: impl Iterator<Item = Range<usize>>) -> Masked<'t> {
        let mut parts = Vec::new();
        let mut behind = 0;
        let mut text = String::new();
        let mut replace = |part: Range<usize>, mark: char| {
            text.push_str(&written[behind..part.start]);
            behind = part.end;
            parts.push((text.len(), part));
            text.push(mark);
        };
        let mut dates = dates::dates(written).peekable();
        for name in names {
            while let Some(date) = dates.next_if(|date| date.start < name.end) {
                if date.end <= name.start {
                    replace(date, DATE);
                }
            }
            replace(name, NAME);
        }
        dates.for_each(|date| replace(date, DATE));
        if parts.is_empty() {
            return Masked::nothing(written);
        }
        text.push_str(&written[behind..]);
        Masked { written, text: text.into(), parts }
    }

    /// A text without dates and names.
    pub(super) fn nothing(written: &'t str) -> Masked<'t> {
        Masked { written, text: written.into(), parts: Vec::new() }
    }

    /// Masks the dates alone.
    pub(super) fn dates(written: &'t str) -> Masked<'t> {
        Masked::new(written, std::iter::empty())
    }

    /// The text with marks.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text as written.
    pub(super) fn written(&self) -> &'t str {
        self.written
    }

    /// The bytes as written of some bytes of the text with marks.
    pub(super) fn range_written(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn place(&self, at: usize) -> usize {
        let parts = self.parts.partition_point(|&(part, _)| part < at);
        match parts.checked_sub(1).map(|last| &self.parts[last]) {
            None => at,
            Some((part, written)) => written.end + (at - part - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        Masked::dates(text).text().to_owned()
    }

    #[test]
    fn dates_are_masked_however_they_are_written() {
        for date in [
            "July 16, 2018",
            "16 July",
            "Wednesday, 5 de mayo de 2019",
            "2018-07-16",
            "16.7.2018",
            "5th Jan, 2022",
            "Sept. 3",
            "3 февраля 2020",
            "یکم دسمبر",
            "يكم دسمبر",
            "märz 3",
            "1er août",
        ] {
            assert_eq!(masked(&format!("on {date} at")), "on \u{2} at", "{date}");
        }
        for text in ["3 ships", "May may march", "2019 on", "the 12/13", "1 of 3"] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn date_does_not_start_inside_a_number() {
        assert_eq!(masked("2019 May 5"), "2019 \u{2}");
        assert_eq!(masked("12019 May"), "12019 May");
    }

    #[test]
    fn places_of_a_masked_text_are_those_of_the_text() {
        let text = "By Nadia Example, Associated Press, on May 5, 2019, and Reuters.";
        let name = |name: &str| text.find(name).map(|at| at..at + name.len());
        let names = [name("Associated Press"), name("Reuters")].into_iter().flatten();
        let masked = Masked::new(text, names);
        assert_eq!(masked.text(), "By Nadia Example, \u{1}, on \u{2}, and \u{1}.");
        for (part, written) in [
            ("Nadia", "Nadia"),
            (", \u{1}, on", ", Associated Press, on"),
            ("\u{2}", "May 5, 2019"),
            ("\u{1}.", "Reuters."),
            (masked.text(), text),
        ] {
            let at = masked.text().rfind(part).unwrap();
            assert_eq!(&masked.written()[masked.range_written(at..at + part.len())], written);
        }
    }
}
