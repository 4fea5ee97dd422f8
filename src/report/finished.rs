//! Reads a finished run from its folder.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use walkdir::{DirEntry, WalkDir};
use xxhash_rust::xxh3::Xxh3Default;

use super::SCHEMA_VERSION;
use super::identity::{RUN_RECORD, TOOL};
use super::rows::articles::{MemberRow, RejectRow};
use super::rows::links::EdgeRow;
use super::rows::outlets::{OutletAgencyRow, OutletRow};
use super::rows::stories::ClusterRow;
use super::run::{IndexRecord, RanIn};
use crate::error::{ErrorKind, Result};
use crate::hash::HashMap;

/// The table with the articles of each story.
const MEMBERS: &str = "members.jsonl";

/// The table of pairs, which a run only has if it was asked for.
pub(super) const PAIRS: &str = "pairs.jsonl";

/// How the names of the parts of a table begin.
pub(super) const PART: &str = "part-";

/// Bytes that are hashed at a time.
const BUFFER_BYTES: usize = 1 << 16;

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

/// An input file as it was when the run read it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct FinishedInput {
    /// Its path; `-` for standard input.
    pub path: String,
    /// Its size on disk.
    pub bytes: u64,
    /// The XXH3 of these bytes in sixteen hexadecimal digits.
    pub xxh3: String,
    /// Its format: `jsonl`, `text` and others.
    #[serde(default)]
    pub format: String,
    /// The encoding of its text, such as `UTF-8`.
    #[serde(default)]
    pub encoding: String,
    /// Number of records, including those that are not articles.
    #[serde(default)]
    pub records: u64,
    /// The archive that it is in, if it is in one.
    #[serde(default)]
    pub within: Option<FinishedArchive>,
    /// Where it is now, once it was [looked for](FinishedRun::find_inputs).
    #[serde(skip)]
    found: Option<PathBuf>,
}

/// An archive as it was when the run read the files in it.
#[derive(Clone, Debug, Deserialize)]
pub struct FinishedArchive {
    /// Its path.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its XXH3, like that of an input.
    pub xxh3: String,
}

impl FinishedArchive {
    /// The archive as an input of its own.
    fn as_input(&self) -> FinishedInput {
        let FinishedArchive { path, bytes, xxh3 } = self.clone();
        FinishedInput { path, bytes, xxh3, ..FinishedInput::default() }
    }
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
        if path.is_dir() {
            return Ok(Box::new(Parts::in_folder(&path)?));
        }
        match File::open(&path) {
            Ok(file) => Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, file))),
            Err(source) => Err(ErrorKind::Read { path, source }.into()),
        }
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

/// The parts of a table, one after the other.
struct Parts {
    open: Option<BufReader<File>>,
    later: std::vec::IntoIter<PathBuf>,
}

impl Parts {
    /// The parts in a folder, in the order of their names. A worker that was killed leaves other files.
    fn in_folder(folder: &Path) -> Result<Parts> {
        let files = WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name();
        let is_part = |file: &DirEntry| file.file_name().to_string_lossy().starts_with(PART);
        let files = files.into_iter().filter(|file| file.as_ref().map_or(true, is_part));
        let files: std::result::Result<Vec<PathBuf>, _> =
            files.map(|file| file.map(DirEntry::into_path)).collect();
        let files = files
            .map_err(|error| ErrorKind::Read { path: folder.to_owned(), source: error.into() })?;
        Ok(Parts { open: None, later: files.into_iter() })
    }
}

impl Read for Parts {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(bytes)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Parts {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.open.as_mut().is_none_or(|part| part.fill_buf().is_ok_and(<[u8]>::is_empty)) {
            let Some(next) = self.later.next() else { return Ok(&[]) };
            self.open = Some(BufReader::with_capacity(BUFFER_BYTES, File::open(next)?));
        }
        self.open.as_mut().map_or(Ok(&[]), BufReader::fill_buf)
    }

    fn consume(&mut self, bytes: usize) {
        if let Some(part) = &mut self.open {
            part.consume(bytes);
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

impl FinishedInput {
    /// Its current path.
    pub fn location(&self) -> &Path {
        self.found.as_deref().unwrap_or(Path::new(&self.path))
    }

    /// Its path below the archive that it is in.
    fn below(&self, archive: &FinishedArchive) -> &Path {
        let path = Path::new(&self.path);
        path.strip_prefix(&archive.path).unwrap_or(path)
    }

    /// The first of some places at which it is, byte-identical. If it is at none of them, what is wrong is said of
    /// the first that has something.
    fn find(&self, places: Vec<PathBuf>, corpus: Option<&Path>) -> Result<PathBuf> {
        if self.path != "-" {
            let mut changed = None;
            for place in places.into_iter().filter(|place| place.exists()) {
                let shown = if corpus.is_some() { &place } else { Path::new(&self.path) };
                match self.check(&place, shown) {
                    Ok(()) => return Ok(place),
                    Err(error) => changed = changed.or(Some(error)),
                }
            }
            if let Some(error) = changed {
                return Err(error);
            }
        }
        let problem = match corpus {
            _ if self.path == "-" => "standard input cannot be read again".to_owned(),
            Some(corpus) => {
                format!("no longer there, and no file with its name is below {}", corpus.display())
            }
            None => "no longer there".to_owned(),
        };
        Err(ErrorKind::NotAsClustered { path: PathBuf::from(&self.path), problem }.into())
    }

    fn check(&self, path: &Path, shown: &Path) -> Result<()> {
        let other = |problem: String| ErrorKind::NotAsClustered { path: shown.to_owned(), problem };
        if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
            return Err(other("not a file, and cannot be read again".to_owned()).into());
        }
        let (bytes, xxh3) = match size_and_hash(path) {
            Ok(facts) => facts,
            Err(source) => return Err(ErrorKind::Read { path: path.to_owned(), source }.into()),
        };
        self.require_at(shown, bytes, xxh3)
    }

    /// Checks that the file has not changed, by its size and XXH3.
    pub(crate) fn require(&self, bytes: u64, xxh3: u64) -> Result<()> {
        self.require_at(Path::new(&self.path), bytes, xxh3)
    }

    fn require_at(&self, shown: &Path, bytes: u64, xxh3: u64) -> Result<()> {
        let other = |problem| ErrorKind::NotAsClustered { path: shown.to_owned(), problem };
        if bytes != self.bytes {
            let before = self.bytes;
            return Err(other(format!("has changed: it had {before} bytes and has {bytes}")).into());
        }
        if format!("{xxh3:016x}") != self.xxh3 {
            return Err(other("has changed, with the same size".to_owned()).into());
        }
        Ok(())
    }
}

fn size_and_hash(path: &Path) -> io::Result<(u64, u64)> {
    let mut file = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
    let (mut bytes, mut hash) = (0, Xxh3Default::new());
    loop {
        let read = file.fill_buf()?;
        if read.is_empty() {
            return Ok((bytes, hash.digest()));
        }
        hash.update(read);
        let read = read.len();
        bytes += read as u64;
        file.consume(read);
    }
}

/// The clusters of a finished run and the keys of their articles.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// The place of each article's cluster.
    place_of: HashMap<String, usize>,
    /// The places of the clusters by id.
    places: HashMap<String, usize>,
    /// The clusters and their articles, in the order of the table.
    clusters: Vec<(String, Vec<String>)>,
    /// The places of the articles, in a run with an index. There the keys cannot
    /// be found from the files alone.
    stands: HashMap<String, Stands>,
}

/// The place of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// The file, as the run or the index named it.
    pub file: String,
    /// Byte offset of its record in the (decompressed) file.
    pub offset: u64,
    /// Whether it is only in the index, and in no input of the run.
    pub index_only: bool,
}

#[derive(Deserialize)]
struct Row {
    cluster_id: String,
    id: String,
    #[serde(default)]
    source_file: String,
    #[serde(default)]
    source_offset: u64,
    #[serde(default)]
    index_only: bool,
}

impl Members {
    pub(super) fn read(reader: &mut dyn BufRead, keeps_places: bool) -> Result<Members> {
        let mut members = Members::default();
        for (number, line) in (1..).zip(reader.lines()) {
            let line = line.map_err(|source| ErrorKind::ReadTable { what: MEMBERS, source })?;
            let mut row: Row = serde_json::from_str(&line).map_err(|error| {
                ErrorKind::MalformedRow { what: MEMBERS, line: number, problem: error.to_string() }
            })?;
            if keeps_places {
                let file = std::mem::take(&mut row.source_file);
                let (offset, index_only) = (row.source_offset, row.index_only);
                members.stands.insert(row.id.clone(), Stands { file, offset, index_only });
            }
            members.add(row);
        }
        Ok(members)
    }

    /// The place of an article, if the run used an index.
    pub fn stands(&self, id: &str) -> Option<&Stands> {
        self.stands.get(id)
    }

    fn add(&mut self, Row { cluster_id, id, .. }: Row) {
        let next = self.clusters.len();
        let place = *self.places.entry(cluster_id).or_insert_with_key(|name| {
            self.clusters.push((name.clone(), Vec::new()));
            next
        });
        self.clusters[place].1.push(id.clone());
        self.place_of.insert(id, place);
    }

    /// The cluster of an article; `None` if the table does not list the article.
    pub fn cluster_of(&self, id: &str) -> Option<&str> {
        Some(&self.clusters[self.place_of(id)?].0)
    }

    /// The place of that cluster in the table.
    pub(super) fn place_of(&self, id: &str) -> Option<usize> {
        self.place_of.get(id).copied()
    }

    /// The clusters and their articles, in the order of the table.
    pub(super) fn clusters(&self) -> &[(String, Vec<String>)] {
        &self.clusters
    }

    /// The articles of a cluster, in the order of the table.
    pub fn of_cluster(&self, cluster_id: &str) -> &[String] {
        self.places.get(cluster_id).map_or(&[], |&place| &self.clusters[place].1)
    }
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
    use crate::hash;

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

    fn input(path: &Path, text: &str) -> FinishedInput {
        let xxh3 = format!("{:016x}", hash::bytes(text.as_bytes()));
        let path = path.to_str().unwrap().to_owned();
        let (bytes, format, encoding) = (text.len() as u64, "jsonl".into(), "UTF-8".into());
        FinishedInput {
            path,
            bytes,
            xxh3,
            format,
            encoding,
            records: 1,
            ..FinishedInput::default()
        }
    }

    fn find(path: &Path, text: &str) -> Result<PathBuf> {
        input(path, text).find(vec![path.to_owned()], None)
    }

    #[test]
    fn input_with_one_changed_byte_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.jsonl");
        fs::write(&path, "the ferry").unwrap();
        assert!(find(&path, "the ferry").is_ok());
        let problem = |was: &str| find(&path, was).unwrap_err().to_string();
        assert!(problem("the fairy").ends_with("has changed, with the same size"));
        assert!(problem("a ferry").ends_with("has changed: it had 7 bytes and has 9"));
        fs::remove_file(&path).unwrap();
        assert!(problem("the ferry").ends_with("no longer there"));
    }

    #[test]
    fn members_are_found_by_article_and_by_cluster() {
        let table = "{\"cluster_id\":\"c1\",\"id\":\"a\",\"role\":\"canonical\"}\n\
                     {\"cluster_id\":\"c1\",\"id\":\"b\",\"role\":\"edited\"}\n";
        let members = Members::read(&mut table.as_bytes(), false).unwrap();
        assert_eq!(members.cluster_of("b"), Some("c1"));
        assert_eq!(members.cluster_of("x"), None);
        assert_eq!(members.of_cluster("c1"), ["a", "b"]);
        assert!(Members::read(&mut "{}\n".as_bytes(), false).is_err());
    }

    #[test]
    fn folder_without_a_record_is_not_a_run() {
        let folder = tempfile::tempdir().unwrap();
        let message = FinishedRun::open(folder.path()).unwrap_err().to_string();
        assert!(message.ends_with("not a finished run: no run.json"), "{message}");
    }
}
