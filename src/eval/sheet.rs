//! Labels in a sheet that a person filled in.

use std::io::BufRead;

use super::malformed;
use crate::{ErrorKind, Result};

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
pub(super) fn read(reader: &mut dyn BufRead, exclude: &str) -> Result<Vec<(u64, String, String)>> {
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

    fn labels(text: &str) -> Result<Vec<(u64, String, String)>> {
        read(&mut text.as_bytes(), "exclude")
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
