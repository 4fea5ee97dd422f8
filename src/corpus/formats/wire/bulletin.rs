//! Text in the formats of agency wires: [IPTC 7901](https://iptc.org/standards/iptc-7901/) and ANPA
//! 1312.
//!
//! ```text
//! SOH  service, number, priority, words, source
//! STX  headline =
//!      text
//! ETX  day, time and zone
//! EOT
//! ```

use std::borrow::Cow;

use memchr::memchr;

use super::item::Item;
use crate::article::ItemStatus;
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::spans::{Event, Scanner, Step};
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{ReadFormat, Understood};

pub(crate) const BULLETIN: ReadFormat = ReadFormat {
    name: FormatName(&Known::new(
        "bulletin",
        "IPTC 7901 or ANPA 1312",
        &["tst", "iptc", "anpa"],
        Holds::Text,
    )),
    fits: |start| is_bulletin(start.bytes),
    understand: |_| Ok(Ok(Understood::As(Format::new(BulletinFile)))),
};

/// A file of bulletins.
#[derive(Debug)]
struct BulletinFile;

impl ReadFile for BulletinFile {
    fn name(&self) -> FormatName {
        BULLETIN.name
    }

    fn described(&self) -> &'static str {
        "one item per bulletin, outlet from its header"
    }

    fn scanner(&self) -> Option<Box<dyn Scanner>> {
        Some(Box::new(Bulletins::default()))
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], _: End) -> Made<'a> {
        let item = item(&String::from_utf8_lossy(bytes));
        Ok((item.into_article(file, bytes)?, Mended::default()))
    }
}

const START_OF_HEADER: u8 = 1;
const START_OF_TEXT: char = '\u{2}';
const END_OF_TEXT: char = '\u{3}';

/// Finds the bulletins of a file by their headers.
#[derive(Default)]
struct Bulletins {
    is_open: bool,
    /// The next byte is the first of the current header.
    is_new: bool,
}

impl Scanner for Bulletins {
    fn scan(&mut self, bytes: &[u8]) -> Step {
        let from = usize::from(self.is_new).min(bytes.len());
        self.is_new &= from == 0;
        let Some(found) = memchr(START_OF_HEADER, &bytes[from..]) else {
            return Step { used: bytes.len(), event: Event::More };
        };
        let event = if self.is_open { Event::End } else { Event::Begin };
        self.is_new = !self.is_open;
        self.is_open = !self.is_open;
        Step { used: from + found, event }
    }
}

/// Whether a file is a bulletin: it starts with a header, after idle characters of the line.
fn is_bulletin(start: &[u8]) -> bool {
    let sign = start.iter().take(16).position(|&byte| byte == START_OF_HEADER);
    sign.is_some_and(|at| start[..at].iter().all(|byte| byte.is_ascii_control() || *byte == b' '))
        && start.contains(&(START_OF_TEXT as u8))
}

fn item(bulletin: &str) -> Item {
    let mut item =
        Item { otherwise: Some(Cow::Borrowed("a bulletin without a text")), ..Item::default() };
    let Some((header, rest)) = bulletin.split_once(START_OF_TEXT) else { return item };
    let (text, end) = rest.split_once(END_OF_TEXT).unwrap_or((rest, ""));
    item.published = end.lines().find_map(moment).unwrap_or_default();
    item.agencies.extend(source_of(header));
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches(is_mark)).collect();
    let story = if lines.iter().any(|line| line.starts_with('^')) {
        anpa_head(&lines, &mut item)
    } else {
        iptc_head(&lines, &mut item)
    };
    item.body = paragraphs(story);
    item
}

/// Control characters of the wire and spaces at the end of a line.
fn is_mark(character: char) -> bool {
    character.is_control() || character == ' '
}

/// The sender: `dpa` in `… dpa 061`.
fn source_of(header: &str) -> Option<String> {
    let line = header.lines().next()?;
    let mut words = line.split_whitespace().rev();
    let (number, name) = (words.next()?, words.next()?);
    let is_it =
        number.bytes().all(|byte| byte.is_ascii_digit()) && name.chars().all(char::is_alphabetic);
    is_it.then(|| name.to_owned())
}

/// Reads the headline, which ends with `=`. Returns the lines of the story.
fn iptc_head<'l, 't>(lines: &'l [&'t str], item: &mut Item) -> &'l [&'t str] {
    let Some(end) = lines.iter().take(8).position(|line| line.ends_with('=')) else { return lines };
    let headline = lines[..=end].iter().map(|line| line.trim_end_matches('=').trim());
    let mut headline: Vec<&str> = headline.collect();
    let marks = headline.iter().take_while(|line| status_of(line).is_some()).count();
    for mark in headline.drain(..marks) {
        item.take_status(status_of(mark).unwrap_or_default(), mark);
    }
    if let Some(byline) = headline.pop_if(|line| line.starts_with("By ")) {
        byline.clone_into(&mut item.byline);
    }
    headline.join(" ").trim().clone_into(&mut item.headline);
    let story = &lines[end + 1..];
    // Notes to the editors follow this heading.
    let notes = story.iter().position(|line| line.trim() == "# Notebook").unwrap_or(story.len());
    &story[..notes]
}

/// The status in a line above the headline.
fn status_of(line: &str) -> Option<ItemStatus> {
    match line {
        "KILL" | "KILL KILL KILL" => Some(ItemStatus::Killed),
        "REFILE" | "CORRECTION" | "CORRECTED" | "KORREKTUR" | "BERICHTIGUNG" => {
            Some(ItemStatus::Corrected)
        }
        "LEAD" | "UPDATE" => Some(ItemStatus::Updated),
        _ => line.strip_suffix(" LEAD").map(|_| ItemStatus::Updated),
    }
}

/// Reads the lines that start with `^`: slug, headline, notes and byline. Returns the lines of the
/// story.
fn anpa_head<'l, 't>(lines: &'l [&'t str], item: &mut Item) -> &'l [&'t str] {
    let mut at = 0;
    let said = |line: &str| {
        line.trim_start_matches('^').trim_end_matches(['<', '=', ' ']).trim().to_owned()
    };
    while let Some(line) = lines.get(at).filter(|line| line.starts_with('^') || line.is_empty()) {
        let (said, is_slug) = (said(line), at == 0);
        let lower = said.to_lowercase();
        if is_slug {
            if lower.contains("writethru") || lower.contains("ld-") {
                item.take_status(ItemStatus::Updated, &said);
            }
        } else if lower.starts_with("by ") {
            item.byline = said;
        } else if !lower.starts_with("eds:")
            && !lower.starts_with("ap photo")
            && item.headline.is_empty()
        {
            item.headline = said;
        }
        at += 1;
    }
    &lines[at..]
}

/// Joins the lines of each paragraph. A paragraph starts after an empty line or with a blank.
fn paragraphs(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut is_new = true;
    for line in lines {
        let words = line
            .trim_matches(|c: char| c.is_control() || c == ' ')
            .trim_end_matches('<')
            .trim_end();
        if words.is_empty() {
            is_new = true;
            continue;
        }
        if !text.is_empty() {
            text.push(if is_new || line.starts_with([' ', '\t']) { '\n' } else { ' ' });
        }
        text.push_str(words);
        is_new = false;
    }
    text.replace("``", "“").replace("''", "”").replace(" _ ", " — ")
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Parses a time such as `212101 GMT Nov 18`.
fn moment(line: &str) -> Option<String> {
    let words: Vec<&str> = line.trim_matches(is_mark).split_whitespace().collect();
    let [time, zone, month, year] = words[..] else { return None };
    let is_number = |word: &str, length: usize| {
        word.len() == length && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(time, 6) || !is_number(year, 2) || !matches!(zone, "GMT" | "UTC") {
        return None;
    }
    let month = MONTHS.iter().position(|known| month.eq_ignore_ascii_case(known))? + 1;
    let (day, clock) = time.split_at(2);
    Some(format!("20{year}-{month:02}-{day}T{}:{}:00Z", &clock[..2], &clock[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const IPTC: &str = "\u{1}abc061 4 i 211 xyz   wend 061\r\n\r\nWend-ferry/\r\n\u{2}Ferry sails\r\nagain =\r\n\r\n   Wend (wend) - The ferry sailed\r\nagain on Friday.\r\n\r\n   Nobody was hurt.\r\n\r\n# Notebook\r\n\r\nCall the desk.\r\n\u{3}041015 GMT Mar 26\r\n\u{4}";
    const ANPA: &str = "\u{16}\u{16}\u{1}W2870\u{1f}_asian\r\nf l\u{13}\u{11} BC-Ferry 1stLd-Writethru 03-04 1049\r\n\u{2}^BC-Ferry, 1st Ld-Writethru,466<\r\n^Ferry sails again <\r\n^Eds: With photos.<\r\n^By ADA QUILL=\r\n^Associated Press=\r\n\t   WEND (AP) _ The ferry ``sailed'' again _ at last. \r\n\t   Nobody was hurt.\r\n\u{3}";

    #[test]
    fn iptc_7901_has_headline_text_source_and_time() {
        let item = item(IPTC);
        assert_eq!(item.headline, "Ferry sails again");
        assert_eq!(item.body, "Wend (wend) - The ferry sailed again on Friday.\nNobody was hurt.");
        assert_eq!(item.agencies, ["wend"]);
        assert_eq!(item.published, "2026-03-04T10:15:00Z");
    }

    #[test]
    fn marks_above_the_headline_are_the_status_and_not_part_of_it() {
        let marked = IPTC.replace("Ferry sails\r\n", "REFILE\r\n1ST LEAD\r\nFerry sails\r\n");
        let item = item(&marked.replace("again =", "again\r\nBy Ada Quill ="));
        assert_eq!((&*item.headline, &*item.byline), ("Ferry sails again", "By Ada Quill"));
        assert_eq!((item.status, &*item.status_said), (ItemStatus::Corrected, "REFILE"));
    }

    #[test]
    fn anpa_1312_has_headline_byline_text_and_slug() {
        let item = item(ANPA);
        assert_eq!(item.headline, "Ferry sails again");
        assert_eq!(item.byline, "By ADA QUILL");
        assert_eq!(item.body, "WEND (AP) — The ferry “sailed” again — at last.\nNobody was hurt.");
        assert_eq!(item.status_said, "BC-Ferry, 1st Ld-Writethru,466");
    }

    #[test]
    fn file_that_starts_with_a_header_is_a_bulletin() {
        assert!(is_bulletin(IPTC.as_bytes()) && is_bulletin(ANPA.as_bytes()));
        assert!(!is_bulletin(b"The ferry \x01 sailed \x02 again") && !is_bulletin(b"\x01"));
    }

    #[test]
    fn bulletins_are_found_wherever_the_file_is_cut() {
        let file = format!("{IPTC}{ANPA}{IPTC}");
        for piece in 1..60 {
            let mut scanner = Bulletins::default();
            let (mut begins, mut at, mut given) = (Vec::new(), 0, 0);
            loop {
                let Step { used, event } = scanner.scan(&file.as_bytes()[at..given]);
                at += used;
                match event {
                    Event::Begin => begins.push(at),
                    Event::More if given == file.len() => break,
                    Event::More => given = file.len().min(given + piece),
                    _ => {}
                }
            }
            let expected: Vec<usize> = file.match_indices('\u{1}').map(|(at, _)| at).collect();
            assert_eq!(begins, expected, "{piece}");
        }
    }
}
