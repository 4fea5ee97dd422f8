//! Commands that read articles of a corpus again: to show, explain or check them.

mod check;
mod copied_passages;
mod explain;
mod oddities;
mod other_names;
mod recall;
mod story_texts;

pub use self::check::{
    CHECKED_RECORDS, Checked, DateCheck, FieldCheck, GroupCheck, SampleArticle, check,
};
pub use self::copied_passages::copied_passages;
pub use self::explain::{
    Explanation, KnownPlaces, MOST_COMPARED, Numbers, Question, Reason, Shown, explain,
};
pub use self::oddities::Oddities;
pub use self::recall::MeasuredRecall;
pub(crate) use self::recall::measure as measure_recall;
pub use self::story_texts::story_texts;
