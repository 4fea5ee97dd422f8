//! A finished run, read again from its folder.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;
use xxhash_rust::xxh3::Xxh3Default;

use super::clusters::ClusterRow;
use super::edges::EdgeRow;
use super::folder::RUN_RECORD;
use super::members::MemberRow;
use super::outlet_agency::OutletAgencyRow;
use super::outlets::OutletRow;
use super::rejects::RejectRow;
use super::run::TOOL;
use super::table;
use crate::error::{ErrorKind, Result};
use crate::hash::HashMap;

/// The table that says which articles are one story.
const MEMBERS: &str = "members.jsonl";

/// Bytes of an input that are hashed at a time.
const BUFFER_BYTES: usize = 1 << 16;

/// What `run.json` says of a finished run.
#[derive(Debug)]
pub struct FinishedRun {
    folder: PathBuf,
    record: Record,
    whole_record: Value,
}

/// The part of `run.json` that is read again.
#[derive(Debug, Deserialize)]
struct Record {
    tool: String,
    version: String,
    named_inputs: Vec<String>,
    inputs: Vec<FinishedInput>,
    config: Value,
}

/// An input file as it was when the run read it.
#[derive(Clone, Debug, Deserialize)]
pub struct FinishedInput {
    /// Its path; `-` for standard input.
    pub path: String,
    /// Its size as it was stored.
    pub bytes: u64,
    /// The XXH3 of these bytes in sixteen hexadecimal digits.
    pub xxh3: String,
    /// How it is stored: `jsonl`, `text` and others.
    #[serde(default)]
    pub format: String,
    /// The encoding of its text, such as `UTF-8`.
    #[serde(default)]
    pub encoding: String,
    /// How many records it has, those included that are no article.
    #[serde(default)]
    pub records: u64,
}

impl FinishedRun {
    /// Reads the record of the run in a folder.
    pub fn open(folder: &Path) -> Result<FinishedRun> {
        let no_run = |problem: String| ErrorKind::NoRun { folder: folder.to_owned(), problem };
        let path = folder.join(RUN_RECORD);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(no_run(format!("there is no {RUN_RECORD} in it")).into());
            }
            Err(source) => return Err(ErrorKind::Read { path, source }.into()),
        };
        let understood = |error| no_run(format!("its {RUN_RECORD} cannot be understood: {error}"));
        let whole_record: Value = serde_json::from_slice(&text).map_err(understood)?;
        let record = Record::deserialize(&whole_record).map_err(understood)?;
        if record.tool != TOOL {
            return Err(no_run(format!("its {RUN_RECORD} is of {}", record.tool)).into());
        }
        Ok(FinishedRun { folder: folder.to_owned(), record, whole_record })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All that `run.json` says.
    pub(super) fn whole_record(&self) -> &Value {
        &self.whole_record
    }

    /// The version of the program that made it.
    pub fn version(&self) -> &str {
        &self.record.version
    }

    /// Its settings, as the folder was claimed with them.
    pub fn config(&self) -> &Value {
        &self.record.config
    }

    /// The inputs as the person named them.
    pub fn named_inputs(&self) -> &[String] {
        &self.record.named_inputs
    }

    /// The files that it read, in the order of their paths.
    pub fn inputs(&self) -> &[FinishedInput] {
        &self.record.inputs
    }

    /// Checks that every file that it read is still there, and still the same to the byte.
    pub fn check_inputs(&self) -> Result<()> {
        self.record.inputs.iter().try_for_each(FinishedInput::check)
    }

    /// How many records it read.
    pub fn records(&self) -> u64 {
        self.whole_record["counts"]["read"].as_u64().unwrap_or_default()
    }

    /// The rows of `clusters`, as they are read.
    pub fn cluster_rows(
        &self,
    ) -> Result<impl Iterator<Item = Result<ClusterRow<'static>>> + use<>> {
        table::rows(&self.folder, "clusters.jsonl")
    }

    /// The rows of `members`, as they are read: those of a cluster follow one another.
    pub fn member_rows(&self) -> Result<impl Iterator<Item = Result<MemberRow<'static>>> + use<>> {
        table::rows(&self.folder, MEMBERS)
    }

    /// The rows of `edges`, as they are read: those of a cluster follow one another.
    pub fn edge_rows(&self) -> Result<impl Iterator<Item = Result<EdgeRow<'static>>> + use<>> {
        table::rows(&self.folder, "edges.jsonl")
    }

    /// The rows of `outlets`, as they are read.
    pub fn outlet_rows(&self) -> Result<impl Iterator<Item = Result<OutletRow<'static>>> + use<>> {
        table::rows(&self.folder, "outlets.jsonl")
    }

    /// The rows of `outlet_agency`, as they are read.
    pub fn outlet_agency_rows(
        &self,
    ) -> Result<impl Iterator<Item = Result<OutletAgencyRow<'static>>> + use<>> {
        table::rows(&self.folder, "outlet_agency.jsonl")
    }

    /// The rows of `rejects.jsonl`, as they are read.
    pub fn reject_rows(&self) -> Result<impl Iterator<Item = Result<RejectRow<'static>>> + use<>> {
        table::rows(&self.folder, "rejects.jsonl")
    }

    /// Reads which articles are one story.
    pub fn members(&self) -> Result<Members> {
        let path = self.folder.join(MEMBERS);
        let unreadable = |source| ErrorKind::Read { path: path.clone(), source };
        Members::read(&mut BufReader::new(File::open(&path).map_err(unreadable)?))
    }
}

impl FinishedInput {
    fn check(&self) -> Result<()> {
        let path = Path::new(&self.path);
        let other = |problem: String| ErrorKind::NotAsClustered { path: path.to_owned(), problem };
        if self.path == "-" {
            return Err(other("standard input cannot be read again".to_owned()).into());
        }
        if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
            return Err(other("is no file, and cannot be read again".to_owned()).into());
        }
        let (bytes, xxh3) = match size_and_hash(path) {
            Ok(facts) => facts,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(other("is gone".to_owned()).into());
            }
            Err(source) => return Err(ErrorKind::Read { path: path.to_owned(), source }.into()),
        };
        self.require(bytes, xxh3)
    }

    /// Checks that the file is as the run read it, by its size and the XXH3 of its bytes.
    pub(crate) fn require(&self, bytes: u64, xxh3: u64) -> Result<()> {
        let path = PathBuf::from(&self.path);
        let other = |problem| ErrorKind::NotAsClustered { path, problem };
        if bytes != self.bytes {
            let before = self.bytes;
            return Err(other(format!("has changed: it had {before} bytes and has {bytes}")).into());
        }
        if format!("{xxh3:016x}") != self.xxh3 {
            return Err(other("has changed, though not in its size".to_owned()).into());
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

/// Which articles of a finished run are in which cluster, by their keys.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// The place of the cluster that each article is in.
    place_of: HashMap<String, usize>,
    /// The clusters by their names.
    places: HashMap<String, usize>,
    /// The clusters and their articles, in the order of the table.
    clusters: Vec<(String, Vec<String>)>,
}

#[derive(Deserialize)]
struct Row {
    cluster_id: String,
    id: String,
}

impl Members {
    pub(super) fn read(reader: &mut dyn BufRead) -> Result<Members> {
        let mut members = Members::default();
        for (number, line) in (1..).zip(reader.lines()) {
            let line = line.map_err(|source| ErrorKind::ReadTable { what: MEMBERS, source })?;
            let row: Row = serde_json::from_str(&line).map_err(|error| {
                ErrorKind::MalformedRow { what: MEMBERS, line: number, problem: error.to_string() }
            })?;
            members.add(row);
        }
        Ok(members)
    }

    fn add(&mut self, Row { cluster_id, id }: Row) {
        let next = self.clusters.len();
        let place = *self.places.entry(cluster_id).or_insert_with_key(|name| {
            self.clusters.push((name.clone(), Vec::new()));
            next
        });
        self.clusters[place].1.push(id.clone());
        self.place_of.insert(id, place);
    }

    /// The cluster that an article is in; none for one that the table does not name.
    pub fn cluster_of(&self, id: &str) -> Option<&str> {
        Some(&self.clusters[self.place_of(id)?].0)
    }

    /// The place of that cluster among all, in the order of the table.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    fn input(path: &Path, text: &str) -> FinishedInput {
        let xxh3 = format!("{:016x}", hash::bytes(text.as_bytes()));
        let path = path.to_str().unwrap().to_owned();
        FinishedInput {
            path,
            bytes: text.len() as u64,
            xxh3,
            format: "jsonl".into(),
            encoding: "UTF-8".into(),
            records: 1,
        }
    }

    #[test]
    fn input_that_changed_by_a_byte_is_not_what_was_clustered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.jsonl");
        fs::write(&path, "the ferry").unwrap();
        assert!(input(&path, "the ferry").check().is_ok());
        let problem = |was: &str| input(&path, was).check().unwrap_err().to_string();
        assert!(problem("the fairy").ends_with("has changed, though not in its size"));
        assert!(problem("a ferry").ends_with("has changed: it had 7 bytes and has 9"));
        fs::remove_file(&path).unwrap();
        assert!(problem("the ferry").ends_with("is gone"));
    }

    #[test]
    fn members_are_found_by_article_and_by_cluster() {
        let table = "{\"cluster_id\":\"c1\",\"id\":\"a\",\"role\":\"canonical\"}\n\
                     {\"cluster_id\":\"c1\",\"id\":\"b\",\"role\":\"edited\"}\n";
        let members = Members::read(&mut table.as_bytes()).unwrap();
        assert_eq!(members.cluster_of("b"), Some("c1"));
        assert_eq!(members.cluster_of("x"), None);
        assert_eq!(members.of_cluster("c1"), ["a", "b"]);
        assert!(Members::read(&mut "{}\n".as_bytes()).is_err());
    }

    #[test]
    fn folder_without_a_record_holds_no_run() {
        let folder = tempfile::tempdir().unwrap();
        let told = FinishedRun::open(folder.path()).unwrap_err().to_string();
        assert!(told.ends_with("holds no finished run: there is no run.json in it"), "{told}");
    }
}
