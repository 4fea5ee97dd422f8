//! Warnings about the input that cost no record.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::bytes::encoding::{Certainty, Encoding};
use super::fields::schema::Field;
use super::format::FormatName;

/// An input that cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its path as named or found.
    pub path: PathBuf,
    /// The error of the system.
    pub reason: std::io::Error,
}

/// A warning about the input.
///
/// Those that reading gives can be serialized; those of opening cannot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Notice {
    /// Files of a folder were skipped because their format is not supported.
    #[serde(skip)]
    PassedOver {
        /// The folder or pattern.
        within: PathBuf,
        /// Their format.
        format: String,
        /// How many.
        files: u64,
    },
    /// An archive is damaged or ends early; the files before that are read.
    #[serde(skip)]
    CutArchive {
        /// The archive.
        path: PathBuf,
        /// How many files came before.
        files: u64,
        /// The problem.
        reason: String,
    },
    /// A folder was not followed into itself.
    #[serde(skip)]
    Loop {
        /// The link.
        path: PathBuf,
    },
    /// A field named by the caller is in none of the first records.
    #[serde(skip)]
    FieldNotSeen {
        /// The file.
        path: PathBuf,
        /// The field that it was to be read as.
        field: Field,
        /// Its name.
        name: String,
        /// The closest existing name.
        suggestion: Option<String>,
    },
    /// Compressed data ends before its format says so.
    EndsEarly {
        /// The file.
        path: PathBuf,
        /// The byte on disk at which it ends.
        byte: u64,
        /// How many records came before, those that were rejected included.
        records: u64,
    },
    /// Compressed data is damaged, and everything after the damage is lost.
    Damaged {
        /// The file.
        path: PathBuf,
        /// The byte on disk near the damage.
        byte: u64,
        /// How many records came before, those that were rejected included.
        records: u64,
        /// The error of the decoder.
        reason: String,
    },
    /// A file is malformed from some byte on, and everything after it is lost.
    Broken {
        /// The file.
        path: PathBuf,
        /// The byte in the (decompressed) file.
        byte: u64,
        /// How many records came before, those that were rejected included.
        records: u64,
        /// The problem.
        reason: String,
    },
    /// The format of files is not that of their extension.
    #[serde(skip)]
    OtherFormat {
        /// The first of them.
        path: PathBuf,
        /// How many.
        files: u64,
        /// The format of the extension.
        named: String,
        /// The format it is read as.
        format: FormatName,
    },
    /// Files are not in UTF-8.
    #[serde(skip)]
    OtherEncoding {
        /// The first of them.
        path: PathBuf,
        /// How many.
        files: u64,
        /// The encoding it is decoded from.
        encoding: Encoding,
        /// Whether that is sure.
        certainty: Certainty,
    },
    /// Bytes that are not UTF-8 were replaced.
    InvalidUtf8 {
        /// The file.
        path: PathBuf,
        /// The first such line.
        line: u64,
        /// How many records have such bytes.
        records: u64,
    },
    /// Texts are HTML; only their words are used.
    HtmlInText {
        /// The file.
        path: PathBuf,
        /// How many.
        records: u64,
    },
    /// Halves of escaped surrogate pairs were replaced.
    LoneSurrogates {
        /// The file.
        path: PathBuf,
        /// The first such line.
        line: u64,
        /// How many records have them.
        records: u64,
    },
}

#[cfg(feature = "spark")]
impl Notice {
    /// Adds what reading another share of the same file warned of. False if it is another warning.
    pub(crate) fn take(&mut self, other: &Notice) -> bool {
        match (&mut *self, other) {
            (
                Notice::InvalidUtf8 { path, line, records },
                Notice::InvalidUtf8 { path: of, line: at, records: more },
            )
            | (
                Notice::LoneSurrogates { path, line, records },
                Notice::LoneSurrogates { path: of, line: at, records: more },
            ) if path == of => {
                *line = (*line).min(*at);
                *records += more;
                true
            }
            (
                Notice::HtmlInText { path, records },
                Notice::HtmlInText { path: of, records: more },
            ) if path == of => {
                *records += more;
                true
            }
            (own, other) => own == other,
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::PassedOver { within, format, files } => {
                let noun = if *files == 1 { "file" } else { "files" };
                write!(f, "{}: {} {noun} skipped: {format}", within.display(), Grouped(*files))
            }
            Notice::CutArchive { path, files, reason } => write!(
                f,
                "{}: damaged or incomplete archive: {reason}. Used the {} before it",
                path.display(),
                if *files == 1 { "file".to_owned() } else { format!("{} files", Grouped(*files)) }
            ),
            Notice::Loop { path } => {
                write!(f, "{}: links back to its own folder; not followed", path.display())
            }
            Notice::FieldNotSeen { path, field, name, suggestion } => {
                write!(
                    f,
                    "{}: none of the first records has the field '{name}' (--{field})",
                    path.display()
                )?;
                suggestion
                    .as_ref()
                    .map_or(Ok(()), |closest| write!(f, "; did you mean '{closest}'?"))
            }
            Notice::EndsEarly { path, byte, records } => write!(
                f,
                "{}: compressed data ends early at byte {} (after record {}). Used the complete records; the file is \
                 probably a partial download",
                path.display(),
                Grouped(*byte),
                Grouped(*records)
            ),
            Notice::Damaged { path, byte, records, reason } => write!(
                f,
                "{}: compressed data is damaged near byte {} (after record {}): {reason}. Used the complete records \
                 before it",
                path.display(),
                Grouped(*byte),
                Grouped(*records)
            ),
            Notice::Broken { path, byte, records, reason } => write!(
                f,
                "{}: cannot read past byte {} (after record {}): {reason}. Used the records before it",
                path.display(),
                Grouped(*byte),
                Grouped(*records)
            ),
            Notice::OtherFormat { path, files, named, format } => write!(
                f,
                "{}: looks like {format}, not {named}; reading it as --format {}",
                AndMore(path, *files),
                format.name()
            ),
            Notice::OtherEncoding { path, files, encoding, certainty: Certainty::Sure } => {
                write!(f, "{}: in {encoding}", AndMore(path, *files))
            }
            Notice::OtherEncoding { path, files, encoding, certainty: Certainty::Guessed } => {
                write!(
                    f,
                    "{}: not UTF-8; decoded as {encoding} (a guess). Set --encoding to be sure",
                    AndMore(path, *files)
                )
            }
            Notice::InvalidUtf8 { path, line, records } => {
                replaced(f, path, *line, "invalid UTF-8", *records)
            }
            Notice::HtmlInText { path, records } => {
                let noun = if *records == 1 { "text is" } else { "texts are" };
                write!(
                    f,
                    "{}: {} {noun} HTML; only the words are read",
                    path.display(),
                    Grouped(*records)
                )
            }
            Notice::LoneSurrogates { path, line, records } => {
                replaced(f, path, *line, "half of a surrogate pair", *records)
            }
        }
    }
}

fn replaced(
    f: &mut fmt::Formatter<'_>,
    path: &Path,
    line: u64,
    what: &str,
    records: u64,
) -> fmt::Result {
    let noun = if records == 1 { "record" } else { "records" };
    write!(
        f,
        "{}: line {line}: {what} replaced by U+FFFD in {} {noun}",
        path.display(),
        Grouped(records)
    )
}

/// A file, and the number of files like it.
struct AndMore<'a>(&'a Path, u64);

impl fmt::Display for AndMore<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.display())?;
        if self.1 > 1 { write!(f, " and {} more", Grouped(self.1 - 1)) } else { Ok(()) }
    }
}

/// A number with a comma before every third digit.
pub(super) struct Grouped(pub(super) u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_numbers_are_grouped() {
        let grouped = [0, 999, 1_000, 1_203_991].map(|number| Grouped(number).to_string());
        assert_eq!(grouped, ["0", "999", "1,000", "1,203,991"]);
    }
}
