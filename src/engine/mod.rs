//! Runs the stages over a corpus.
//!
//! A run of [`Wirecopy`] reads every article once to sign it, then reads the articles that may have
//! a copy again. It keeps the signature and a few facts of each article, never its text. The
//! resulting [`Run`] gives the stories and writes the tables.
//!
//! # Folders
//!
//! `run` goes from files to clusters, `stories` describes the clusters, `indexing` keeps them in an
//! index, and `reread` and `dedup` read the files again. `difference` lays two texts side by side.

mod dedup;
mod difference;
mod indexing;
mod observer;
mod pairing;
mod reread;
pub(crate) mod run;
mod settings;
pub(crate) mod stories;
mod wirecopy;

pub use dedup::{DedupFacts, DedupMode, DedupSettings, Keep, Left, Plan, Removal};
pub use difference::{Change, Passage};
pub use indexing::{
    Added, Adding, Answer, Carried, Closest, Extent, FoundStory, KeptTexts, Known, Query, add,
    add_and_list, build, check_index, extent_of, index_parameters, known_run, prune, settings_of,
};
pub use observer::{Observer, Stage, Unobserved};
pub use pairing::{Across, Pairing};
pub use reread::{
    CHECKED_RECORDS, Checked, DateCheck, Explanation, FieldCheck, GroupCheck, KnownPlaces,
    MOST_COMPARED, MeasuredRecall, Numbers, Oddities, Question, Reason, SampleArticle, Shown,
    check,
};
pub use run::{OddDates, Run, RunPlan, Tolerance};
pub use settings::{
    DEFAULT_FAMILY_THRESHOLD, DEFAULT_MIN_WORDS, DEFAULT_THRESHOLD, Preset, Settings,
};
pub use stories::{Member, Singletons, Stories, Story, Totals, Writing};
pub use wirecopy::{Builder, Wirecopy};
