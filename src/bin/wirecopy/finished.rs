//! A finished run, its input files, and the index that it used.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use wirecopy::article::BodyIs;
use wirecopy::corpus::{Corpus, EarlierFiles};
use wirecopy::engine::{self, Extent};
use wirecopy::index::{Index, Snapshot};
use wirecopy::report::FinishedRun;
use wirecopy::scratch::Workspace;
use wirecopy::{Error, ErrorKind};

use crate::exit::Failure;
use crate::options::reading;

/// Opens a run whose inputs may have moved.
pub(crate) fn open(folder: &Path, corpus: Option<&Path>) -> Result<FinishedRun, Failure> {
    if let Some(corpus) = corpus.filter(|corpus| !corpus.is_dir()) {
        return Err(Failure::usage(format!("--corpus {}: not a folder", corpus.display())));
    }
    Ok(FinishedRun::open(folder)?.with_corpus(corpus.map(Path::to_owned)))
}

/// The corpus of a finished run.
pub(super) struct Reopened {
    corpus: Corpus,
    /// What its archives are unpacked into.
    _spool: Option<Workspace>,
}

impl Deref for Reopened {
    type Target = Corpus;

    fn deref(&self) -> &Corpus {
        &self.corpus
    }
}

/// Finds the inputs of a run, and opens them as the run did.
pub(super) fn corpus(run: &mut FinishedRun) -> Result<Reopened, Failure> {
    run.find_inputs()?;
    let options = reading::of_run(&run.config()["reading"])
        .map_err(|problem| no_run(run.folder(), &problem))?;
    let named: Vec<PathBuf> = run.named_inputs().iter().map(PathBuf::from).collect();
    let files: Vec<(PathBuf, PathBuf)> = run
        .inputs()
        .iter()
        .map(|input| (PathBuf::from(&input.path), input.location().to_owned()))
        .collect();
    let has_archives = run.inputs().iter().any(|input| input.within.is_some());
    let spool = has_archives.then(|| Workspace::in_folder(&std::env::temp_dir())).transpose()?;
    let scratch = spool.as_ref().map_or(Path::new(""), Workspace::path);
    let found = EarlierFiles { named: &named, base: run.ran_in(), files: &files };
    let corpus = Corpus::open_as_before(found, scratch, &options)?;
    Ok(Reopened { corpus, _spool: spool })
}

/// The settings of a run cannot be read.
pub(crate) fn no_run(folder: &Path, problem: &str) -> Failure {
    let problem = format!("cannot read its settings: {problem}");
    Error::from(ErrorKind::NoRun { folder: folder.to_owned(), problem }).into()
}

/// The index of a run with `--index`, if the file still exists.
pub(crate) struct UsedIndex {
    pub(crate) snapshot: Snapshot,
    pub(crate) body_is: BodyIs,
    /// Whether it has the texts of its articles.
    pub(crate) has_texts: bool,
}

impl UsedIndex {
    pub(crate) fn of(run: &FinishedRun) -> Result<Option<UsedIndex>, Failure> {
        let Some(used) = run.index() else { return Ok(None) };
        let places = run.places_of(Path::new(&used.path));
        let Some(path) = places.into_iter().find(|path| path.is_file()) else { return Ok(None) };
        let index = Index::open(&path)?;
        let (_, body_is) = engine::settings_of(index.parameters())?;
        let has_texts = engine::extent_of(index.parameters()) == Extent::Texts;
        Ok(Some(UsedIndex { snapshot: index.snapshot()?, body_is, has_texts }))
    }
}
