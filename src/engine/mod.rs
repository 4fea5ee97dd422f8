//! Runs the stages over a corpus.
//!
//! [`cluster`] reads a corpus twice: once to sign each article, and once more those that may have a copy. What it keeps
//! of each article is its signature and small facts, never its text. The resulting [`Run`] gives the stories, and
//! writes the tables.

mod articles;
mod by_place;
mod check;
mod checkpoint;
mod clusters;
mod compare;
mod copied_passages;
mod dedup;
mod difference;
mod explain;
mod families;
mod grouping;
mod indexing;
mod kept;
mod measured;
mod numbering;
mod observer;
mod oddities;
mod origins;
mod outlets;
mod plan;
mod preset;
mod read;
mod recall;
mod relations;
mod run;
mod settings;
mod shown;
mod sources;
mod stories;
mod story_facts;
mod story_texts;
mod tables;
mod texts;
mod timing;
mod versions;
#[cfg(test)]
mod word_places_tests;

pub use check::{
    CHECKED_RECORDS, Checked, DateCheck, FieldCheck, GroupCheck, SampleArticle, check,
};
pub use copied_passages::copied_passages;
pub use dedup::{DedupFacts, DedupMode, DedupSettings, Keep, Plan, Removal};
pub use difference::{Change, Passage};
pub use explain::{
    Explanation, KnownPlaces, MOST_COMPARED, Numbers, Question, Reason, Shown, explain,
};
pub use indexing::{
    Added, Answer, Closest, Extent, FoundStory, KeptTexts, Known, Query, add, add_and_list, build,
    check_index, extent_of, index_parameters, known_run, prune, settings_of,
};
pub use observer::{Observer, Stage, Unobserved};
pub use oddities::Oddities;
pub use plan::RunPlan;
pub use preset::Preset;
pub use read::Tolerance;
pub use recall::MeasuredRecall;
pub use run::{OddDates, Run, cluster, cluster_in};
pub use settings::{DEFAULT_FAMILY_THRESHOLD, DEFAULT_MIN_WORDS, DEFAULT_THRESHOLD, Settings};
pub use stories::Singletons;
pub use story_texts::story_texts;
