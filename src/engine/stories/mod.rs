//! Describes the result of a run: its stories and the tables.

mod origins;
mod outlets;
mod outlines;
mod relations;
pub(crate) mod run_story;
mod story;
mod story_facts;
pub(crate) mod tables;

pub use self::run_story::Singletons;
pub use self::story::{Member, Stories, Story};
pub use self::tables::Writing;
