//! Runs the stages over a corpus.
//!
//! [`cluster`] reads a corpus twice: once to sign each article, and once more those that may have a copy. What it keeps
//! of each article is its signature and small facts, never its text. The resulting [`Run`] gives the stories, and
//! writes the tables.
//!
//! # Folders
//!
//! `run` is the way from files to clusters, `stories` what is said of them, `indexing` keeps them in an index, and `reread`
//! and `dedup` go to the files again.

mod dedup;
mod indexing;
mod observer;
mod preset;
mod reread;
mod run;
mod settings;
mod stories;

pub use dedup::{DedupFacts, DedupMode, DedupSettings, Keep, Plan, Removal};
pub use indexing::{
    Added, Answer, Closest, Extent, FoundStory, KeptTexts, Known, Query, add, add_and_list, build,
    check_index, extent_of, index_parameters, known_run, prune, settings_of,
};
pub use observer::{Observer, Stage, Unobserved};
pub use preset::Preset;
pub use reread::{
    CHECKED_RECORDS, Change, Checked, DateCheck, Explanation, FieldCheck, GroupCheck, KnownPlaces,
    MOST_COMPARED, MeasuredRecall, Numbers, Oddities, Passage, Question, Reason, SampleArticle,
    Shown, check, copied_passages, explain, story_texts,
};
pub use run::{OddDates, Run, RunPlan, Tolerance, cluster, cluster_in};
pub use settings::{DEFAULT_FAMILY_THRESHOLD, DEFAULT_MIN_WORDS, DEFAULT_THRESHOLD, Settings};
pub use stories::Singletons;
