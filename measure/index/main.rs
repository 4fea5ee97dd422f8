//! Holds the index to what it promises, on a corpus of any size.
//!
//! ```text
//! cargo build --release
//! cargo run --release --example index -- portions CORPUS [PORTIONS]
//! cargo run --release --example index -- kills CORPUS [KILLS]
//! cargo run --release --example index -- cost CORPUS [ARTICLES TO ADD]
//! ```
//!
//! `portions`: the corpus in one run, and in shuffled portions that are added one by one, gives the same clusters, pair by
//! pair. `kills`: an index whose writer is killed at random moments is sound each time, holds whole portions, and ends
//! with the answers of one that was left alone. `cost`: time and size of building, adding and asking.
//!
//! CORPUS is JSON Lines, also compressed. The program beside the example is the one that is tried.

#![expect(clippy::print_stdout, reason = "this is a program")]

mod cost;
mod kills;
mod portions;
mod program;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: index portions|kills|cost CORPUS [NUMBER]";
    let mut words = std::env::args().skip(1);
    let check = words.next().ok_or(usage)?;
    let corpus = PathBuf::from(words.next().ok_or(usage)?);
    let number = words.next().map(|word| word.parse()).transpose()?;
    match &*check {
        "portions" => portions::check(&corpus, number.unwrap_or(30)),
        "kills" => kills::check(&corpus, number.unwrap_or(100)),
        "cost" => cost::measure(&corpus, number.unwrap_or(10_000)),
        _ => Err(usage.into()),
    }
}
