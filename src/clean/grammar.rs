//! The forms of credits, from the credits table.

use std::cell::OnceCell;
use std::ops::Range;

use regex::Captures;

use super::agencies::{Agencies, Name, Role, Where, names_a_picture};
use super::boundary::FloorCharBoundary;
use super::credit::CreditKind;
use super::masked::{DATE, Masked, NAME};
use super::memo::Memo;
use super::mentions::{Finder, Mention};
use super::table::{self, Pattern, Row};
use super::tokenize::{Tokens, tokens_of};
use super::word_set::WordSet;
use crate::error::Result;
use crate::hash;

const TABLE: &str = include_str!("tables/credits.tsv");
const COLUMNS: [&str; 5] =
    ["a kind", "an agency or -", "a pattern", "what the example credits", "an example"];

/// Longest dateline, in bytes.
const DATELINE_WINDOW: usize = 220;
/// Longest name of a place with its country, in bytes.
const PLACE_BYTES: usize = 120;
/// Longest credit at the end of a block, in bytes.
const TAIL_WINDOW: usize = 700;
/// Longest credit, in words.
pub(super) const LONGEST_CREDIT: usize = 90;
/// Longest mark of an outlet or writer next to an agency's name, in characters.
const LONGEST_MARK: usize = 10;
/// Longest list of names and marks, in characters.
const LONGEST_LIST: usize = 40;

/// A credit found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: CreditKind,
    pub(super) agency: String,
    pub(super) carrier: Option<String>,
    /// Where its words are in the text.
    pub(super) range: Range<usize>,
    /// Whether it is a line of names alone.
    pub(super) is_bare: bool,
}

/// The compiled credits table, and the agencies that it credits.
#[derive(Debug)]
pub(super) struct Grammar {
    datelines: Vec<Form>,
    /// All other forms.
    blocks: Vec<Form>,
    agencies: Agencies,
    finder: Finder,
    /// Cached results for the starts of blocks, whole blocks, and their ends.
    known: [Memo<Option<Found>>; 3],
}

/// Blocks whose credits are cached.
const KNOWN_BLOCKS: usize = 1 << 11;

/// One row.
#[derive(Debug)]
struct Form {
    kind: CreditKind,
    place: Where,
    /// The agency that the form implies.
    agency: Option<String>,
    /// Of [masked](Masked) texts.
    pattern: Pattern,
    /// Whether a match is the whole text.
    is_whole: bool,
    /// Whether it may be the end of a block, too.
    may_end: bool,
    /// Whether its agency is a name alone.
    has_name: bool,
}

/// A text, and the agencies that it mentions.
#[derive(Clone, Copy)]
pub(super) struct Passage<'a> {
    text: &'a str,
    /// Where it starts in the text that `mentions` are of.
    at: usize,
    mentions: &'a [Mention],
}

impl<'a> Passage<'a> {
    /// A part of a text that has these mentions.
    pub(super) fn new(text: &'a str, part: Range<usize>, mentions: &'a [Mention]) -> Passage<'a> {
        let first = mentions.partition_point(|mention| mention.text.start < part.start);
        let behind = mentions.partition_point(|mention| mention.text.end <= part.end);
        let mentions = &mentions[first..behind.max(first)];
        Passage { text: &text[part.clone()], at: part.start, mentions }
    }

    fn masked(self) -> Masked<'a> {
        let names = self.mentions.iter().filter(|mention| mention.agency.is_some());
        let names = names.map(|name| name.text.start - self.at..name.text.end - self.at);
        Masked::new(self.text, names)
    }

    /// A hash of the text and its mentions.
    fn key(self) -> u64 {
        hash::bytes(self.text.as_bytes()) ^ hash::mix(self.mentions.len() as u64)
    }
}

impl Grammar {
    /// Compiles the table for the built-in agencies and those of `extra_agencies`.
    pub(super) fn new(extra_agencies: Option<&str>) -> Result<Grammar> {
        let agencies = Agencies::new(extra_agencies)?;
        let (mut datelines, mut blocks) = (Vec::new(), Vec::new());
        for row in table::rows("credits", TABLE, &COLUMNS)? {
            match row.field(0) {
                "dateline" => datelines.push(Form::new(&row, &agencies, START)?),
                _ => blocks.push(Form::new(&row, &agencies, BLOCK)?),
            }
        }
        let finder = Finder::new(&agencies);
        let known = std::array::from_fn(|_| Memo::new(KNOWN_BLOCKS));
        Ok(Grammar { datelines, blocks, agencies, finder, known })
    }

    /// The agencies that may be credited.
    pub(super) fn agencies(&self) -> &Agencies {
        &self.agencies
    }

    /// The words with which mentions of agencies begin.
    pub(super) fn first_words(&self) -> &WordSet {
        self.finder.first_words()
    }

    /// The mentions of agencies in a text. `starts` has all words that may be the first of one.
    pub(super) fn mentions(
        &self,
        text: &str,
        Tokens { hashes, spans, .. }: &Tokens,
        starts: impl Iterator<Item = usize>,
    ) -> Vec<Mention> {
        self.finder.find(text, hashes, spans, starts)
    }

    /// The same for a text whose words may have lost the space between them.
    pub(super) fn run_together(&self, text: &str) -> Vec<Mention> {
        let Tokens { hashes, spans, .. } = tokens_of(text);
        self.finder.run_together(text, &hashes, &spans)
    }

    /// The mentions of agencies in a short text.
    pub(super) fn mentions_of(&self, text: &str) -> Vec<Mention> {
        let tokens = tokens_of(text);
        self.mentions(text, &tokens, 0..tokens.len())
    }

    /// The dateline with an agency at the start of a block.
    pub(super) fn dateline(&self, block: Passage<'_>) -> Option<Found> {
        self.known[0].get_or_find(block.key(), || self.find_dateline(block))
    }

    fn find_dateline(&self, block: Passage<'_>) -> Option<Found> {
        let end = block.text.floor_char_boundary_at(DATELINE_WINDOW);
        let names = block.mentions.partition_point(|mention| mention.text.end <= block.at + end);
        let mentions = &block.mentions[..names];
        let head = Passage { text: &block.text[..end], mentions, ..block };
        find(&self.datelines, &head.masked(), 0, |matched| {
            let found = self.credit(matched)?;
            (is_dateline(matched, found.carrier.is_some())
                && goes_on(&block.text[found.range.end..]))
            .then_some(found)
        })
    }

    /// The credit if a block of this many words is one as a whole.
    pub(super) fn whole(&self, block: Passage<'_>, words: usize) -> Option<Found> {
        // A block without its dateline is a different block.
        let key = block.key() ^ hash::mix(words as u64).rotate_left(1);
        self.known[1].get_or_find(key, || {
            let forms = self.blocks.iter().filter(|form| words <= most_words(form.kind));
            find(forms, &block.masked(), 0, |matched| self.credit(matched))
        })
    }

    /// The credit at the end of a block, after a complete sentence.
    pub(super) fn end(&self, block: Passage<'_>) -> Option<Found> {
        self.known[2].get_or_find(block.key(), || self.find_end(block))
    }

    fn find_end(&self, block: Passage<'_>) -> Option<Found> {
        let Passage { text, at, mentions } = block;
        let start = text.floor_char_boundary_at(text.len().saturating_sub(TAIL_WINDOW));
        let first = mentions.partition_point(|mention| mention.text.start < at + start);
        let tail = Passage { text: &text[start..], at: at + start, mentions: &mentions[first..] };
        let masked = tail.masked();
        // A pattern for the end of a text would be tried from each of its characters.
        let ends = || self.blocks.iter().filter(|form| form.may_end);
        let found = sentence_ends(masked.text())
            .find_map(|from| find(ends(), &masked, from, |matched| self.credit(matched)))?;
        Some(Found { range: start + found.range.start..start + found.range.end, ..found })
    }

    /// The credit of a matching form, if its name is in the agency table.
    fn credit(&self, matched: &Matched<'_, '_>) -> Option<Found> {
        let form = matched.form;
        let range = matched.range("credit")?;
        let (agency, carrier) = if let Some(agency) = &form.agency {
            (agency.clone(), None)
        } else if let Some(name) = matched.only_name() {
            let name = self.agencies.find(name).filter(|name| name.stands_in(form.place))?;
            (name.agency.clone(), None)
        } else if let Some(text) = matched.text("starts") {
            let name = self.agencies.find_at_start(text, form.place)?;
            (name.agency.clone(), None)
        } else if let Some(list) = matched.text("among") {
            (self.agency_among(list, form.place)?, None)
        } else {
            self.source_and_carrier(matched.text("agency")?, form.place)?
        };
        let is_bare = form.place == Where::Line;
        Some(Found { kind: form.kind, agency, carrier, range, is_bare })
    }

    /// The first agency in a list such as `Post, dpa, HP`. The other parts are marks of outlets and
    /// writers.
    fn agency_among(&self, list: &str, place: Where) -> Option<String> {
        if list.chars().nth(LONGEST_LIST).is_some() {
            return None;
        }
        let known = |name: &str| self.agencies.find(name).filter(|name| name.stands_in(place));
        let parts = || list.split([',', '/', '|']).map(str::trim);
        let is_mark = |part: &str| part.chars().count() <= LONGEST_MARK && !names_a_picture(part);
        let are_marks = parts().all(|part| known(part).is_some() || is_mark(part));
        let first = parts().find_map(known).filter(|_| are_marks)?;
        Some(first.agency.clone())
    }

    /// Distinguishes agency and carrier if both are named, as in `APP - Example Point / Example
    /// News - 5th Jan`.
    fn source_and_carrier(&self, text: &str, place: Where) -> Option<(String, Option<String>)> {
        let known = |name: &str| self.agencies.find(name).filter(|name| name.stands_in(place));
        if let Some(name) = known(text) {
            return Some((name.agency.clone(), None));
        }
        let mut names: Vec<&Name> = Vec::new();
        for part in text.split(['/', ',']).flat_map(|part| part.split(" - ")) {
            let part = part.trim();
            let undated =
                part.find('-').filter(|&at| is_date(&part[at..])).map_or(part, |at| &part[..at]);
            if !undated.is_empty() && !is_date(undated) && !is_year(undated) {
                names.push(known(undated)?);
            }
        }
        let carrier = names.iter().find(|name| name.role == Role::Carrier);
        match names.iter().find(|name| name.role == Role::Source) {
            Some(source) => Some((source.agency.clone(), carrier.map(|name| name.agency.clone()))),
            None => carrier.map(|name| (name.agency.clone(), None)),
        }
    }
}

/// Frames of patterns: for a dateline, and for a whole block or the end of one.
const START: &str = "^(?<credit>{})";
const BLOCK: &str = "^(?<credit>{})$";

/// Where text follows a mark that may end a sentence, in order.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    const ENDS: [char; 16] =
        ['.', '!', '?', '"', '”', '“', '’', '‘', '»', '«', ')', '…', '。', '।', '۔', '؟'];
    text.match_indices(ENDS).map(|(at, mark)| {
        let behind = at + mark.len();
        behind + text[behind..].len() - text[behind..].trim_start().len()
    })
}

impl Form {
    fn new(row: &Row<'_>, agencies: &Agencies, frame: &'static str) -> Result<Form> {
        let (kind, place) = match row.field(0) {
            "dateline" => (CreditKind::Dateline, Where::Dateline),
            "byline" => (CreditKind::Byline, Where::Byline),
            "line" => (CreditKind::Byline, Where::Line),
            "tail" => (CreditKind::Tail, Where::Tail),
            "end" => (CreditKind::Tail, Where::End),
            "copyright" => (CreditKind::Copyright, Where::Tail),
            "contributor" => (CreditKind::Contributor, Where::Tail),
            other => {
                return row.refuse(
                    "a kind (dateline, byline, line, tail, end, copyright or contributor)",
                    other,
                );
            }
        };
        let agency = Some(row.field(1)).filter(|&name| name != "-").map(str::to_owned);
        if let Some(name) = &agency
            && !agencies.list().iter().any(|agency| *agency.name == **name)
        {
            return row.refuse("an agency of the agencies table", name);
        }
        let mut pattern = row.field(2).to_owned();
        let is_whole = frame == BLOCK;
        let may_end = matches!(row.field(0), "tail" | "end");
        let has_name = pattern.contains("{known}");
        for (placeholder, meaning) in [
            ("{known}", "(?:[Tt]he |THE )?(?<agency>{mention})"),
            ("{agency…}", "(?<starts>(?:[Tt]he |THE )?{mention}.*)"),
            ("{agency}", r"(?<agency>[^()\n]*?{mention}[^()\n]*?)"),
            ("{among}", r"(?<among>[^()\n:;]*?{mention}[^()\n:;]*?)"),
            ("{mention}", NAME.encode_utf8(&mut [0; 4])),
        ] {
            pattern = pattern.replace(placeholder, meaning);
        }
        let pattern = Pattern::new(&pattern, frame);
        Ok(Form { kind, place, agency, pattern, is_whole, may_end, has_name })
    }
}

/// The first credit that `credit` makes of a form that matches a text from some byte on. Forms are tried in order.
fn find<'f>(
    forms: impl IntoIterator<Item = &'f Form>,
    masked: &Masked<'_>,
    from: usize,
    credit: impl Fn(&Matched<'_, '_>) -> Option<Found>,
) -> Option<Found> {
    let text = &masked.text()[from..];
    let mut fitting = forms.into_iter().filter(|form| form.pattern.is_match(text));
    fitting.find_map(|form| {
        let captures = OnceCell::new();
        credit(&Matched { form, captures, from, masked })
    })
}

/// What a form matched, as written.
struct Matched<'m, 't> {
    form: &'m Form,
    /// Found when they are asked for, because that takes much longer than to find that a form matches.
    captures: OnceCell<Option<Captures<'m>>>,
    /// The byte of the masked text from which it was matched.
    from: usize,
    masked: &'m Masked<'t>,
}

impl<'t> Matched<'_, 't> {
    fn range(&self, group: &str) -> Option<Range<usize>> {
        let text = &self.masked.text()[self.from..];
        let Range { start, end } = if group == "credit" && self.form.is_whole {
            0..text.len()
        } else {
            let captures = self.captures.get_or_init(|| self.form.pattern.captures(text));
            captures.as_ref()?.name(group)?.range()
        };
        Some(self.masked.range_written(self.from + start..self.from + end))
    }

    fn text(&self, group: &str) -> Option<&'t str> {
        self.masked.written().get(self.range(group)?)
    }

    /// The name, if the form needs one and there is only one in the text.
    fn only_name(&self) -> Option<&'t str> {
        let text = &self.masked.text()[self.from..];
        let at = text.find(NAME).filter(|_| self.form.has_name)?;
        let behind = at + NAME.len_utf8();
        let is_only = !text[behind..].contains(NAME);
        let name = self.masked.range_written(self.from + at..self.from + behind);
        is_only.then(|| self.masked.written().get(name)).flatten()
    }
}

/// Most words of a block that is a credit of a kind.
fn most_words(kind: CreditKind) -> usize {
    match kind {
        CreditKind::Dateline => 0,
        CreditKind::Byline => 25,
        CreditKind::Tail | CreditKind::Copyright | CreditKind::Contributor => LONGEST_CREDIT,
    }
}

/// Whether a match of a dateline's form is a dateline: a place before the agency's name, and a mark
/// or date next to it.
fn is_dateline(matched: &Matched<'_, '_>, has_carrier: bool) -> bool {
    let head = matched.text("credit").unwrap_or_default();
    let place = matched.text("place").unwrap_or_default();
    let is_dated = head.contains(|character: char| character.is_numeric());
    let is_marked = matched.text("end").is_none_or(|end| end.contains(['-', '–', '—', ':', '.']));
    let shouts = !place.chars().any(char::is_lowercase);
    place.len() <= PLACE_BYTES
        && is_place(place)
        && (is_marked || is_dated || has_carrier || shouts)
}

/// Whether each word of a text starts like those of a place name.
fn is_place(text: &str) -> bool {
    const SMALL: [&str; 22] = [
        "de", "la", "le", "les", "of", "the", "al", "el", "da", "do", "di", "du", "am", "an",
        "and", "y", "der", "den", "bei", "upon", "sur", "in",
    ];
    let words = || text.split_whitespace();
    words().count() <= 8
        && words().all(|word| !word.starts_with(char::is_lowercase) || SMALL.contains(&word))
}

/// Whether a story follows, rather than the end of a caption or a byline.
fn goes_on(rest: &str) -> bool {
    !rest.trim_start().starts_with("By ")
        && rest.chars().filter(|character| character.is_alphanumeric()).take(12).count() == 12
}

/// Whether a text is a date, with dashes before it or a stop after it.
fn is_date(text: &str) -> bool {
    let masked = Masked::dates(text);
    let text = masked.text().trim_start_matches([' ', '–', '—', '-']);
    text.trim_end_matches([' ', '.']).chars().eq([DATE])
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::words_of;

    fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
        let rows = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        rows.map(|row| row.split('\t').collect())
    }

    fn credit_of(grammar: &Grammar, text: &str) -> Option<String> {
        let mentions = grammar.run_together(text);
        let passage = Passage::new(text, 0..text.len(), &mentions);
        let found = grammar
            .dateline(passage)
            .or_else(|| grammar.whole(passage, words_of(text).len()))
            .or_else(|| grammar.end(passage))?;
        Some(
            found
                .carrier
                .map_or(found.agency.clone(), |carrier| format!("{}/{carrier}", found.agency)),
        )
    }

    #[test]
    fn every_form_credits_the_agency_of_its_example_and_none_for_its_near_miss() {
        let grammar = Grammar::new(None).expect("the built-in table is well formed");
        let mut wrong = Vec::new();
        let of_a_block = |row: &Vec<&str>| row[0] != "dateline";
        let (blocks, datelines): (Vec<_>, Vec<_>) = rows(TABLE).partition(of_a_block);
        let forms = grammar.datelines.iter().chain(&grammar.blocks);
        for (row, form) in datelines.into_iter().chain(blocks).zip(forms) {
            let mentions = grammar.run_together(row[4]);
            let passage = Passage::new(row[4], 0..row[4].len(), &mentions);
            let fits = form.pattern.is_match(passage.masked().text());
            if !fits || credit_of(&grammar, row[4]).as_deref() != Some(row[3]) {
                wrong.push((row[4], credit_of(&grammar, row[4])));
            }
            if let Some(near_miss) =
                row.get(5).filter(|near_miss| credit_of(&grammar, near_miss).is_some())
            {
                wrong.push((near_miss, credit_of(&grammar, near_miss)));
            }
        }
        assert_eq!(wrong, []);
    }

    #[test]
    fn every_name_of_an_agency_is_credited_in_its_example() {
        let grammar = Grammar::new(None).expect("the built-in table is well formed");
        let credits = rows(include_str!("tables/agencies.tsv"))
            .filter(|row| row[3] != "outlet")
            .map(|row| (row[0], row[4]));
        let wrong: Vec<_> = credits
            .map(|(code, example)| (code, example, credit_of(&grammar, example)))
            .filter(|(code, _, credit)| credit.as_deref() != Some(code))
            .collect();
        assert_eq!(wrong, []);
    }
}
