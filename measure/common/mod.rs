//! The labelled corpora: the floors of each, and how a run is scored on it.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, decompressed};
use wirecopy::engine::{Settings, Tolerance};
use wirecopy::eval::{Comparison, Gold, RunClusters, Scores};
use wirecopy::{Story, Wirecopy};

/// The floors of one corpus.
#[derive(Deserialize)]
pub(crate) struct Floor {
    pub(crate) corpus: String,
    pub(crate) ignore: Option<String>,
    /// The digest of the labels that the floors were set for.
    pub(crate) labels: String,
    /// Least pairwise F1 and adjusted Rand index.
    pub(crate) f1: Option<f64>,
    pub(crate) ari: Option<f64>,
    /// Most pairs reported in the same cluster.
    pub(crate) pairs: Option<u64>,
}

/// The floors, one per corpus.
pub(crate) fn floors() -> Result<Vec<Floor>, serde_json::Error> {
    include_str!("floors.jsonl").lines().map(serde_json::from_str).collect()
}

/// A corpus with labels.
pub(crate) struct Labelled {
    files: Vec<PathBuf>,
    gold: Gold,
}

impl Labelled {
    /// The corpus of a floor, in the folder of all corpora.
    pub(crate) fn open(folder: &Path, floor: &Floor) -> Result<Labelled, Box<dyn Error>> {
        let ignore = floor.ignore.as_ref().map(|file| folder.join(file));
        Labelled::of(folder.join(&floor.corpus), ignore.as_deref())
    }

    /// Articles that contain their labels.
    pub(crate) fn of(articles: PathBuf, ignore: Option<&Path>) -> Result<Labelled, Box<dyn Error>> {
        let mut labels = BufReader::new(decompressed(&articles)?);
        let mut ignore = ignore.map(decompressed).transpose()?.map(BufReader::new);
        let ignore = ignore.as_mut().map(|reader| reader as &mut dyn BufRead);
        let gold = Gold::read(&mut labels, ignore)?;
        Ok(Labelled { files: vec![articles], gold })
    }

    /// Adds other articles to the corpus; they have no labels and are not scored.
    pub(crate) fn among(&mut self, others: PathBuf) {
        self.files.push(others);
    }

    /// Clusters the corpus, and passes the comparison with its labels to `show`.
    pub(crate) fn score(
        &self,
        cleaner: &Arc<Cleaner>,
        settings: &Settings,
        show: impl FnOnce(&Comparison<'_>),
    ) -> Result<Scores, Box<dyn Error>> {
        let corpus = Corpus::of_files(&self.files)?;
        let wirecopy = Wirecopy::builder()
            .cleaner(Arc::clone(cleaner))
            .settings(settings.clone())
            .tolerance(Tolerance::Share(1.0))
            .build();
        let run = wirecopy.run_corpus(&corpus)?;
        let stories = run.stories().collect::<Result<Vec<Story>, _>>()?;
        let clusters = RunClusters::of(stories.iter().map(Story::ids));
        let comparison = Comparison::new(&self.gold, &clusters);
        show(&comparison);
        Ok(comparison.scores())
    }
}
