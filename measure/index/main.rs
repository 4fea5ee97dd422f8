//! Checks the promises of the index on a corpus of any size.
//!
//! ```text
//! cargo build --release
//! cargo run --release --example index -- portions CORPUS [PORTIONS]
//! cargo run --release --example index -- kills CORPUS [KILLS]
//! cargo run --release --example index -- cost CORPUS [ARTICLES TO ADD]
//! ```
//!
//! `portions`: the whole corpus in one run, and shuffled portions added one by one, give the same
//! clusters, pair by pair. `kills`: an index whose writer is killed at random moments is sound each
//! time, holds whole portions, and ends up giving the same answers as an undisturbed one. `cost`:
//! time and size of building, adding and querying.
//!
//! CORPUS is JSON Lines, possibly compressed. The program in the same target folder is the one that
//! is tested.

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
