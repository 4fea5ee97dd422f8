//! Tests through the public interface: files go in; articles, rejects and notices come out.

mod delimited;
mod dirty;
mod html;
mod json;
mod laws;
mod opening;
mod other_texts;
#[cfg(all(feature = "parquet", feature = "sqlite"))]
mod tables;
mod warc;
mod wire;

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Corpus, FileFacts, Input, Options, Record};
use crate::article::{Article, Place};
use crate::error::Result;

/// A folder of input files.
struct Folder(TempDir);

/// An article that owns its data.
type Owned = Article<'static>;

/// Everything read from a corpus, with paths relative to the folder.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    articles: Vec<(Place, Owned)>,
    /// `path:line:column: message [code]`
    rejects: Vec<String>,
    notices: Vec<String>,
    errors: Vec<String>,
    files: Vec<FileFacts>,
}

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    /// A folder with one file.
    fn with(name: &str, bytes: impl AsRef<[u8]>) -> Folder {
        let folder = Folder::new();
        folder.write(name, bytes);
        folder
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn open(&self, names: &[&str]) -> Result<Corpus> {
        self.open_with(names, &Options::default())
    }

    fn open_with(&self, names: &[&str], options: &Options) -> Result<Corpus> {
        let inputs: Vec<Input> = names.iter().map(|name| Input::Path(self.path(name))).collect();
        Corpus::open(&inputs, options, self.0.path(), &mut std::io::empty())
    }

    /// The error message of opening.
    fn refusal(&self, names: &[&str], options: &Options) -> String {
        self.words(&self.open_with(names, options).unwrap_err().to_string())
    }

    /// A message without the folder's path.
    fn words(&self, words: &str) -> String {
        words
            .replace(&format!("{}/", self.0.path().display()), "")
            .replace(&self.0.path().display().to_string(), ".")
    }

    /// Reads a whole corpus once.
    fn read(&self, corpus: &Corpus) -> Read {
        let mut read = Read { notices: self.all_words(corpus.notices()), ..Read::default() };
        let mut chunks = corpus.chunks();
        for chunk in chunks.by_ref() {
            match chunk {
                Err(error) => read.errors.push(self.words(&error.to_string())),
                Ok(chunk) => {
                    for record in chunk.records() {
                        match record {
                            Ok(Record { place, article, .. }) => {
                                read.articles.push((place, article.into_owned()));
                            }
                            Err(reject) => {
                                let path =
                                    corpus.file(reject.place.file).path.display().to_string();
                                let column = reject
                                    .column
                                    .map_or(String::new(), |column| format!("{column}:"));
                                let (line, message, code) =
                                    (reject.place.line, reject.message, reject.code);
                                read.rejects.push(
                                    self.words(&format!(
                                        "{path}:{line}:{column} {message} [{code}]"
                                    )),
                                );
                            }
                        }
                    }
                }
            }
        }
        let pass = chunks.finish();
        read.notices.extend(self.all_words(&pass.notices));
        read.files = pass.files;
        read
    }

    fn all_words(&self, notices: &[super::Notice]) -> Vec<String> {
        notices.iter().map(|notice| self.words(&notice.to_string())).collect()
    }
}

/// Reads one file with this name and content.
fn read_file(name: &str, bytes: impl AsRef<[u8]>) -> Read {
    let folder = Folder::with(name, bytes);
    folder.read(&folder.open(&[name]).unwrap())
}

impl Read {
    fn bodies(&self) -> Vec<&str> {
        self.articles.iter().map(|(_, article)| &*article.body).collect()
    }

    fn keys(&self) -> Vec<&str> {
        self.articles.iter().map(|(_, article)| &*article.key).collect()
    }

    /// The only article.
    fn article(&self) -> &Owned {
        assert_eq!(self.articles.len(), 1, "{self:?}");
        &self.articles[0].1
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    gzip_at(flate2::Compression::fast(), bytes)
}

fn gzip_at(level: flate2::Compression, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Lines with an id and a body each, numbered from 1.
fn lines(count: usize) -> String {
    let line = |number| format!("{{\"id\": \"a{number}\", \"body\": \"Bus {number} is late.\"}}\n");
    (1..=count).map(line).collect::<Vec<_>>().concat()
}

/// Options with another chunk size.
fn cut_at(chunk_bytes: usize) -> Options {
    Options { chunk_bytes, ..Options::default() }
}

/// Reads the articles at these places again.
fn reread(corpus: &Corpus, places: &[Place]) -> Vec<(Place, Owned)> {
    let mut articles = Vec::new();
    for again in corpus.reread(places) {
        let again = again.unwrap();
        assert_eq!(again.places.start, articles.len());
        articles.extend(again.chunk.records().map(|record| {
            let record = record.unwrap();
            (record.place, record.article.into_owned())
        }));
        assert_eq!(again.places.end, articles.len());
    }
    articles
}
