//! A synthetic corpus on disk.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wirecopy::synth::{Settings, Synth};

/// A corpus in one file, which is deleted when this is dropped.
pub(crate) struct CorpusFile(TempDir);

impl CorpusFile {
    /// Writes a synthetic corpus of this many articles.
    pub(crate) fn synthetic(articles: u64) -> CorpusFile {
        let synth = Synth::new(Settings { articles, ..Settings::default() });
        CorpusFile::of_parts(synth.articles().map(|article| article.to_json_line().into_bytes()))
    }

    /// Writes a file from consecutive parts; its compression is recognised from the bytes.
    pub(crate) fn of_parts(parts: impl IntoIterator<Item = Vec<u8>>) -> CorpusFile {
        let corpus = CorpusFile(TempDir::new().unwrap());
        let mut file = BufWriter::new(File::create(corpus.path()).unwrap());
        parts.into_iter().for_each(|part| file.write_all(&part).unwrap());
        file.flush().unwrap();
        corpus
    }

    /// The file, which is alone in its folder.
    pub(crate) fn path(&self) -> PathBuf {
        let CorpusFile(folder) = self;
        Path::join(folder.path(), "news.jsonl")
    }
}
