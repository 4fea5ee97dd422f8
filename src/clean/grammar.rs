//! The forms of credits, from the credits table.

use std::ops::Range;

use regex::{Captures, Regex};

use super::agencies::{Agencies, AgencySet, Name, Role, Where, names_a_picture};
use super::credit::CreditKind;
use super::memo::Memo;
use super::span::Span;
use super::table::{self, Pattern, Row};
use super::tokenize::{Tokens, tokens_of, words_of};
use super::word_set::WordSet;
use crate::error::Result;
use crate::hash::{self, HashMap};

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
/// If a credit starts with an agency's name, the name starts within this many words.
const FIRST_WORDS: usize = 3;
/// Longest mark of an outlet or writer next to an agency's name, in characters.
const LONGEST_MARK: usize = 10;
/// Words of forms that imply an agency without its name.
const CUES: [&str; 5] =
    ["reporting by", "editing by", "writing by", "compiled by", "our standards"];

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
    forms: Vec<Form>,
    agencies: Agencies,
    date: Regex,
    /// Each credit has one of these phrases, names or cues: their first words, and the phrases.
    first_words: WordSet,
    phrases: HashMap<u64, Vec<Vec<u64>>>,
    /// Cached results for the starts of blocks, whole blocks, and their ends.
    known: [Memo<Option<Found>>; 3],
}

/// Blocks whose credits are cached.
const KNOWN_BLOCKS: usize = 1 << 11;

#[derive(Debug)]
struct Form {
    kind: CreditKind,
    place: Where,
    /// The agency that the form implies.
    agency: Option<String>,
    /// Matches the start of a dateline's block, or any other block as a whole.
    block: Pattern,
    /// Matches the end of a block.
    end: Option<Pattern>,
    /// Whether the agency is named first, or after "By".
    begins_with_agency: bool,
}

impl Grammar {
    /// Compiles the table for the built-in agencies and those of `extra_agencies`.
    pub(super) fn new(extra_agencies: Option<&str>) -> Result<Grammar> {
        let agencies = Agencies::new(extra_agencies)?;
        let forms = table::rows("credits", TABLE, &COLUMNS)?
            .iter()
            .map(|row| Form::new(row, &agencies, extra_agencies.is_some()))
            .collect::<Result<_>>()?;
        let date = Regex::new(&table::expand(r"^[\s–—-]*{date}[\s.]*$"))
            .expect("the placeholder is a valid pattern");
        let mut phrases: HashMap<u64, Vec<Vec<u64>>> = HashMap::default();
        for phrase in agencies.spellings().into_iter().chain(CUES).map(words_of) {
            if let Some(&first) = phrase.first() {
                phrases.entry(first).or_default().push(phrase);
            }
        }
        let first_words = WordSet::new(phrases.values().map(|phrases| phrases[0][0]));
        let known = std::array::from_fn(|_| Memo::new(KNOWN_BLOCKS));
        Ok(Grammar { forms, agencies, date, first_words, phrases, known })
    }

    /// The agencies that may be credited.
    pub(super) fn agencies(&self) -> &Agencies {
        &self.agencies
    }

    /// Whether a text with these words may have a credit. Fast, with false positives only.
    pub(super) fn may_credit(&self, words: &[u64]) -> bool {
        (0..words.len()).any(|at| self.begins_phrase(&words[at..]))
    }

    /// Where phrases of credits may start, in rising order.
    pub(super) fn cues(&self, words: &[u64]) -> Vec<usize> {
        (0..words.len()).filter(|&at| self.first_words.contains(words[at])).collect()
    }

    fn begins_phrase(&self, words: &[u64]) -> bool {
        self.first_words.contains(words[0]) && self.begins_phrase_at_cue(words)
    }

    /// Whether the words, which start at a [cue](Grammar::cues), start with a phrase.
    pub(super) fn begins_phrase_at_cue(&self, words: &[u64]) -> bool {
        let phrases = self.phrases.get(&words[0]);
        phrases.is_some_and(|phrases| phrases.iter().any(|phrase| words.starts_with(phrase)))
    }

    /// Adds the agency whose name is at the start of these words, if the letters match too.
    pub(super) fn name_agency_at(
        &self,
        body: &str,
        words: &[u64],
        spans: &[Span],
        named: &mut AgencySet,
    ) {
        let phrases = words.first().and_then(|first| self.phrases.get(first));
        for phrase in phrases.into_iter().flatten().filter(|phrase| words.starts_with(phrase)) {
            let written = body.get(spans[0].start as usize..spans[phrase.len() - 1].end as usize);
            let name = written.and_then(|written| self.agencies.written(written));
            if let Some(place) = name.and_then(|name| self.agencies.place(&name.agency)) {
                named.insert(place);
            }
        }
    }

    /// Adds the agencies that a short text names.
    pub(super) fn name_agencies(&self, text: &str, named: &mut AgencySet) {
        let Tokens { hashes, spans, .. } = tokens_of(text);
        for at in self.cues(&hashes) {
            self.name_agency_at(text, &hashes[at..], &spans[at..], named);
        }
    }

    /// Whether a text with these words may start with an agency's name, perhaps after "By" and
    /// "The" or with a date. Fast, with false positives only.
    fn may_begin_with_agency(&self, text: &str, words: &[u64]) -> bool {
        (0..words.len().min(FIRST_WORDS)).any(|at| self.begins_phrase(&words[at..]))
            || text.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// The dateline with an agency at the start of `block`.
    pub(super) fn dateline(&self, block: &str) -> Option<Found> {
        let key = hash::bytes(block.as_bytes());
        self.known[0].get_or_find(key, || self.find_dateline(block))
    }

    fn find_dateline(&self, block: &str) -> Option<Found> {
        let head = &block[..block.floor_char_boundary_at(DATELINE_WINDOW)];
        self.forms.iter().filter(|form| form.kind == CreditKind::Dateline).find_map(|form| {
            // Most heads match no form, and `is_match` is faster than `captures`.
            let captures =
                form.block.regex().is_match(head).then(|| form.block.regex().captures(head))??;
            let found = self.credit(form, &captures)?;
            (is_dateline(&captures, found.carrier.is_some()) && goes_on(&block[found.range.end..]))
                .then_some(found)
        })
    }

    /// The credit if `block`, with these words, is one as a whole.
    pub(super) fn whole(&self, block: &str, words: &[u64]) -> Option<Found> {
        // A block without its dateline is a different block.
        let key = hash::bytes(block.as_bytes()) ^ hash::mix(words.len() as u64);
        self.known[1].get_or_find(key, || self.find_whole(block, words))
    }

    fn find_whole(&self, block: &str, words: &[u64]) -> Option<Found> {
        let begins_with_agency = self.may_begin_with_agency(block, words);
        let may_fit = |form: &&Form| {
            words.len() <= most_words(form.kind) && (begins_with_agency || !form.begins_with_agency)
        };
        let mut forms = self.forms.iter().filter(may_fit);
        // Most blocks match no form, and `is_match` is faster than `captures`.
        forms.find_map(|form| {
            let captures = form
                .block
                .regex()
                .is_match(block)
                .then(|| form.block.regex().captures(block))??;
            self.credit(form, &captures)
        })
    }

    /// The credit at the end of `block`, after a complete sentence.
    pub(super) fn end(&self, block: &str) -> Option<Found> {
        let key = hash::bytes(block.as_bytes());
        self.known[2].get_or_find(key, || self.find_end(block))
    }

    fn find_end(&self, block: &str) -> Option<Found> {
        let start = block.floor_char_boundary_at(block.len().saturating_sub(TAIL_WINDOW));
        let tail = &block[start..];
        let found = self
            .forms
            .iter()
            .find_map(|form| self.credit(form, &form.end.as_ref()?.regex().captures(tail)?))?;
        Some(Found { range: start + found.range.start..start + found.range.end, ..found })
    }

    /// The credit of a matching form, if its name is in the agency table.
    fn credit(&self, form: &Form, captures: &Captures<'_>) -> Option<Found> {
        let range = captures.name("credit")?.range();
        let (agency, carrier) = if let Some(agency) = &form.agency {
            (agency.clone(), None)
        } else if let Some(text) = captures.name("starts") {
            let name = self.agencies.find_at_start(text.as_str(), form.place)?;
            (name.agency.clone(), None)
        } else if let Some(list) = captures.name("among") {
            (self.agency_among(list.as_str(), form.place)?, None)
        } else {
            self.source_and_carrier(captures.name("agency")?.as_str(), form.place)?
        };
        let is_bare = form.place == Where::Line;
        Some(Found { kind: form.kind, agency, carrier, range, is_bare })
    }

    /// The first agency in a list such as `Post, dpa, HP`. The other parts are marks of outlets and
    /// writers.
    fn agency_among(&self, list: &str, place: Where) -> Option<String> {
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
            let undated = part
                .find('-')
                .filter(|&at| self.date.is_match(&part[at..]))
                .map_or(part, |at| &part[..at]);
            if !undated.is_empty() && !self.date.is_match(undated) && !is_year(undated) {
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

impl Form {
    /// The form of a row. It is compiled immediately if there are extra agencies, because no test
    /// has compiled it with them.
    fn new(row: &Row<'_>, agencies: &Agencies, is_extended: bool) -> Result<Form> {
        let (kind, place) = match row.field(0) {
            "dateline" => (CreditKind::Dateline, Where::Dateline),
            "byline" => (CreditKind::Byline, Where::Byline),
            "line" => (CreditKind::Byline, Where::Line),
            "tail" => (CreditKind::Tail, Where::Tail),
            "copyright" => (CreditKind::Copyright, Where::Tail),
            "contributor" => (CreditKind::Contributor, Where::Tail),
            other => {
                return row.refuse(
                    "a kind (dateline, byline, line, tail, copyright or contributor)",
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
        let frame = if kind == CreditKind::Dateline { "^(?<credit>{})" } else { "^(?<credit>{})$" };
        let known = format!("(?:[Tt]he |THE )?(?<agency>{})", agencies.pattern(place));
        let pattern = row.field(2).replace("{known}", &known);
        let end_frame =
            (kind == CreditKind::Tail).then_some(r#"[.!?"”“’‘»«)…。।۔؟]\s*(?<credit>{})$"#);
        if is_extended {
            [Some(frame), end_frame]
                .into_iter()
                .flatten()
                .try_for_each(|frame| row.regex(&pattern, frame).map(drop))?;
        }
        let block = Pattern::new(&pattern, frame);
        let end = end_frame.map(|frame| Pattern::new(&pattern, frame));
        let begins_with_agency = kind == CreditKind::Byline && row.field(2).contains("{agency}");
        Ok(Form { kind, place, agency, block, end, begins_with_agency })
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
fn is_dateline(captures: &Captures<'_>, has_carrier: bool) -> bool {
    let head = &captures[0];
    let place = captures.name("place").map_or("", |place| place.as_str());
    let is_dated = head.contains(|character: char| character.is_numeric());
    let is_marked =
        captures.name("end").is_none_or(|end| end.as_str().contains(['-', '–', '—', ':', '.']));
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

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `str::floor_char_boundary`, which our minimum Rust version lacks.
pub(super) trait FloorCharBoundary {
    /// The last character boundary at or before `at`.
    fn floor_char_boundary_at(&self, at: usize) -> usize;
}

impl FloorCharBoundary for str {
    fn floor_char_boundary_at(&self, at: usize) -> usize {
        (0..=at.min(self.len())).rev().find(|&at| self.is_char_boundary(at)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
        let rows = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        rows.map(|row| row.split('\t').collect())
    }

    fn credit_of(grammar: &Grammar, text: &str) -> Option<String> {
        let found = grammar
            .dateline(text)
            .or_else(|| grammar.whole(text, &words_of(text)))
            .or_else(|| grammar.end(text))?;
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
        for (row, form) in rows(TABLE).zip(&grammar.forms) {
            let by_form = form
                .block
                .regex()
                .captures(row[4])
                .and_then(|captures| grammar.credit(form, &captures));
            if by_form.is_none() || credit_of(&grammar, row[4]).as_deref() != Some(row[3]) {
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
