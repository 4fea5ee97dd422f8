//! The supported formats.
//!
//! Each has its own file or folder, and a line in the list. Nothing else names them.

mod database;
mod delimited;
mod elements;
mod html;
mod json;
mod marked_text;
mod parquet;
mod plain;
mod record;
mod sqlite;
#[cfg(any(feature = "parquet", feature = "sqlite"))]
mod tables;
mod text;
mod tree;
mod warc;
mod wire;
mod xml;
mod xml_list;

pub(crate) use self::record::host;
use super::format::FormatName;
use super::look::ReadFormat;
pub(super) use super::look::root_of_xml;
use crate::error;
use crate::error::{ErrorKind, Result};

/// The supported formats, in the order in which they are listed for users. If formats share an
/// extension and nothing else decides, the first is taken.
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
    database::SGML,
    html::HTML,
    warc::WARC,
    wire::NITF,
    wire::NEWSML,
    wire::NEWSML_G2,
    wire::FEED,
    wire::BULLETIN,
    xml_list::XML,
    text::TEXT,
    text::MARKDOWN,
];

/// All supported formats.
pub(super) fn all() -> impl Iterator<Item = &'static ReadFormat> {
    FORMATS.iter()
}

/// The format with this name.
pub(super) fn of(name: FormatName) -> &'static ReadFormat {
    FORMATS.iter().find(|format| format.name == name).expect("every format is in the list")
}

impl FormatName {
    /// The names of all supported formats.
    pub fn all() -> impl Iterator<Item = FormatName> {
        FORMATS.iter().map(|format| format.name)
    }

    /// The format with this name.
    pub fn named(name: &str) -> Result<FormatName> {
        FormatName::all().find(|known| known.name() == name).ok_or_else(|| {
            let names = FORMATS.iter().map(|format| format.name.name());
            ErrorKind::UnknownFormatName {
                name: name.to_owned(),
                suggestion: error::closest(name, names.clone()).map(str::to_owned),
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
    fn every_format_is_found_by_its_name() {
        for format in FormatName::all() {
            assert_eq!(FormatName::named(format.name()).unwrap(), format);
        }
    }

    #[test]
    fn an_unknown_format_gets_a_suggestion() {
        let message = FormatName::named("tex").unwrap_err().to_string();
        assert!(message.ends_with("— did you mean 'text'?"), "{message}");
    }
}
