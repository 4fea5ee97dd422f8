//! Finds the copies among the articles of files, and prints each story as a line of JSON.
//!
//! ```text
//! cargo run --example files -- data/sample.jsonl
//! ```

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::error::Error;

use wirecopy::Wirecopy;
use wirecopy::corpus::Corpus;
use wirecopy::engine::Preset;

fn main() -> Result<(), Box<dyn Error>> {
    let corpus = Corpus::of_files(std::env::args_os().skip(1))?;
    let run = Wirecopy::builder().preset(Preset::Strict).build().run_corpus(&corpus)?;
    for story in run.stories() {
        println!("{}", serde_json::to_string(&story?)?);
    }
    Ok(())
}
