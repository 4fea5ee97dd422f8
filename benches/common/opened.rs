//! A corpus file as a run reads it.

use wirecopy::corpus::Corpus;

use crate::corpus_file::CorpusFile;

/// Opens a corpus of one file.
pub(crate) fn open(file: &CorpusFile) -> Corpus {
    Corpus::of_files([file.path()]).unwrap()
}
