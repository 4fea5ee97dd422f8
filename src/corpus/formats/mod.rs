//! The formats that are read.
//!
//! Each has a file or a folder of its own, and a line in the list; nothing else names them.

mod database;
mod delimited;
mod entities;
mod html;
mod json;
mod marked_text;
mod markup;
mod parquet;
mod plain;
mod record;
mod settle;
mod sqlite;
#[cfg(any(feature = "parquet", feature = "sqlite"))]
mod tables;
mod text;
mod url;
mod warc;
mod wire;
mod xml;

pub(super) use self::markup::root_of_xml;
pub(super) use self::record::host;
use super::format::FormatName;
use super::look::ReadFormat;
use super::suggest;
use crate::error::{ErrorKind, Result};

/// The formats that are read, in the order in which people are told of them. Of those that have an ending in common the
/// first is taken where nothing but the ending tells the format.
const FORMATS: &[ReadFormat] = &[
    json::JSON_LINES,
    json::JSON,
    delimited::CSV,
    delimited::TSV,
    parquet::PARQUET,
    sqlite::SQLITE,
    database::NEXIS,
    database::FACTIVA,
    database::EUROPRESSE,
    html::HTML,
    warc::WARC,
    wire::NITF,
    wire::NEWSML,
    wire::NEWSML_G2,
    wire::FEED,
    wire::BULLETIN,
    text::TEXT,
];

/// The formats that are read.
pub(super) fn all() -> impl Iterator<Item = &'static ReadFormat> {
    FORMATS.iter()
}

/// How the format of this name is read.
pub(super) fn of(name: FormatName) -> &'static ReadFormat {
    FORMATS.iter().find(|format| format.name == name).expect("every format is in the list")
}

impl FormatName {
    /// All formats that are read.
    pub fn all() -> impl Iterator<Item = FormatName> {
        FORMATS.iter().map(|format| format.name)
    }

    /// The format of that name.
    pub fn named(name: &str) -> Result<FormatName> {
        FormatName::all().find(|known| known.name() == name).ok_or_else(|| {
            let names = FORMATS.iter().map(|format| format.name.name());
            ErrorKind::UnknownFormatName {
                name: name.to_owned(),
                suggestion: suggest::closest(name, names.clone()).map(str::to_owned),
                known: names.collect::<Vec<_>>().join(", "),
            }
            .into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_goes_by_its_name() {
        for format in FormatName::all() {
            assert_eq!(FormatName::named(format.name()).unwrap(), format);
        }
    }

    #[test]
    fn an_unknown_format_is_answered_with_the_closest_one() {
        let message = FormatName::named("tex").unwrap_err().to_string();
        assert!(message.ends_with("— did you mean 'text'?"), "{message}");
    }
}
