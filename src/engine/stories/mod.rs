//! Describes the result of a run: its stories and the tables.

mod families;
mod headings;
mod likeness;
mod origins;
mod outlets;
mod outlines;
mod relations;
mod scores;
mod sources;
pub(crate) mod story;
mod story_facts;
pub(crate) mod tables;
mod telling;
mod timing;
mod versions;

pub use self::story::Singletons;
