//! The text of documents of Word and Excel (Office Open XML): a zip archive of XML files.

use std::io;

use jiff::ToSpan;
use jiff::civil::DateTime;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::zip::Package;
use crate::hash::HashMap;

/// A document of which the text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// Word: its paragraphs, with an empty line between them.
    Word,
    /// Excel: the rows of the sheet with this number, as CSV.
    Excel(usize),
}

/// The largest document that is read.
pub(crate) const MOST_BYTES: u64 = 512 << 20;

/// The largest part of a document, inflated: text takes up a fifth of its size there, repeated text a hundredth.
fn most_of_part(document: &[u8]) -> u64 {
    (document.len() as u64 * 200).clamp(16 << 20, 1 << 30)
}

/// What kind of document an archive is, by the names of its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Excel,
    /// A document that is not supported, which is recognised elsewhere.
    Other,
}

impl Kind {
    pub(crate) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Option<Kind> {
        let mut other = None;
        for name in names {
            match name {
                TEXT => return Some(Kind::Word),
                WORKBOOK => return Some(Kind::Excel),
                "mimetype" | "ppt/presentation.xml" | "xl/workbook.bin" => {
                    other = Some(Kind::Other);
                }
                _ => {}
            }
        }
        other
    }
}

/// The text of a document.
pub(crate) fn text(office: Office, document: &[u8]) -> io::Result<Vec<u8>> {
    let (package, most) = (open(document)?, most_of_part(document));
    match office {
        Office::Word => {
            let part = package.read(TEXT, most)?.unwrap_or_default();
            Ok(paragraphs(&part)?.into_bytes())
        }
        Office::Excel(sheet) => Workbook::of(&package, most)?.rows(sheet),
    }
}

/// The names and numbers of the sheets of an Excel workbook that have rows.
pub(crate) fn sheets(document: &[u8]) -> io::Result<Vec<(String, usize)>> {
    let (package, most) = (open(document)?, most_of_part(document));
    let workbook = Workbook::of(&package, most)?;
    let mut filled = Vec::new();
    let is_only = workbook.sheets.len() == 1;
    for (number, sheet) in workbook.sheets.iter().enumerate() {
        if is_only || !workbook.rows(number)?.is_empty() {
            filled.push((sheet.name.clone(), number));
        }
    }
    Ok(filled)
}

fn open(document: &[u8]) -> io::Result<Package<'_>> {
    if document.len() as u64 > MOST_BYTES {
        return Err(damaged("it is larger than 512 MiB; save its text as .txt or .csv"));
    }
    Package::of(document)
}

/// A part of an XML file.
enum Part<'x> {
    /// The start of an element; of an empty one, its end follows.
    Begin(&'x BytesStart<'x>),
    /// The end of an element, by its name without a prefix.
    End(&'x str),
    /// Text, its entities resolved.
    Text(&'x str),
}

/// Hands out the parts of an XML file in order.
fn events(xml: &str, mut take: impl FnMut(Part<'_>)) -> io::Result<()> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        match reader.read_event().map_err(|error| damaged(&error.to_string()))? {
            Event::Start(start) => take(Part::Begin(&start)),
            Event::Empty(start) => {
                take(Part::Begin(&start));
                take(Part::End(start.local_name().as_ref()));
            }
            Event::End(end) => take(Part::End(end.local_name().as_ref())),
            Event::Text(text) => take(Part::Text(&text)),
            Event::CData(text) => take(Part::Text(&text)),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten().map(String::from);
                let resolved = character.or_else(|| {
                    quick_xml::escape::resolve_html5_entity(&reference).map(str::to_owned)
                });
                take(Part::Text(resolved.as_deref().unwrap_or_default()));
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
        }
    }
}

/// The value of an attribute, by its name without a prefix.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found =
        attributes.with_checks(false).flatten().find(|it| it.key.local_name().as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value);
    Some(value.map_or_else(|_| found.value.to_string(), std::borrow::Cow::into_owned))
}

fn damaged(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("damaged document: {problem}"))
}

/// The part of a document with its text.
const TEXT: &str = "word/document.xml";

/// The paragraphs of a Word document, with an empty line between them.
fn paragraphs(xml: &str) -> io::Result<String> {
    let mut text = String::new();
    let mut is_text = false;
    // What an older program is to show instead says the same again.
    let mut fallbacks = 0_u32;
    events(xml, |event| match event {
        Part::Begin(start) => match start.local_name().as_ref() {
            "Fallback" => fallbacks += 1,
            _ if fallbacks > 0 => {}
            "t" => is_text = true,
            "br" | "cr" => text.push('\n'),
            "tab" => text.push(' '),
            "noBreakHyphen" => text.push('-'),
            _ => {}
        },
        Part::End("Fallback") => fallbacks = fallbacks.saturating_sub(1),
        Part::End("t") => is_text = false,
        Part::End("p") if fallbacks == 0 && !text.ends_with("\n\n") && !text.is_empty() => {
            text.push_str("\n\n");
        }
        Part::Text(words) if is_text => text.push_str(words),
        Part::End(_) | Part::Text(_) => {}
    })?;
    Ok(text)
}

/// The part of a workbook that lists its sheets.
const WORKBOOK: &str = "xl/workbook.xml";

/// More columns are those of a sheet that was made wrongly.
const MOST_COLUMNS: usize = 16_384;

/// A workbook with more sheets was made wrongly.
const MOST_SHEETS: usize = 1_000;

/// A sheet that may hold articles.
struct Sheet {
    name: String,
    /// The part with its rows.
    part: String,
}

/// The sheets that are shown to people, in their order.
fn sheets_of(package: &Package, most: u64) -> io::Result<Vec<Sheet>> {
    let workbook = package.read(WORKBOOK, most)?.unwrap_or_default();
    let relations = package.read("xl/_rels/workbook.xml.rels", most)?.unwrap_or_default();
    let mut targets: HashMap<String, String> = HashMap::default();
    events(&relations, |event| {
        if let Part::Begin(start) = event
            && let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target"))
        {
            targets.insert(id, target);
        }
    })?;
    let mut sheets = Vec::new();
    events(&workbook, |event| {
        let Part::Begin(start) = event else { return };
        let is_shown = attribute(start, "state").is_none_or(|state| state == "visible");
        if start.local_name().as_ref() == "sheet"
            && is_shown
            && let (Some(name), Some(id)) = (attribute(start, "name"), attribute(start, "id"))
            && let Some(target) = targets.get(&id)
        {
            let part =
                target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            sheets.push(Sheet { name, part });
        }
    })?;
    match sheets.len() {
        0 => Err(damaged("it has no sheet")),
        1..=MOST_SHEETS => Ok(sheets),
        _ => Err(damaged("it has more than 1,000 sheets")),
    }
}

/// A workbook whose rows can be read.
struct Workbook<'a> {
    package: &'a Package<'a>,
    /// The largest size of a part, and of the rows of a sheet.
    most: u64,
    sheets: Vec<Sheet>,
    texts: Vec<String>,
    dates: Dates,
}

impl<'a> Workbook<'a> {
    fn of(package: &'a Package<'a>, most: u64) -> io::Result<Workbook<'a>> {
        let part = |name| Ok::<_, io::Error>(package.read(name, most)?.unwrap_or_default());
        Ok(Workbook {
            package,
            most,
            sheets: sheets_of(package, most)?,
            texts: texts(&part("xl/sharedStrings.xml")?)?,
            dates: Dates::of(&part("xl/styles.xml")?, &part(WORKBOOK)?)?,
        })
    }

    /// The rows of the sheet with this number, as CSV with every cell in quotes.
    fn rows(&self, sheet: usize) -> io::Result<Vec<u8>> {
        let is_missing = || damaged("the sheet is missing");
        let part = &self.sheets.get(sheet).ok_or_else(is_missing)?.part;
        let rows = self.package.read(part, self.most)?.ok_or_else(is_missing)?;
        csv(&rows, &self.texts, &self.dates, self.most)
    }
}

/// The texts that cells refer to by number.
fn texts(xml: &str) -> io::Result<Vec<String>> {
    let mut texts: Vec<String> = Vec::new();
    let (mut is_text, mut is_reading) = (false, false);
    events(xml, |event| match event {
        Part::Begin(start) => match start.local_name().as_ref() {
            "si" => texts.push(String::new()),
            "rPh" => is_reading = true,
            "t" => is_text = true,
            _ => {}
        },
        Part::End("rPh") => is_reading = false,
        Part::End("t") => is_text = false,
        Part::Text(words) if is_text && !is_reading => {
            if let Some(text) = texts.last_mut() {
                text.push_str(words);
            }
        }
        Part::End(_) | Part::Text(_) => {}
    })?;
    Ok(texts)
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    column: usize,
    /// What its value is: `s` for the number of a text, `n` for a number.
    kind: String,
    style: usize,
    value: String,
    is_value: bool,
}

/// The rows as CSV, up to about `most` bytes: a few bytes of XML may name a long text, or a column far to the right.
fn csv(xml: &str, texts: &[String], dates: &Dates, most: u64) -> io::Result<Vec<u8>> {
    let mut csv = Vec::new();
    let mut made = 0_u64;
    let mut row: Vec<String> = Vec::new();
    let mut cell = Cell::default();
    events(xml, |event| match event {
        _ if made > most => {}
        Part::Begin(start) => match start.local_name().as_ref() {
            "row" => {
                row.clear();
                cell.column = 0;
            }
            "c" => {
                let column = attribute(start, "r").and_then(|name| column(&name));
                cell = Cell {
                    column: column.unwrap_or(cell.column),
                    kind: attribute(start, "t").unwrap_or_else(|| "n".to_owned()),
                    style: attribute(start, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
                    ..Cell::default()
                };
            }
            "v" | "t" => cell.is_value = true,
            _ => {}
        },
        Part::Text(words) if cell.is_value => cell.value.push_str(words),
        Part::End("v" | "t") => cell.is_value = false,
        Part::End("c") => {
            if cell.column < MOST_COLUMNS && !cell.value.is_empty() {
                row.resize(row.len().max(cell.column + 1), String::new());
                row[cell.column] = shown(&cell, texts, dates);
                made += row[cell.column].len() as u64;
            }
            cell = Cell { column: cell.column + 1, ..Cell::default() };
        }
        Part::End("row") if row.iter().any(|cell| !cell.trim().is_empty()) => {
            made += 3 * row.len() as u64;
            for (at, cell) in row.iter().enumerate() {
                csv.extend_from_slice(if at == 0 { b"\"" } else { b",\"" });
                csv.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                csv.push(b'"');
            }
            csv.push(b'\n');
        }
        Part::End(_) | Part::Text(_) => {}
    })?;
    if made > most { Err(damaged("its rows are too large")) } else { Ok(csv) }
}

/// The number of a column by its letters, as in `AB12`.
fn column(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).fold(0, |number, letter| {
        number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1)
}

/// The value of a cell as a person sees it.
fn shown(cell: &Cell, texts: &[String], dates: &Dates) -> String {
    match cell.kind.as_str() {
        "s" => {
            let text = cell.value.trim().parse().ok().and_then(|number: usize| texts.get(number));
            unescaped(text.map_or("", String::as_str))
        }
        "n" => dates.shown(&cell.value, cell.style).unwrap_or_else(|| cell.value.clone()),
        _ => unescaped(&cell.value),
    }
}

/// A text with its line ends, which some programs write as `_x000D_`.
fn unescaped(text: &str) -> String {
    text.replace("_x000D_", "").replace("_x000d_", "").replace("\r\n", "\n")
}

/// Which numbers are dates.
#[derive(Default)]
struct Dates {
    /// For each style, whether it shows a number as a date.
    styles: Vec<bool>,
    /// Days count from 1904, not from 1900.
    is_of_1904: bool,
}

impl Dates {
    fn of(styles: &str, workbook: &str) -> io::Result<Dates> {
        let mut dates = Dates::default();
        let (mut formats, mut is_of_cells) = (HashMap::<u32, bool>::default(), false);
        events(styles, |event| match event {
            Part::Begin(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(start, "numFmtId").and_then(|id| id.parse().ok());
                    let code = attribute(start, "formatCode").unwrap_or_default();
                    formats.extend(id.map(|id| (id, is_date(&code))));
                }
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells => {
                    let id = attribute(start, "numFmtId").and_then(|id| id.parse().ok());
                    let id: u32 = id.unwrap_or(0);
                    let own = formats.get(&id).copied();
                    dates
                        .styles
                        .push(own.unwrap_or(matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)));
                }
                _ => {}
            },
            Part::End("cellXfs") => is_of_cells = false,
            Part::End(_) | Part::Text(_) => {}
        })?;
        events(workbook, |event| {
            if let Part::Begin(start) = event {
                let of_1904 = attribute(start, "date1904");
                dates.is_of_1904 |= of_1904.is_some_and(|is| matches!(is.as_str(), "1" | "true"));
            }
        })?;
        Ok(dates)
    }

    /// The date of a number whose style is that of dates.
    fn shown(&self, number: &str, style: usize) -> Option<String> {
        self.styles.get(style).filter(|is_date| **is_date)?;
        let number: f64 = number.trim().parse().ok()?;
        // Excel counts a day that 1900 did not have. Before 1 there is only a time.
        if !(1.0..3_000_000.0).contains(&number) {
            return None;
        }
        let first = if self.is_of_1904 {
            DateTime::constant(1904, 1, 1, 0, 0, 0, 0)
        } else {
            DateTime::constant(1899, 12, 30, 0, 0, 0, 0)
        };
        #[expect(clippy::cast_possible_truncation, reason = "it was looked at above")]
        let seconds = (number * 86_400.0).round() as i64;
        let date = first.checked_add(seconds.seconds()).ok()?;
        let shown = if seconds % 86_400 == 0 { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" };
        Some(date.strftime(shown).to_string())
    }
}

/// Whether a number in this format is a date: `yyyy\-mm\-dd`, but not `0.00` or `"dry" 0`.
fn is_date(format: &str) -> bool {
    let (mut is_quoted, mut is_bracketed, mut is_escaped) = (false, false, false);
    format.chars().any(|c| {
        let is_plain = !is_quoted && !is_bracketed && !is_escaped;
        is_escaped = is_plain && c == '\\';
        match c {
            '"' if !is_bracketed => is_quoted = !is_quoted,
            '[' if !is_quoted => is_bracketed = true,
            ']' => is_bracketed = false,
            _ => {}
        }
        is_plain && matches!(c, 'y' | 'Y' | 'd' | 'D' | 'm' | 'h')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_that_is_no_archive_is_an_error() {
        for bytes in [&b""[..], b"PK\x03\x04", b"PK\x05\x06 rain"] {
            assert!(text(Office::Word, bytes).is_err());
            assert!(sheets(bytes).is_err());
        }
    }

    #[test]
    fn paragraphs_of_a_document_are_its_text_and_nothing_twice() {
        let xml = "<w:document><w:body><w:p><w:r><w:t>Ferry sails</w:t></w:r><w:r><w:t xml:space=\"preserve\"> &amp; returns</w:t></w:r></w:p>\
            <w:p/><w:p><w:r><w:instrText>HYPERLINK x</w:instrText><w:t>One</w:t><w:br/><w:t>two</w:t><w:delText>gone</w:delText></w:r></w:p>\
            <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Box</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>Box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
            </w:body></w:document>";
        assert_eq!(paragraphs(xml).unwrap(), "Ferry sails & returns\n\nOne\ntwo\n\nBox\n\n");
    }

    #[test]
    fn rows_are_cells_by_their_columns_with_texts_and_dates() {
        let xml = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>body</t></is></c></row>\
            <row r=\"2\"/><row r=\"3\"><c r=\"A3\" s=\"1\"><v>43536.5</v></c><c r=\"B3\" s=\"1\"><v>43536</v></c><c t=\"str\"><v>say &quot;a&quot;</v></c></row>\
            <row r=\"4\"><c r=\"B4\"><v>43536</v></c></row></sheetData></worksheet>";
        let dates = Dates { styles: vec![false, true], is_of_1904: false };
        let csv = csv(xml, &["date".to_owned()], &dates, 1 << 20).unwrap();
        assert_eq!(
            String::from_utf8(csv).unwrap(),
            "\"date\",\"\",\"body\"\n\"2019-03-12 12:00:00\",\"2019-03-12\",\"say \"\"a\"\"\"\n\"\",\"43536\"\n"
        );
    }

    #[test]
    fn rows_are_refused_that_would_be_far_larger_than_their_xml() {
        let texts = ["x".repeat(100_000)];
        let far = "<row><c r=\"XFD1\"><v>1</v></c></row>".repeat(4_000);
        let long = "<row><c t=\"s\"><v>0</v></c></row>".repeat(4_000);
        for xml in [far, long] {
            let error = csv(&xml, &texts, &Dates::default(), 1 << 20).unwrap_err();
            assert!(error.to_string().contains("too large"), "{error}");
        }
    }

    #[test]
    fn texts_are_of_all_their_runs_without_how_they_are_read_out() {
        let xml = "<sst><si><t>Ferry</t></si><si><r><t>Fer</t></r><r><t>ry</t></r><rPh><t>x</t></rPh></si><si/></sst>";
        assert_eq!(texts(xml).unwrap(), ["Ferry", "Ferry", ""]);
    }

    #[test]
    fn format_of_dates_is_told_from_that_of_numbers() {
        for format in ["yyyy\\-mm\\-dd", "d/m/yy", "[$-409]mmmm d, yyyy", "h:mm"] {
            assert!(is_date(format), "{format}");
        }
        for format in ["General", "0.00", "\"dry\" 0", "[Red]0", "#,##0\\d"] {
            assert!(!is_date(format), "{format}");
        }
    }

    #[test]
    fn column_is_known_by_its_letters() {
        assert_eq!(["A1", "Z9", "AA10", "12"].map(column), [Some(0), Some(25), Some(26), None]);
    }
}
