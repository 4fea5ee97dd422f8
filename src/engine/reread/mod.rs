//! Commands that read articles of a corpus again: to show, explain or check them.

mod check;
mod explain;
mod oddities;
mod recall;
mod story_texts;

pub use self::check::{
    CHECKED_RECORDS, Checked, DateCheck, FieldCheck, GroupCheck, SampleArticle, check,
};
pub(crate) use self::explain::explain;
pub use self::explain::{
    Explanation, KnownPlaces, MOST_COMPARED, Numbers, Question, Reason, Shown,
};
pub use self::oddities::Oddities;
pub use self::recall::MeasuredRecall;
pub(crate) use self::recall::measure as measure_recall;
pub(crate) use self::story_texts::{RunCorpus, copied_passages, story_texts};
