//! A synthetic corpus on disk.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wirecopy::synth::{Settings, Synth};

/// A corpus of one file, which goes away with this value.
pub(crate) struct CorpusFile(TempDir);

impl CorpusFile {
    /// A synthetic corpus of so many articles, written as they are made.
    pub(crate) fn synthetic(articles: u64) -> CorpusFile {
        let synth = Synth::new(Settings { articles, ..Settings::default() });
        CorpusFile::of_parts(synth.articles().map(|article| article.to_json_line().into_bytes()))
    }

    /// A file of the bytes of these parts, one after the other; its compression is told by them.
    pub(crate) fn of_parts(parts: impl IntoIterator<Item = Vec<u8>>) -> CorpusFile {
        let corpus = CorpusFile(TempDir::new().unwrap());
        let mut file = BufWriter::new(File::create(corpus.path()).unwrap());
        parts.into_iter().for_each(|part| file.write_all(&part).unwrap());
        file.flush().unwrap();
        corpus
    }

    /// The file; the folder in which it is holds nothing else.
    pub(crate) fn path(&self) -> PathBuf {
        let CorpusFile(folder) = self;
        Path::join(folder.path(), "news.jsonl")
    }
}
