//! What can go wrong in a run as a whole.
//!
//! A record that is not an article is not an error: it is a [`Reject`](crate::corpus::Reject), and the run continues.

use std::fmt;
use std::io;
use std::path::PathBuf;

use strsim::osa_distance;

/// The result of a fallible function of this library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error: what went wrong, boxed so that a `Result` stays small.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.0)
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }
}

/// The kinds of error, each with what the user needs to act.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or folder cannot be read.
    #[error("{}: cannot be read", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file or folder cannot be written.
    #[error("{}: cannot be written", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The folder for temporary files cannot be written or read.
    #[error("{}: cannot use the folder for temporary files", folder.display())]
    Scratch {
        /// The folder.
        folder: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// Labels, ignored pairs or members of a run cannot be read.
    #[error("{what}: cannot be read")]
    ReadTable {
        /// What was being read.
        what: &'static str,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A line of a table for `eval` is malformed.
    #[error("{what}, line {line}: {problem}")]
    MalformedRow {
        /// What was being read.
        what: &'static str,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong, with the values that disagree.
        problem: String,
    },
    /// No file or folder has the name, or matches the pattern.
    #[error("no such file: {name}{}", dashed(hint.as_deref()))]
    NothingMatches {
        /// The name or pattern.
        name: String,
        /// What is there with a similar name, if anything.
        hint: Option<String>,
    },
    /// A pattern for file names is malformed.
    #[error("'{pattern}' is not a valid pattern for file names")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// The inputs hold no file that can be read as articles.
    #[error("no articles in {inputs}{}", dashed(hint.as_deref()))]
    NothingToRead {
        /// The inputs.
        inputs: String,
        /// What was found there.
        hint: Option<String>,
    },
    /// A named file is in an unsupported format.
    #[error("{}: {format}{known}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// Its format, as recognised.
        format: String,
        /// What to do, or else the supported formats.
        known: String,
    },
    /// The format is unknown.
    #[error("unknown format '{name}'; one of {known}{}", dashed(did_you_mean(suggestion.as_deref()).as_deref()))]
    UnknownFormatName {
        /// The name.
        name: String,
        /// The closest known one.
        suggestion: Option<String>,
        /// All known ones.
        known: String,
    },
    /// The encoding is unknown.
    #[error("unknown encoding '{label}'; use a name such as utf-8, utf-16le or windows-1252")]
    UnknownEncoding {
        /// The name.
        label: String,
    },
    /// Compressed data is suspiciously large when unpacked.
    #[error("{}: {packed} bytes unpack to more than {bytes}; refused as a decompression bomb", path.display())]
    Bomb {
        /// The file.
        path: PathBuf,
        /// Bytes unpacked so far.
        bytes: u64,
        /// Compressed bytes read so far.
        packed: u64,
    },
    /// No record at the start of a file has a text.
    #[error("{}: no text field found. Fields seen: {}. {}", path.display(), names(seen), text_from(seen, list.as_deref(), suggestion.as_deref()))]
    NoTextField {
        /// The file.
        path: PathBuf,
        /// The fields that its records have.
        seen: Vec<String>,
        /// A list that its records have, in which the articles may be.
        list: Option<String>,
        /// The field that may hold the text.
        suggestion: Option<String>,
    },
    /// A table has no row that names its columns.
    #[error("{}: no header: the first row is {}. Add a header such as id,outlet,date,url,title,body", path.display(), names(first))]
    NoHeader {
        /// The file.
        path: PathBuf,
        /// The cells of its first row.
        first: Vec<String>,
    },
    /// The first row of a table does not end.
    #[error("{}: no header: the first row has more than {most} columns, or does not end. Add a header such as id,outlet,date,url,title,body", path.display())]
    EndlessHeader {
        /// The file.
        path: PathBuf,
        /// The column limit.
        most: usize,
    },
    /// A database has no tables.
    #[error("{}: contains no table", path.display())]
    NoTable {
        /// The file.
        path: PathBuf,
    },
    /// Several tables could hold the articles, or none seems to.
    #[error("{}: which table has the articles? Name it with --table: {}", path.display(), tables.join("; "))]
    WhichTable {
        /// The file.
        path: PathBuf,
        /// The candidates, each with its columns.
        tables: Vec<String>,
    },
    /// The database has no such table.
    #[error("{}: no table '{name}'; there are {known}{}", path.display(), dashed(did_you_mean(suggestion.as_deref()).as_deref()))]
    UnknownTable {
        /// The file.
        path: PathBuf,
        /// The name.
        name: String,
        /// The closest existing name.
        suggestion: Option<String>,
        /// All existing names.
        known: String,
    },
    /// A Parquet or SQLite file is damaged.
    #[error("{}: damaged: {problem}", path.display())]
    BrokenTable {
        /// The file.
        path: PathBuf,
        /// The message of the format's library.
        problem: String,
    },
    /// The schema is unknown.
    #[error("unknown schema '{name}'; one of {known}{}", dashed(did_you_mean(suggestion.as_deref()).as_deref()))]
    UnknownSchema {
        /// The name.
        name: String,
        /// The closest known one.
        suggestion: Option<String>,
        /// All known ones.
        known: String,
    },
    /// A record is bad, and `--strict` accepts none.
    #[error("{}:{line}: {message}", path.display())]
    BadRecord {
        /// The file.
        path: PathBuf,
        /// The first line of the record, counted from 1.
        line: u64,
        /// What is wrong with it.
        message: String,
    },
    /// Too many records are not articles.
    #[error("{bad} of {read} records are not articles (first: {first})")]
    TooManyBadRecords {
        /// Records that are not articles.
        bad: u64,
        /// Records read so far.
        read: u64,
        /// The first of them, and what is wrong with it.
        first: String,
    },
    /// A file changed between two readings.
    #[error("{}{}: has changed since it was first read", path.display(), at_line(*line))]
    Changed {
        /// The file.
        path: PathBuf,
        /// The first line, or the row, of a record that changed, if known.
        line: Option<u64>,
    },
    /// A worker cannot find a file that the driver has seen.
    #[error("{}: this worker cannot read it; every worker must have the input at the same path", path.display())]
    NotOnWorker {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// What goes between Spark and a worker is not what a stage expects.
    #[error("the rows of the stage cannot be used: {problem}")]
    Stream {
        /// What is wrong with them.
        problem: String,
    },
    /// Rows of a stage of a run on an engine are missing, or there twice.
    #[error("the stage {stage} is damaged: {problem}")]
    DamagedStage {
        /// The stage.
        stage: &'static str,
        /// What is wrong with its rows.
        problem: String,
    },
    /// The output folder holds a finished run of another configuration.
    #[error("{} holds a run with other settings ({finished})", folder.display())]
    OtherConfiguration {
        /// The folder.
        folder: PathBuf,
        /// The settings of the finished run that differ.
        finished: String,
        /// The same settings in this run.
        requested: String,
    },
    /// The output folder holds a finished run over other inputs.
    #[error("{} holds a run over other inputs ({finished})", folder.display())]
    OtherInputs {
        /// The folder.
        folder: PathBuf,
        /// What the finished run read, where this one differs.
        finished: String,
        /// What this run read instead.
        requested: String,
    },
    /// The output folder holds files that no run made.
    #[error("{} contains {found}, which is not part of a run", folder.display())]
    NotARun {
        /// The folder.
        folder: PathBuf,
        /// One of the files.
        found: String,
    },
    /// The folder holds no finished run.
    #[error("{}: not a finished run: {problem}", folder.display())]
    NoRun {
        /// The folder.
        folder: PathBuf,
        /// What is missing or wrong.
        problem: String,
    },
    /// An input changed since the run.
    #[error("{}: {problem}", path.display())]
    NotAsClustered {
        /// The file.
        path: PathBuf,
        /// How it differs.
        problem: String,
    },
    /// No article has the id.
    #[error("no article with the id '{id}'{}", dashed(did_you_mean(suggestion.as_deref()).as_deref()))]
    UnknownArticle {
        /// The requested id.
        id: String,
        /// The closest existing id.
        suggestion: Option<String>,
    },
    /// The article with the id is not part of the run.
    #[error(
        "'{id}' was left out of the run by its selection (--since, --until, --in-language, --limit, --sample)"
    )]
    NotSelected {
        /// The key that was named.
        id: String,
    },
    /// The time zone is unknown.
    #[error("unknown time zone '{name}'")]
    UnknownTimeZone {
        /// The name.
        name: String,
    },
    /// The date format is malformed.
    #[error("'{format}' is not a date format: {problem}")]
    BadDateFormat {
        /// The format.
        format: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Another run is writing to the output folder.
    #[error("another run is writing to {}", folder.display())]
    FolderInUse {
        /// The folder.
        folder: PathBuf,
    },
    /// Some records are counted twice or not at all: a bug in this library.
    #[error(
        "{read} records read, but {clustered} in stories + {single} single + {rejected} rejected + {left_out} left out"
    )]
    LostRecords {
        /// Records read.
        read: u64,
        /// Articles that share a cluster with others.
        clustered: u64,
        /// Articles alone in their story.
        single: u64,
        /// Records rejected or removed.
        rejected: u64,
        /// Articles that the selection left out.
        left_out: u64,
    },
    /// Every article of a story would be removed: a bug in this library.
    #[error("every article of {cluster_id} would be removed")]
    LostStory {
        /// The name of the story.
        cluster_id: String,
    },
    /// Records kept and removed do not add up to those read: a bug in this library.
    #[error("{kept} records kept + {removed} removed, but {read} read")]
    Unbalanced {
        /// Records read.
        read: u64,
        /// Records written.
        kept: u64,
        /// Records rejected or removed.
        removed: u64,
    },
    /// A file of this format cannot be rewritten without some of its records.
    #[error("{}: cannot remove articles from {format}, only from JSON Lines, texts and web pages", path.display())]
    NotByRecord {
        /// The file.
        path: PathBuf,
        /// The format.
        format: String,
    },
    /// A file is in an archive, which cannot be written again.
    #[error("{}: cannot remove articles from an archive; unpack it, cluster the folder and dedup that, or use --mode list", path.display())]
    InArchive {
        /// The file, below the archive.
        path: PathBuf,
    },
    /// A malformed row of a cleaning table.
    #[error("{table} table, line {line}: expected {expected}, found {found:?}")]
    TableRow {
        /// Which table: `boilerplate`, `agencies` or `credits`.
        table: &'static str,
        /// The line of the table's file, counted from 1.
        line: usize,
        /// What the line should be.
        expected: String,
        /// The line or cell that was found.
        found: String,
    },
    /// A pattern of a cleaning table is not a regular expression.
    #[error("{table} table, line {line}: not a regular expression: {pattern:?}")]
    TablePattern {
        /// Which table: `boilerplate` or `credits`.
        table: &'static str,
        /// The line of the table's file, counted from 1.
        line: usize,
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: Box<regex::Error>,
    },
    /// The file is not an index.
    #[error("{} {problem}", path.display())]
    NoIndex {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        problem: &'static str,
    },
    /// An index has a format that this version does not read.
    #[error(
        "{} has index format {in_index}, and this version reads format {read}: {}",
        path.display(),
        if in_index < read { "build the index again" } else { "use a newer version of wirecopy" }
    )]
    IndexFormat {
        /// The index.
        path: PathBuf,
        /// Its format.
        in_index: u32,
        /// The format that is read.
        read: u32,
    },
    /// An index is damaged.
    #[error("{} is damaged: {damage}", path.display())]
    DamagedIndex {
        /// The index.
        path: PathBuf,
        /// What is wrong with it.
        damage: String,
    },
    /// Another process is writing the index.
    #[error("another run is writing to {}", path.display())]
    IndexInUse {
        /// The index.
        path: PathBuf,
    },
    /// The storage of an index failed.
    #[error("{}: {problem}", path.display())]
    IndexStore {
        /// The index.
        path: PathBuf,
        /// The message of the storage.
        problem: String,
    },
    /// A setting differs from the one of the index.
    #[error("the index was built with {parameter} {in_index}, but this run asks for {requested}")]
    ParameterMismatch {
        /// The parameter.
        parameter: String,
        /// Its value in the index.
        in_index: String,
        /// Its value in this run.
        requested: String,
    },
    /// The settings of an index are unknown to this version.
    #[error("cannot read the settings of the index: {problem}")]
    UnknownParameters {
        /// What is wrong with them.
        problem: String,
    },
    /// The settings of an index do not fit into its header.
    #[error("the settings take {bytes} bytes, more than an index has room for")]
    TooManyParameters {
        /// Bytes of the settings.
        bytes: usize,
    },
}

/// The hint with a dash before it, if there is one.
fn dashed(hint: Option<&str>) -> String {
    hint.map_or_else(String::new, |hint| format!(" — {hint}"))
}

/// `:LINE` to follow a file name, if there is a line.
fn at_line(line: Option<u64>) -> String {
    line.map_or_else(String::new, |line| format!(":{line}"))
}

/// How to have texts, by the fields of the records.
fn text_from(seen: &[String], list: Option<&str>, suggestion: Option<&str>) -> String {
    let is_numbered = |name: &&String| {
        let number = name.rsplit_once('.').map(|(_, number)| number);
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let has = |name: &str| seen.iter().any(|known| known == name);
    let is_split = has("columns") && has("data") && seen.len() <= 4;
    let is_by_column = seen.len() > 1 && seen.iter().filter(is_numbered).count() * 2 > seen.len();
    if is_split || is_by_column {
        return "The table may be written column by column, as pandas does: write it with to_json(…, orient='records', lines=True)".to_owned();
    }
    if let Some(list) = list {
        return format!(
            "The articles may be in the list '{list}': take that out first, one article to a line, as with jq -c"
        );
    }
    let name = format!("Name it: --text {}", suggestion.unwrap_or("FIELD"));
    let is_headline = |name: &String| matches!(name.to_lowercase().as_str(), "title" | "headline");
    if seen.iter().any(is_headline) {
        format!(
            "{name}. If there are headlines alone, compare those: wirecopy cluster --preset headlines"
        )
    } else {
        name
    }
}

/// The question about the closest name, if there is one.
fn did_you_mean(closest: Option<&str>) -> Option<String> {
    closest.map(|closest| format!("did you mean '{closest}'?"))
}

/// Names separated by commas, at most 20 of them; `none` if there are none.
fn names(names: &[String]) -> String {
    const SHOWN: usize = 20;
    match names.len() {
        0 => "none".to_owned(),
        1..=SHOWN => names.join(", "),
        all => format!("{} and {} more", names[..SHOWN].join(", "), all - SHOWN),
    }
}

/// The known name closest to a mistyped one, if any is close enough.
///
/// Close enough is one edit per three characters, ignoring case. Ties go to the first name.
pub(crate) fn closest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (osa_distance(&typed.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_swapped_characters_are_one_mistake() {
        assert_eq!(closest("stroy", ["text", "story"]), Some("story"));
    }

    #[test]
    fn a_name_far_from_all_known_ones_gets_no_suggestion() {
        assert_eq!(closest("story", ["text", "title", "url"]), None);
    }

    #[test]
    fn a_name_in_other_case_is_the_closest() {
        assert_eq!(closest("headLine", ["headlines", "headline"]), Some("headline"));
    }
}
