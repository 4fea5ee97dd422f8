//! A synthetic corpus on disk.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use wirecopy::corpus::{Corpus, Input, Options};
use wirecopy::synth::{Settings, Synth};

/// The lines of a corpus of so many articles.
pub(crate) fn json_lines(articles: u64) -> String {
    let synth = Synth::new(Settings { articles, ..Settings::default() });
    synth.articles().map(|article| article.to_json_line()).collect()
}

/// A corpus of one file, which goes away with this value.
pub(crate) struct CorpusFile {
    folder: TempDir,
    path: PathBuf,
}

impl CorpusFile {
    /// Writes a file; its compression is told by its bytes.
    pub(crate) fn write(bytes: &[u8]) -> CorpusFile {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("news.jsonl");
        std::fs::write(&path, bytes).unwrap();
        CorpusFile { folder, path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn open(&self) -> Corpus {
        let inputs = [Input::Path(self.path().to_owned())];
        let scratch = self.folder.path();
        Corpus::open(&inputs, &Options::default(), scratch, &mut std::io::empty()).unwrap()
    }
}
