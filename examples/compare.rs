//! Uses single stages: cleans two texts, and compares them without a run.
//!
//! ```text
//! cargo run --example compare -- one.txt other.txt
//! ```

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::error::Error;
use std::fs;

use wirecopy::Article;
use wirecopy::clean::Cleaner;
use wirecopy::shingle::Shingling;
use wirecopy::verify::{self, Profile, Rules};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [one, other] = &arguments[..] else { return Err("usage: compare FILE FILE".into()) };

    let cleaner = Cleaner::new();
    let profile = |path: &String| -> std::io::Result<Profile> {
        let article = Article::new(path, fs::read_to_string(path)?);
        let text = cleaner.clean(&article);
        println!("{path}: {} of {} words are its story", text.n_words(), text.n_words_raw());
        Ok(Profile::new(&article, &text, Shingling::default()))
    };
    let measured = verify::measure(&profile(one)?, &profile(other)?, Rules::default());
    println!("score {:.2}", measured.score.share());
    println!("Jaccard similarity {:.2}", measured.overlap.jaccard());
    if let Some(guard) = measured.guard {
        println!("not copies, because of {guard:?}");
    }
    Ok(())
}
