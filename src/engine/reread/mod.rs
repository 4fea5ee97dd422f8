//! Commands that read articles of a corpus again: to show, explain or check them.

mod check;
mod copied_passages;
mod explain;
mod oddities;
mod other_names;
mod recall;
mod run_corpus;
mod story_texts;

pub use self::check::{
    CHECKED_RECORDS, Checked, DateCheck, FieldCheck, GroupCheck, SampleArticle, check,
};
pub(crate) use self::copied_passages::copied_passages;
pub(crate) use self::explain::explain;
pub use self::explain::{
    Explanation, KnownPlaces, MOST_COMPARED, Numbers, Question, Reason, Shown,
};
pub use self::oddities::Oddities;
pub use self::recall::MeasuredRecall;
pub(crate) use self::recall::measure as measure_recall;
pub(crate) use self::run_corpus::RunCorpus;
pub(crate) use self::story_texts::story_texts;
