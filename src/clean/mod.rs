//! Stage 2: takes the furniture, dateline and credit off an article and leaves its words.

mod cleaner;
mod credit;
mod lines;
mod text;
mod tokenize;
mod unicode;

pub use cleaner::Cleaner;
pub use credit::{Credit, CreditKind};
pub use text::{Block, CleanText, Span};
