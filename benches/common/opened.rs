//! A corpus file as a run reads it.

use wirecopy::corpus::{Corpus, Input, Options};

use crate::corpus_file::CorpusFile;

/// Opens a corpus of one file.
pub(crate) fn open(file: &CorpusFile) -> Corpus {
    let path = file.path();
    let scratch = path.with_file_name("");
    let inputs = [Input::Path(path)];
    Corpus::open(&inputs, &Options::default(), &scratch, &mut std::io::empty()).unwrap()
}
