//! Labels: which articles people say belong together, in files and in sheets that a person filled in.

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;

use super::for_each_line;
use super::malformed;
use crate::hash::{self, HashMap};
use crate::{ErrorKind, Result};

const LABELS: &str = "labels";
const IGNORED: &str = "ignored pairs";

/// The label that excludes an article from scoring, as the field `"exclude": true` does.
const EXCLUDE_LABEL: &str = "exclude";

/// Labelled articles, and the pairs that are not scored.
#[derive(Clone, Debug)]
pub struct Gold {
    /// The scored articles, sorted by id.
    articles: Vec<LabelledArticle>,
    /// Pairs of article numbers, lower first; sorted and distinct.
    ignored: Vec<(u32, u32)>,
    excluded: usize,
    unknown_ignore_rows: usize,
    digest: u64,
}

#[derive(Clone, Debug)]
struct LabelledArticle {
    id: Box<str>,
    /// Articles with the same number belong together.
    label: u32,
}

/// Why a pair of articles is listed in the ignore file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IgnoreKind {
    /// An earlier and a later version of a developing story.
    Take,
    /// Together only through a third article.
    Chained,
    /// Set aside by hand.
    Manual,
    /// The annotators disagree.
    Unsure,
    /// One contains a part of the other: a digest, a shared statement. Still scored by its labels.
    Partial,
}

impl IgnoreKind {
    /// The word in the last column of an ignore file.
    pub fn word(self) -> &'static str {
        match self {
            IgnoreKind::Take => "take",
            IgnoreKind::Chained => "chained",
            IgnoreKind::Manual => "manual",
            IgnoreKind::Unsure => "unsure",
            IgnoreKind::Partial => "partial",
        }
    }

    fn from_word(word: &str) -> Option<IgnoreKind> {
        use IgnoreKind::{Chained, Manual, Partial, Take, Unsure};
        [Take, Chained, Manual, Unsure, Partial].into_iter().find(|kind| kind.word() == word)
    }

    fn is_scored(self) -> bool {
        self == IgnoreKind::Partial
    }
}

/// The fields of a labelled article that are read; others are ignored.
#[derive(Deserialize)]
struct LabelRow<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    label: Cow<'a, str>,
    #[serde(default)]
    exclude: bool,
}

impl Gold {
    /// Reads labels from JSON Lines or a sheet, and ignored pairs from tab-separated rows.
    ///
    /// A line of `articles` has an `id` and a `label`. Articles with the same label belong together; one with an empty
    /// label belongs with no other. The label `exclude`, or a field `"exclude": true`, drops the article from scoring.
    /// A sheet has a header with the columns `id`, `label` and `story`, and tabs, commas or semicolons between its cells. The
    /// label `ok` is the story of the row, `-` is none, `?` is `exclude`; a row without a label is skipped.
    /// A row of `ignore` is `id, id, …, kind`, see [`IgnoreKind`]; a row with an id that has no label is skipped
    /// (and counted), so that part of a collection can be scored with the ignore file of the whole.
    pub fn read(articles: &mut dyn BufRead, ignore: Option<&mut dyn BufRead>) -> Result<Gold> {
        let start = articles
            .fill_buf()
            .map_err(|source| ErrorKind::ReadTable { what: LABELS, source })?
            .trim_ascii_start();
        let mut labels = if start.is_empty() || start.starts_with(b"{") {
            read_labels(articles)?
        } else {
            sheet_labels(articles)?
        };
        labels.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let rows = ignore.map_or_else(|| Ok(Vec::new()), read_ignore_rows)?;
        let digest = digest(&labels, &rows);

        let labelled = labels.len();
        labels.retain(|(_, label)| &**label != EXCLUDE_LABEL);
        let excluded = labelled - labels.len();
        let articles = number_labels(labels);
        let mut gold =
            Gold { articles, ignored: Vec::new(), excluded, unknown_ignore_rows: 0, digest };
        gold.ignore(&rows);
        Ok(gold)
    }

    /// The number of scored articles.
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// The number of labelled articles that are not scored.
    pub fn excluded(&self) -> usize {
        self.excluded
    }

    /// The number of ignore rows with an article that is not scored.
    pub fn unknown_ignore_rows(&self) -> usize {
        self.unknown_ignore_rows
    }

    /// A number that depends on the ids, labels and ignore rows, but not on the order of the lines.
    ///
    /// Pin it together with an accuracy floor, so that the floor cannot be met with other labels.
    /// It is XXH3 (64 bits, seed 0) of the canonical text: a JSON array `["id","label"]` for each
    /// article, with the label `exclude` if it is excluded, then `["id","id","kind"]` for each
    /// ignore row, lower id first. The arrays have no spaces and end with a line feed; each of the
    /// two lists is sorted and distinct.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The id of a scored article, by its number.
    pub(super) fn id(&self, number: u32) -> &str {
        &self.articles[number as usize].id
    }

    /// The label of each scored article.
    pub(super) fn labels(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.articles.iter().map(|article| article.label)
    }

    /// The pairs that are not scored, lower number first, sorted.
    pub(super) fn ignored(&self) -> &[(u32, u32)] {
        &self.ignored
    }

    fn number_of(&self, id: &str) -> Option<u32> {
        let number = self.articles.binary_search_by(|article| (*article.id).cmp(id)).ok()?;
        Some(u32::try_from(number).expect("labels are numbered with 32 bits"))
    }

    fn ignore(&mut self, rows: &[IgnoreRow]) {
        for row in rows {
            match (self.number_of(&row.low), self.number_of(&row.high)) {
                (Some(low), Some(high)) if !row.kind.is_scored() => self.ignored.push((low, high)),
                (Some(_), Some(_)) => {}
                _ => self.unknown_ignore_rows += 1,
            }
        }
        self.ignored.sort_unstable();
        self.ignored.dedup();
    }
}

/// The same from a sheet.
fn sheet_labels(reader: &mut dyn BufRead) -> Result<Vec<(Box<str>, Box<str>)>> {
    let mut labels = Labels::default();
    for (line, id, label) in read_sheet(reader, EXCLUDE_LABEL)? {
        labels.add(line, &id, &label)?;
    }
    Ok(labels.labels)
}

/// Labels that are being read: the id and the label of each article.
#[derive(Default)]
struct Labels {
    labels: Vec<(Box<str>, Box<str>)>,
    lines: HashMap<Box<str>, u64>,
}

impl Labels {
    fn add(&mut self, line: u64, id: &str, label: &str) -> Result<()> {
        if let Some(first) = self.lines.insert(id.into(), line) {
            let problem = format!("article {id:?} is already labelled on line {first}");
            return Err(malformed(LABELS, line, problem));
        }
        self.labels.push((id.into(), label.into()));
        Ok(())
    }
}

/// Pairs of id and label, an excluded article with the label `exclude`.
fn read_labels(reader: &mut dyn BufRead) -> Result<Vec<(Box<str>, Box<str>)>> {
    let mut labels = Labels::default();
    for_each_line(LABELS, reader, |line, text| {
        let row: LabelRow = serde_json::from_slice(text)
            .map_err(|error| malformed(LABELS, line, error.to_string()))?;
        labels.add(line, &row.id, if row.exclude { EXCLUDE_LABEL } else { &row.label })
    })?;
    Ok(labels.labels)
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct IgnoreRow {
    low: Box<str>,
    high: Box<str>,
    kind: IgnoreKind,
}

/// The rows of an ignore file, sorted and distinct.
fn read_ignore_rows(reader: &mut dyn BufRead) -> Result<Vec<IgnoreRow>> {
    let mut rows = Vec::new();
    for_each_line(IGNORED, reader, |line, text| {
        let text =
            str::from_utf8(text).map_err(|error| malformed(IGNORED, line, error.to_string()))?;
        let columns: Vec<&str> = text.split('\t').collect();
        let [one, other, .., word] = columns[..] else {
            let problem = format!(
                "expected two ids and a kind, separated by tabs; found {} columns",
                columns.len()
            );
            return Err(malformed(IGNORED, line, problem));
        };
        let kind = IgnoreKind::from_word(word).ok_or_else(|| {
            malformed(IGNORED, line, format!("{word:?} is not a kind of ignored pair"))
        })?;
        if one == other {
            return Err(malformed(IGNORED, line, format!("pairs article {one:?} with itself")));
        }
        rows.push(IgnoreRow { low: one.min(other).into(), high: one.max(other).into(), kind });
        Ok(())
    })?;
    rows.sort_unstable();
    rows.dedup();
    Ok(rows)
}

/// Replaces each label by a number; each empty one gets a new number.
fn number_labels(labels: Vec<(Box<str>, Box<str>)>) -> Vec<LabelledArticle> {
    let mut numbers: HashMap<Box<str>, u32> = HashMap::default();
    let mut next = 0..;
    let mut fresh = || next.next().expect("labels are numbered with 32 bits");
    let mut number_of = |label: Box<str>| {
        if label.is_empty() { fresh() } else { *numbers.entry(label).or_insert_with(&mut fresh) }
    };
    labels.into_iter().map(|(id, label)| LabelledArticle { id, label: number_of(label) }).collect()
}

fn digest(labels: &[(Box<str>, Box<str>)], rows: &[IgnoreRow]) -> u64 {
    let mut text = String::new();
    for (id, label) in labels {
        text.push_str(&serde_json::json!([id, label]).to_string());
        text.push('\n');
    }
    for row in rows {
        text.push_str(&serde_json::json!([row.low, row.high, row.kind.word()]).to_string());
        text.push('\n');
    }
    hash::bytes(text.as_bytes())
}

const SHEET: &str = "labels";

/// What stands between the cells, as spreadsheets write it.
const DELIMITERS: [u8; 3] = [b'\t', b',', b';'];

/// In the column `label`: the article belongs to the story of its row.
const OK: &str = "ok";
/// It is a copy of nothing.
const ALONE: &str = "-";
/// Nobody can say.
const UNSURE: &str = "?";

/// Reads the columns `id`, `label` and `story` of a sheet: the line of each labelled row, its id and its label. Rows without a
/// label are not labelled. `exclude` is the label of an article that is not scored.
pub(super) fn read_sheet(
    reader: &mut dyn BufRead,
    exclude: &str,
) -> Result<Vec<(u64, String, String)>> {
    let mut text = String::new();
    reader
        .read_to_string(&mut text)
        .map_err(|source| ErrorKind::ReadTable { what: SHEET, source })?;
    // The csv reader counts no line ends of two bytes.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let header = text.lines().next().unwrap_or_default();
    let delimiter = DELIMITERS.into_iter().find(|&delimiter| {
        let mut cells = header.split(char::from(delimiter)).map(|cell| cell.trim_matches('"'));
        cells.clone().any(|cell| cell == "id") && cells.any(|cell| cell == "label")
    });
    let Some(delimiter) = delimiter else {
        let problem = "expected JSON Lines, or a sheet with the columns id and label";
        return Err(malformed(SHEET, 1, problem));
    };
    let mut rows =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let failed = |error: csv::Error| {
        malformed(SHEET, error.position().map_or(1, csv::Position::line), error.to_string())
    };
    let header = rows.headers().map_err(failed)?.clone();
    let column = |name: &str| header.iter().position(|column| column == name);
    let [id, label, story] = ["id", "label", "story"].map(column);
    let mut labels = Vec::new();
    for row in rows.records() {
        let row = row.map_err(failed)?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |column: Option<usize>| {
            column.and_then(|column| row.get(column)).unwrap_or_default().trim()
        };
        let label = match cell(label) {
            "" => continue,
            ok if ok.eq_ignore_ascii_case(OK) => match cell(story) {
                "" => return Err(malformed(SHEET, line, "ok, but the row has no story")),
                story => story,
            },
            ALONE => "",
            UNSURE => exclude,
            label => label,
        };
        labels.push((line, cell(id).to_owned(), label.to_owned()));
    }
    if labels.is_empty() {
        let problem = "no row has a label: ok, the number of another story, - or ?";
        return Err(malformed(SHEET, 1, problem));
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELLED: &str = r#"{"id": "b", "label": "flood", "body": "…"}
    {"id": "a", "label": "flood"}

    {"id": "c", "label": ""}
    {"id": "d", "label": ""}
    {"id": "e", "label": "exclude"}
    {"id": "f", "label": "flood", "exclude": true}
    "#;

    fn gold(labels: &str, ignore: &str) -> Result<Gold> {
        Gold::read(&mut labels.as_bytes(), Some(&mut ignore.as_bytes()))
    }

    fn message(result: Result<Gold>) -> String {
        result.map(|_| ()).expect_err("the reader must refuse").to_string()
    }

    #[test]
    fn articles_with_an_empty_label_are_stories_of_their_own() {
        let gold = gold(LABELLED, "").unwrap();
        let labels: Vec<u32> = gold.labels().collect();
        assert_eq!(labels, [0, 0, 1, 2]);
    }

    #[test]
    fn excluded_articles_are_counted_and_not_scored() {
        let gold = gold(LABELLED, "").unwrap();
        assert_eq!((gold.articles(), gold.excluded()), (4, 2));
    }

    #[test]
    fn partial_pairs_are_scored_and_the_other_kinds_are_not() {
        let rows =
            "b\ta\t.4\ttake\na\tb\tchained\na\tc\tpartial\nc\td\tunsure\nb\td\t0.1\t0.2\tmanual\n";
        let gold = gold(LABELLED, rows).unwrap();
        assert_eq!(gold.ignored(), [(0, 1), (1, 3), (2, 3)]);
    }

    #[test]
    fn ignore_rows_without_a_scored_article_are_counted() {
        let gold = gold(LABELLED, "a\tz\ttake\na\te\ttake\n").unwrap();
        assert_eq!((gold.ignored().len(), gold.unknown_ignore_rows()), (0, 2));
    }

    #[test]
    fn digest_does_not_depend_on_the_order_of_lines() {
        let forth = gold(LABELLED, "a\tb\ttake\nc\td\tunsure").unwrap();
        let mut lines: Vec<&str> = LABELLED.lines().collect();
        lines.reverse();
        let back = gold(&lines.join("\n"), "d\tc\tunsure\r\nb\ta\t.9\ttake\r\n").unwrap();
        assert_eq!(forth.digest(), back.digest());
    }

    #[test]
    fn digest_changes_with_any_label_or_ignore_row() {
        let digests = [
            gold(LABELLED, "a\tb\ttake"),
            gold(LABELLED, "a\tb\tunsure"),
            gold(LABELLED, ""),
            gold(&LABELLED.replace("flood", "quake"), ""),
            gold(&LABELLED.replace("\"f\"", "\"g\""), ""),
        ]
        .map(|gold| gold.unwrap().digest());
        let distinct: crate::hash::HashSet<u64> = digests.into_iter().collect();
        assert_eq!(distinct.len(), digests.len());
    }

    #[test]
    fn a_line_without_a_label_is_refused_with_its_number() {
        let refused = message(gold("{\"id\": \"a\", \"label\": \"\"}\n{\"id\": \"b\"}\n", ""));
        assert_eq!(refused, "labels, line 2: missing field `label` at line 1 column 11");
    }

    #[test]
    fn an_article_labelled_twice_is_refused() {
        let refused = message(gold(
            "{\"id\": \"a\", \"label\": \"x\"}\n{\"id\": \"a\", \"label\": \"y\"}\n",
            "",
        ));
        assert_eq!(refused, "labels, line 2: article \"a\" is already labelled on line 1");
    }

    #[test]
    fn an_unknown_kind_of_ignored_pair_is_refused() {
        assert_eq!(
            message(gold(LABELLED, "a\tb\tpart\n")),
            "ignored pairs, line 1: \"part\" is not a kind of ignored pair"
        );
    }

    #[test]
    fn an_ignore_row_with_two_columns_is_refused() {
        assert_eq!(
            message(gold(LABELLED, "a\tb\n")),
            "ignored pairs, line 1: expected two ids and a kind, separated by tabs; found 2 columns"
        );
    }

    fn labels(text: &str) -> Result<Vec<(u64, String, String)>> {
        read_sheet(&mut text.as_bytes(), "exclude")
    }

    #[test]
    fn sheet_says_the_same_with_any_delimiter() {
        let sheet = "story\tid\tlabel\theadline\n1\ta\tok\tx\n1\tb\t2\t\"y\tz\"\n2\tc\tOK\t\n2\td\t-\t\n2\te\t?\t\n3\tf\t\t\n";
        let expected =
            [(2, "a", "1"), (3, "b", "2"), (4, "c", "2"), (5, "d", ""), (6, "e", "exclude")]
                .map(|(line, id, label)| (line, id.to_owned(), label.to_owned()));
        assert_eq!(labels(sheet).unwrap(), expected);
        for delimiter in [",", ";"] {
            let sheet = format!("\u{feff}{}", sheet.replace('\t', delimiter).replace('\n', "\r\n"));
            assert_eq!(labels(&sheet).unwrap(), expected, "{sheet}");
        }
    }

    #[test]
    fn sheet_without_labels_is_refused() {
        for (text, problem) in [
            (
                "id\tname\na\tb\n",
                "line 1: expected JSON Lines, or a sheet with the columns id and label",
            ),
            (
                "story\tid\tlabel\n1\ta\t\n",
                "line 1: no row has a label: ok, the number of another story, - or ?",
            ),
            ("id,label\na,ok\n", "line 2: ok, but the row has no story"),
        ] {
            assert_eq!(labels(text).unwrap_err().to_string(), format!("labels, {problem}"));
        }
    }
}
