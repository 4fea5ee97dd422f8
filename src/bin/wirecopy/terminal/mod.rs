//! What the program prints, and how it looks.

mod number;
mod output;
mod page;
mod progress;
mod text;

pub(crate) use self::number::{Against, counted, duration, grouped, percent, similarity, size};
pub(crate) use self::output::{Output, ended, to_file};
pub(crate) use self::page::{Line, Marks, Page, Paint, Style, Tone};
pub(crate) use self::progress::Progress;
pub(crate) use self::text::{columns, cut, harmless, wrap};
