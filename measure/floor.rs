//! The floor: the least that any run must do with a JSON Lines file, which is to parse its lines and hash each body.
//!
//! ```text
//! cargo run --release --example floor -- FILE [--signed]
//! ```
//!
//! With `--signed`, the body is cut into words, and these are shingled and signed, with nothing but marks of versions
//! taken off the page: the least that any run must do that looks for copies. `benches/ratio/ratio.py` says how many times as much a whole run
//! costs.

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::borrow::Cow;
use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader};

use serde::Deserialize;
use wirecopy::article::Article;
use wirecopy::clean::{Cleaner, Part};
use wirecopy::hash;
use wirecopy::shingle::{Runs, Shingling};
use wirecopy::signature::Signature;

/// Minima of a signature, as a run keeps them.
const MINIMA: usize = 64;

/// What is read of an article, whatever else its line says.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, alias = "text")]
    body: Cow<'a, str>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let path = args.next().ok_or("usage: floor FILE [--signed]")?;
    let parts = [Part::Dateline, Part::Credits, Part::Boilerplate, Part::Repeats, Part::Captions];
    let cleaner = match args.next() {
        None => None,
        Some(flag) if flag == "--signed" => {
            Some(parts.into_iter().fold(Cleaner::new(), Cleaner::leaving))
        }
        Some(_) => return Err("usage: floor FILE [--signed]".into()),
    };
    let mut lines = BufReader::with_capacity(1 << 20, File::open(path)?);
    let (mut line, mut articles, mut digest) = (Vec::new(), 0_u64, 0_u64);
    while lines.read_until(b'\n', &mut line)? > 0 {
        let Line { body } = serde_json::from_slice(&line)?;
        digest = digest.wrapping_add(hash::bytes(body.as_bytes()));
        if let Some(cleaner) = &cleaner {
            let article = Article { body, ..Article::default() };
            let text = cleaner.clean(&article);
            let runs = Runs::of(&article.body, &text, Shingling::default());
            black_box(Signature::of_hashes(runs.hashes(), MINIMA));
        }
        articles += 1;
        line.clear();
    }
    println!("{articles} articles, bodies hash to {digest:016x}");
    Ok(())
}
