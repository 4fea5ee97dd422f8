//! The text of documents of Word and Excel (Office Open XML): a zip archive of XML files.

mod excel;
mod parts;
mod word;

use self::excel::Workbook;
use std::io;

use self::parts::damaged;
use super::zip::Package;

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
                word::TEXT => return Some(Kind::Word),
                excel::WORKBOOK => return Some(Kind::Excel),
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
            let part = package.read(word::TEXT, most)?.unwrap_or_default();
            Ok(word::paragraphs(&part)?.into_bytes())
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
}
