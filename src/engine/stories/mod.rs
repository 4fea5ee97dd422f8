//! Describes the result of a run: its stories and the tables.

mod headings;
mod origins;
mod outlets;
mod outlines;
mod relations;
pub(crate) mod run_story;
mod scores;
mod story;
mod story_facts;
pub(crate) mod tables;
mod timing;

pub use self::run_story::Singletons;
pub use self::story::{Member, Stories, Story};
pub use self::tables::Writing;
