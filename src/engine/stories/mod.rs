//! Describes the result of a run: its stories and the tables.

mod families;
mod likeness;
mod origins;
mod outlets;
mod outlines;
mod relations;
pub(crate) mod run_story;
mod sources;
mod story;
mod story_facts;
pub(crate) mod tables;
mod telling;
mod timing;
mod versions;

pub use self::run_story::Singletons;
pub use self::story::{Member, Stories, Story};
