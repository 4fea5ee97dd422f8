//! The corpus of a run that is read again.

use crate::clean::Cleaner;
use crate::corpus::Corpus;
use crate::engine::settings::Settings;

/// The corpus of a run, and how the run cleaned and matched its articles.
#[derive(Clone, Copy)]
pub(crate) struct RunCorpus<'a> {
    pub(crate) corpus: &'a Corpus,
    pub(crate) cleaner: &'a Cleaner,
    pub(crate) settings: &'a Settings,
}
