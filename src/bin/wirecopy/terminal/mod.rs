//! What the program prints, and how it looks.

mod number;
mod output;
mod page;

pub(crate) use self::number::{Against, counted, duration, grouped, percent, similarity, size};
pub(crate) use self::output::{Output, Progress, ended, quoted, to_file};
pub(crate) use self::page::{Line, Marks, Page, Paint, Style, Tone, columns, cut, harmless, wrap};
