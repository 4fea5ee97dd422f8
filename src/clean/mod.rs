//! Stage 2: removes boilerplate, dateline and credit from an article, and leaves its words.

mod agencies;
mod boilerplate;
mod boundary;
mod candidates;
mod captions;
mod cleaner;
mod credit;
mod dates;
mod grammar;
mod lines;
mod masked;
mod memo;
mod mentions;
mod months;
mod page;
mod plain_dates;
mod prefilter;
mod required;
mod table;
mod text;
mod tokenize;
mod unicode;
mod versions;
mod word_set;

pub use agencies::{Agency, AgencySet, Role as AgencyRole};
pub use cleaner::{Cleaner, Part};
pub use credit::{Credit, CreditKind};
pub use text::{Block, CleanText, NamedAgencies};
pub use tokenize::MASK;
pub use versions::{Version, VersionStatus};

pub use crate::span::Span;

pub(crate) use tokenize::{count_words, words_of};
pub(crate) use word_set::WordSet;

#[cfg(test)]
mod tests;
