//! Describes the result of a run: its stories and the tables.

mod origins;
pub(crate) mod outlets;
pub(crate) mod outlines;
pub(crate) mod relations;
pub(crate) mod run_story;
mod story;
mod story_facts;
pub(crate) mod tables;
#[cfg(feature = "spark")]
pub(crate) mod tally;
pub(crate) mod totals;

pub use self::run_story::Singletons;
pub use self::story::{Member, Stories, Story};
pub use self::tables::Writing;
pub use self::totals::Totals;
