//! Reads a finished run from its folder.

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use walkdir::WalkDir;

use super::SCHEMA_VERSION;
use super::finished_input::FinishedInput;
use super::identity::{RUN_RECORD, TOOL};
use super::joined;
use super::members::{MEMBERS, Members};
use super::rows::articles::{MemberRow, RejectRow};
use super::rows::links::EdgeRow;
use super::rows::outlets::{OutletAgencyRow, OutletRow};
use super::rows::stories::ClusterRow;
use super::run::{IndexRecord, RanIn};
use crate::error::{ErrorKind, Result};
use crate::hash::HashMap;

/// The table of pairs, which a run only has if it was asked for.
pub(super) const PAIRS: &str = "pairs.jsonl";

/// A finished run, from its `run.json`.
#[derive(Debug)]
pub struct FinishedRun {
    folder: PathBuf,
    record: Record,
    whole_record: Value,
    /// The folder that is searched first for files.
    corpus: Option<PathBuf>,
}

/// The part of `run.json` that is read.
#[derive(Debug, Deserialize)]
struct Record {
    tool: String,
    schema_version: u32,
    version: String,
    named_inputs: Vec<String>,
    ran_in: Option<RanIn>,
    inputs: Vec<FinishedInput>,
    index: Option<IndexRecord>,
    /// Where tables in parts are.
    tables_in: Option<String>,
    config: Value,
}

impl FinishedRun {
    /// Reads the record of the run in a folder.
    pub fn open(folder: &Path) -> Result<FinishedRun> {
        let no_run = |problem: String| ErrorKind::NoRun { folder: folder.to_owned(), problem };
        let path = folder.join(RUN_RECORD);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(no_run(format!("no {RUN_RECORD}")).into());
            }
            Err(source) => return Err(ErrorKind::Read { path, source }.into()),
        };
        let understood = |error| no_run(format!("cannot read {RUN_RECORD}: {error}"));
        let whole_record: Value = serde_json::from_slice(&text).map_err(understood)?;
        let record = Record::deserialize(&whole_record).map_err(understood)?;
        if record.tool != TOOL {
            return Err(no_run(format!("{RUN_RECORD} was written by {}", record.tool)).into());
        }
        if record.schema_version != SCHEMA_VERSION {
            let problem = format!(
                "it has schema version {}, and this version of wirecopy reads {SCHEMA_VERSION}; run wirecopy cluster again",
                record.schema_version
            );
            return Err(no_run(problem).into());
        }
        Ok(FinishedRun { folder: folder.to_owned(), record, whole_record, corpus: None })
    }

    /// Searches this folder first for files, because they have moved.
    #[must_use]
    pub fn with_corpus(self, corpus: Option<PathBuf>) -> FinishedRun {
        FinishedRun { corpus, ..self }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The whole of `run.json`.
    pub(super) fn whole_record(&self) -> &Value {
        &self.whole_record
    }

    /// The version of the program that made it.
    pub fn version(&self) -> &str {
        &self.record.version
    }

    /// Its settings.
    pub fn config(&self) -> &Value {
        &self.record.config
    }

    /// The inputs as the user named them.
    pub fn named_inputs(&self) -> &[String] {
        &self.record.named_inputs
    }

    /// The files that it read, in the order of their paths.
    pub fn inputs(&self) -> &[FinishedInput] {
        &self.record.inputs
    }

    /// Finds every file that the run read, whatever the current folder, and checks that it is
    /// byte-identical.
    ///
    /// A file is searched for by its name in the folder of
    /// [`with_corpus`](FinishedRun::with_corpus), then at its original path, relative to the folder
    /// of the results and absolute, then relative to the current folder.
    pub fn find_inputs(&mut self) -> Result<()> {
        let below = self.corpus.as_deref().map(files_below).unwrap_or_default();
        let find = |input: &FinishedInput| {
            let places = self.places(Path::new(&input.path), &below);
            input.find(places, self.corpus.as_deref())
        };
        // The files of an archive follow one another: it is looked for once.
        let mut last: Option<(&str, PathBuf)> = None;
        let found = self.record.inputs.iter().map(|input| {
            let Some(archive) = &input.within else { return find(input) };
            let place = match last.take().filter(|(path, _)| *path == archive.path) {
                Some((_, place)) => place,
                None => find(&archive.as_input())?,
            };
            let place = &last.insert((&archive.path, place)).1;
            Ok(place.join(input.below(archive)))
        });
        let found = found.collect::<Result<Vec<PathBuf>>>()?;
        for (input, found) in self.record.inputs.iter_mut().zip(found) {
            input.found = Some(found);
        }
        Ok(())
    }

    /// Checks that every file that was [found](FinishedRun::find_inputs) is still there and
    /// byte-identical, so that anything read in between is valid.
    pub fn check_inputs(&self) -> Result<()> {
        let mut last = None;
        self.record.inputs.iter().try_for_each(|input| {
            let shown =
                if self.corpus.is_some() { input.location() } else { Path::new(&input.path) };
            let Some(archive) = &input.within else { return input.check(input.location(), shown) };
            if last.replace(&archive.path) == Some(&archive.path) {
                return Ok(());
            }
            let inside = input.below(archive).components().count();
            let place = input.location().ancestors().nth(inside).unwrap_or(input.location());
            archive.as_input().check(place, Path::new(&archive.path))
        })
    }

    /// The places where a file of the run may be, likeliest first.
    pub fn places_of(&self, path: &Path) -> Vec<PathBuf> {
        let below = self.corpus.as_deref().map(files_below).unwrap_or_default();
        self.places(path, &below)
    }

    fn places(&self, path: &Path, below: &HashMap<OsString, Vec<PathBuf>>) -> Vec<PathBuf> {
        let mut places: Vec<PathBuf> = Vec::new();
        let moved = path.file_name().and_then(|name| below.get(name));
        places.extend(moved.into_iter().flatten().cloned());
        // Files whose parent folders also have the same names come first.
        places.sort_by_key(|place| std::cmp::Reverse(shared_end(place, path)));
        if let Some(ran_in) = &self.record.ran_in {
            let beside = ran_in.from_results.as_deref().map(|way| self.folder.join(way).join(path));
            places.extend(beside);
            places.push(Path::new(&ran_in.folder).join(path));
        }
        places.push(path.to_owned());
        places
    }

    /// The folder that the run was started in, which its paths are relative to.
    pub fn ran_in(&self) -> &Path {
        self.record.ran_in.as_ref().map_or(Path::new("."), |ran_in| Path::new(&ran_in.folder))
    }

    /// The index that it used, if any.
    pub fn index(&self) -> Option<&IndexRecord> {
        self.record.index.as_ref()
    }

    /// Number of records in its inputs.
    pub fn records(&self) -> u64 {
        self.record.inputs.iter().map(|input| input.records).sum()
    }

    /// Reads the rows of `clusters`.
    pub fn cluster_rows(
        &self,
    ) -> Result<impl Iterator<Item = Result<ClusterRow<'static>>> + use<>> {
        rows(self, "clusters.jsonl")
    }

    /// Reads the rows of `members`. Those of a cluster are consecutive.
    pub fn member_rows(&self) -> Result<impl Iterator<Item = Result<MemberRow<'static>>> + use<>> {
        rows(self, MEMBERS)
    }

    /// Reads the rows of `edges`. Those of a cluster are consecutive.
    pub fn edge_rows(&self) -> Result<impl Iterator<Item = Result<EdgeRow<'static>>> + use<>> {
        rows(self, "edges.jsonl")
    }

    /// Reads the rows of `outlets`.
    pub fn outlet_rows(&self) -> Result<impl Iterator<Item = Result<OutletRow<'static>>> + use<>> {
        rows(self, "outlets.jsonl")
    }

    /// Reads the rows of `outlet_agency`.
    pub fn outlet_agency_rows(
        &self,
    ) -> Result<impl Iterator<Item = Result<OutletAgencyRow<'static>>> + use<>> {
        rows(self, "outlet_agency.jsonl")
    }

    /// Reads the rows of `rejects.jsonl`.
    pub fn reject_rows(&self) -> Result<impl Iterator<Item = Result<RejectRow<'static>>> + use<>> {
        rows(self, "rejects.jsonl")
    }

    /// Reads the articles of each story.
    pub fn members(&self) -> Result<Members> {
        let keeps_places = self.record.index.is_some();
        Members::read(&mut self.table(MEMBERS)?, keeps_places)
    }

    /// Opens a table in JSON Lines. Workers may have written it in parts, to a folder with its name.
    pub fn table(&self, name: &'static str) -> Result<Box<dyn BufRead>> {
        let path = self.path_of(name)?;
        joined::open(&path)
    }

    /// Whether the run wrote a table.
    pub(super) fn has_table(&self, name: &str) -> Result<bool> {
        match self.path_of(name) {
            // Where the tables of a run were copied from, there may have been none.
            Err(_) if name == PAIRS => Ok(false),
            path => Ok(path?.exists()),
        }
    }

    /// The file of a table, or the folder of its parts: in the folder of the run, or where workers wrote it.
    fn path_of(&self, name: &str) -> Result<PathBuf> {
        let here = self.folder.join(name);
        match &self.record.tables_in {
            Some(place) if !here.exists() => {
                if place.contains("://") {
                    let problem = format!("its tables are in {place}; copy them to this folder");
                    return Err(ErrorKind::NoRun { folder: self.folder.clone(), problem }.into());
                }
                Ok(Path::new(place).join(name))
            }
            _ => Ok(here),
        }
    }
}

/// All files in a folder and its subfolders by name, sorted by path.
fn files_below(folder: &Path) -> HashMap<OsString, Vec<PathBuf>> {
    let mut files: HashMap<OsString, Vec<PathBuf>> = HashMap::default();
    let all = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    for entry in all.into_iter().filter_map(std::result::Result::ok) {
        if entry.file_type().is_file() {
            files.entry(entry.file_name().to_owned()).or_default().push(entry.into_path());
        }
    }
    files
}

/// Number of trailing components that two paths share.
fn shared_end(one: &Path, other: &Path) -> usize {
    let ends = one.components().rev().zip(other.components().rev());
    ends.take_while(|(one, other)| one == other).count()
}

/// Reads a table of JSON Lines.
pub(super) fn rows<R: DeserializeOwned>(
    run: &FinishedRun,
    name: &'static str,
) -> Result<impl Iterator<Item = Result<R>> + use<R>> {
    let lines = run.table(name)?.lines();
    Ok((1..).zip(lines).map(move |(number, line)| {
        let line = line.map_err(|source| ErrorKind::ReadTable { what: name, source })?;
        serde_json::from_str(&line).map_err(|error| {
            let problem = error.to_string();
            ErrorKind::MalformedRow { what: name, line: number, problem }.into()
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run with its tables in a place.
    fn with_tables(folder: &Path, place: &str) -> FinishedRun {
        let record = serde_json::json!({
            "tool": TOOL, "schema_version": SCHEMA_VERSION, "version": "1", "named_inputs": [], "inputs": [],
            "config": null, "tables_in": place,
        });
        fs::write(folder.join(RUN_RECORD), record.to_string()).unwrap();
        FinishedRun::open(folder).unwrap()
    }

    fn text_of(run: &FinishedRun) -> String {
        io::read_to_string(run.table(MEMBERS).unwrap()).unwrap()
    }

    #[test]
    fn table_in_parts_is_read_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let (results, place) = (folder.path().join("results"), folder.path().join("tables"));
        let parts = place.join(MEMBERS);
        fs::create_dir_all(&results).unwrap();
        fs::create_dir_all(&parts).unwrap();
        let run = with_tables(&results, place.to_str().unwrap());
        assert_eq!(text_of(&run), "");
        // What a worker left that was killed.
        fs::write(parts.join(".part-00000.jsonl-12-34"), "a\n").unwrap();
        for (part, text) in [(10, "e\n"), (0, "a\nb\n"), (2, ""), (3, "c\nd\n")] {
            fs::write(parts.join(format!("part-{part:05}.jsonl")), text).unwrap();
        }
        assert_eq!(text_of(&run), "a\nb\nc\nd\ne\n");
        // Copied to the results.
        fs::create_dir(results.join(MEMBERS)).unwrap();
        fs::write(results.join(MEMBERS).join("part-00000.jsonl"), "f\n").unwrap();
        assert_eq!(text_of(&run), "f\n");
    }

    #[test]
    fn table_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = |place: &str| with_tables(folder.path(), place).table(MEMBERS).err().unwrap();
        let nowhere = folder.path().join("nosuch");
        assert!(matches!(error(nowhere.to_str().unwrap()).kind(), ErrorKind::Read { .. }));
        let run = with_tables(folder.path(), "s3://bucket/tables");
        assert!(!run.has_table(PAIRS).unwrap() && run.has_table("relations.jsonl").is_err());
        let error = error("s3://bucket/tables").to_string();
        assert!(error.contains("its tables are in s3://bucket/tables; copy them"), "{error}");
    }

    #[test]
    fn folder_without_a_record_is_not_a_run() {
        let folder = tempfile::tempdir().unwrap();
        let message = FinishedRun::open(folder.path()).unwrap_err().to_string();
        assert!(message.ends_with("not a finished run: no run.json"), "{message}");
    }
}
