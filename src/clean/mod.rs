//! Stage 2: removes boilerplate, dateline and credit from an article, and leaves its words.

mod agencies;
mod boilerplate;
mod candidates;
mod captions;
mod cleaner;
mod credit;
mod grammar;
mod lines;
mod masked;
mod memo;
mod mentions;
mod page;
mod span;
mod table;
mod text;
mod tokenize;
mod unicode;
mod versions;
mod word_set;

pub use agencies::{Agency, AgencySet, Role as AgencyRole};
pub use cleaner::{Cleaner, Part};
pub use credit::{Credit, CreditKind};
pub use span::{MASK, Span};
pub use text::{Block, CleanText, NamedAgencies};
pub use versions::{Version, VersionStatus};

pub(crate) use tokenize::words_of;
pub(crate) use word_set::WordSet;

#[cfg(test)]
mod tests;
