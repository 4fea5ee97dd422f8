//! The front door of the library: how articles are matched, and runs over them.

use std::path::PathBuf;
use std::sync::Arc;

use super::indexing::KeptTexts;
use super::observer::{Observer, Unobserved};
use super::reread::{self, Explanation, MeasuredRecall, Question, RunCorpus};
use super::run::input::{InMemory, RunInput};
use super::run::task::{Task, Tolerance};
use super::run::{self, Run};
use super::settings::{Preset, Settings};
use crate::article::{Article, BodyIs};
use crate::clean::Cleaner;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::report::{CopiedPassage, StoryPlaces, StoryText};
use crate::scratch::Scratch;

/// Finds the stories of articles.
///
/// ```
/// use wirecopy::engine::Preset;
/// use wirecopy::{Article, Wirecopy};
///
/// let wirecopy = Wirecopy::builder().preset(Preset::Headlines).build();
/// let run = wirecopy.run([
///     Article::new("g1", "Ferry runs aground off Tarn, all 212 saved"),
///     Article::new("h1", "Ferry runs aground off Tarn, all 212 saved"),
///     Article::new("e1", "Wendmouth votes to close the old tram depot"),
/// ])?;
/// for story in run.stories() {
///     assert!(story?.ids().eq(["g1", "h1"]));
/// }
/// # assert_eq!(run.stories().count(), 1);
/// # Ok::<(), wirecopy::Error>(())
/// ```
#[derive(Clone)]
pub struct Wirecopy<'o> {
    cleaner: Arc<Cleaner>,
    settings: Settings,
    body_is: BodyIs,
    tolerance: Tolerance,
    scratch: Scratch,
    observer: &'o dyn Observer,
}

impl Wirecopy<'static> {
    /// With the default settings.
    pub fn new() -> Wirecopy<'static> {
        Wirecopy::builder().build()
    }

    /// With other settings.
    pub fn builder() -> Builder<'static> {
        Builder {
            preset: Preset::default(),
            settings: None,
            threshold: None,
            family_threshold: None,
            min_words: None,
            cleaner: None,
            tolerance: Tolerance::default(),
            scratch: Scratch::in_memory(),
            observer: &Unobserved,
        }
    }
}

impl Default for Wirecopy<'static> {
    fn default() -> Wirecopy<'static> {
        Wirecopy::new()
    }
}

impl Wirecopy<'_> {
    /// Groups articles in memory into stories.
    ///
    /// Runs on the threads of the current rayon pool. The result does not depend on their number or
    /// on the order of the articles.
    ///
    /// Each article should have a key of its own. Without a key it goes by its URL, or else by a
    /// hash of its content. The articles are held until the run ends, and read more than once; what
    /// does not fit into memory is read from files by [`run_corpus`](Wirecopy::run_corpus).
    ///
    /// ```
    /// # use wirecopy::{Article, Wirecopy};
    /// let texts = [("a", "One text."), ("b", "Another text.")];
    /// let run = Wirecopy::new().run(texts.map(|(key, text)| Article::new(key, text)))?;
    /// assert_eq!(run.counts()?.single(), 2);
    /// # Ok::<(), wirecopy::Error>(())
    /// ```
    pub fn run<'a, I>(&self, articles: I) -> Result<Run>
    where
        I: IntoIterator,
        I::Item: Into<Article<'a>>,
    {
        let articles: Vec<Article<'a>> = articles.into_iter().map(Into::into).collect();
        let input = RunInput::Memory(InMemory { articles: &articles, body_is: self.body_is });
        run::cluster(self.task(input))
    }

    /// Groups the articles of files into stories.
    ///
    /// The files are read more than once, and no more than a part of them is held in memory. What
    /// the bodies of the articles are is an option of the corpus, not of the preset.
    pub fn run_corpus(&self, corpus: &Corpus) -> Result<Run> {
        run::cluster(self.task(RunInput::Corpus(corpus)))
    }

    /// Compares a sample of the articles of a run with all others, and counts the copies that had
    /// been candidates. Reads the corpus twice more.
    pub fn measure_recall(
        &self,
        run: &Run,
        corpus: &Corpus,
        sample: usize,
    ) -> Result<MeasuredRecall> {
        reread::measure_recall(run, self.task(RunInput::Corpus(corpus)), sample)
    }

    /// Explains why two articles of a run are in one story, or are not. Reads them and their stories
    /// again.
    ///
    /// # Errors
    ///
    /// If the corpus has no article with one of the keys, or a file cannot be read.
    pub fn explain(&self, corpus: &Corpus, question: Question<'_>) -> Result<Explanation> {
        reread::explain(self.corpus_of_run(corpus), question)
    }

    /// The texts of stories of a run, in order: the words of the canonical article, and the edits
    /// that lead to each copy.
    ///
    /// Reads the corpus once and holds all these texts in memory. A text that is in no file is
    /// taken from the index if it is there; otherwise it is left out.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or has no article at one of the places.
    pub fn story_texts(
        &self,
        corpus: &Corpus,
        stories: &[StoryPlaces],
        index: Option<&KeptTexts<'_>>,
    ) -> Result<Vec<StoryText>> {
        reread::story_texts(self.corpus_of_run(corpus), stories, index)
    }

    /// For each article of stories of a run, the passage that it shares with the canonical one; for
    /// the canonical article, the passage that any of the others shares with it. A passage goes from
    /// the first copied words to the last, including anything inserted between.
    ///
    /// Reads the corpus once and holds the texts of all these stories in memory. A text that is in
    /// no file is taken from the index if it is there; otherwise the article has no passage.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or has no article at one of the places.
    pub fn copied_passages(
        &self,
        corpus: &Corpus,
        stories: &[StoryPlaces],
        index: Option<&KeptTexts<'_>>,
    ) -> Result<Vec<Vec<Option<CopiedPassage>>>> {
        reread::copied_passages(self.corpus_of_run(corpus), stories, index)
    }

    /// The settings of its runs.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What cleans the articles.
    pub fn cleaner(&self) -> &Cleaner {
        &self.cleaner
    }

    fn corpus_of_run<'a>(&'a self, corpus: &'a Corpus) -> RunCorpus<'a> {
        RunCorpus { corpus, cleaner: &self.cleaner, settings: &self.settings }
    }

    fn task<'a>(&'a self, input: RunInput<'a>) -> Task<'a> {
        Task {
            input,
            cleaner: &self.cleaner,
            settings: &self.settings,
            tolerance: self.tolerance,
            scratch: &self.scratch,
            observer: self.observer,
        }
    }
}

/// Settings of a [`Wirecopy`].
#[derive(Clone)]
#[must_use]
pub struct Builder<'o> {
    preset: Preset,
    settings: Option<Settings>,
    threshold: Option<f64>,
    family_threshold: Option<f64>,
    min_words: Option<u32>,
    cleaner: Option<Arc<Cleaner>>,
    tolerance: Tolerance,
    scratch: Scratch,
    observer: &'o dyn Observer,
}

impl<'o> Builder<'o> {
    /// Settings for a kind of articles. Settings that are given one by one override them.
    pub fn preset(self, preset: Preset) -> Builder<'o> {
        Builder { preset, ..self }
    }

    /// The score from which two articles are copies, 0 to 1.
    ///
    /// # Panics
    ///
    /// If it is not from 0 to 1.
    pub fn threshold(self, score: f64) -> Builder<'o> {
        Builder { threshold: Some(checked(score)), ..self }
    }

    /// The score from which two articles link their stories as versions of a developing story, 0 to 1.
    ///
    /// # Panics
    ///
    /// If it is not from 0 to 1.
    pub fn family_threshold(self, score: f64) -> Builder<'o> {
        Builder { family_threshold: Some(checked(score)), ..self }
    }

    /// Words below which an article only matches identical texts.
    pub fn min_words(self, words: u32) -> Builder<'o> {
        Builder { min_words: Some(words), ..self }
    }

    /// All settings of matching at once, in place of those of the preset.
    pub fn settings(self, settings: Settings) -> Builder<'o> {
        Builder { settings: Some(settings), ..self }
    }

    /// What cleans the articles: a [`Cleaner`], or an [`Arc`] of one that is shared.
    pub fn cleaner(self, cleaner: impl Into<Arc<Cleaner>>) -> Builder<'o> {
        Builder { cleaner: Some(cleaner.into()), ..self }
    }

    /// How many records that are not articles end a run.
    pub fn tolerance(self, tolerance: Tolerance) -> Builder<'o> {
        Builder { tolerance, ..self }
    }

    /// Holds about this many bytes in memory at most. The rest goes into files in `folder`, which
    /// must exist; they are removed at the end. Without this, everything except the texts is held in
    /// memory.
    pub fn memory(self, bytes: u64, folder: impl Into<PathBuf>) -> Builder<'o> {
        Builder { scratch: Scratch::in_folder(&folder.into(), bytes), ..self }
    }

    /// Where intermediate data is kept, and finished stages.
    #[doc(hidden)]
    pub fn scratch(self, scratch: Scratch) -> Builder<'o> {
        Builder { scratch, ..self }
    }

    /// Receives the progress of a run.
    pub fn observer(self, observer: &dyn Observer) -> Builder<'_> {
        let Builder { preset, settings, threshold, family_threshold, min_words, .. } = self;
        let Builder { cleaner, tolerance, scratch, .. } = self;
        Builder {
            preset,
            settings,
            threshold,
            family_threshold,
            min_words,
            cleaner,
            tolerance,
            scratch,
            observer,
        }
    }

    /// Compiles the tables of the cleaner, unless one is given.
    pub fn build(self) -> Wirecopy<'o> {
        let base = self.settings.unwrap_or_else(|| self.preset.settings());
        Wirecopy {
            cleaner: self.cleaner.unwrap_or_else(|| Arc::new(Cleaner::new())),
            settings: Settings {
                threshold: self.threshold.unwrap_or(base.threshold),
                family_threshold: self.family_threshold.unwrap_or(base.family_threshold),
                min_words: self.min_words.unwrap_or(base.min_words),
                ..base
            },
            body_is: self.preset.body_is(),
            tolerance: self.tolerance,
            scratch: self.scratch,
            observer: self.observer,
        }
    }
}

fn checked(score: f64) -> f64 {
    assert!((0.0..=1.0).contains(&score), "a score is from 0 to 1");
    score
}
