//! The floor: the least work that any run must do with a JSON Lines file, which is to parse its
//! lines and hash each body.
//!
//! ```text
//! cargo run --release --example floor -- FILE [--signed]
//! ```
//!
//! With `--signed`, each body is also split into words, shingled and signed, with only version
//! marks removed: the least work that any search for copies must do. `benches/ratio/ratio.py`
//! reports a whole run as a multiple of it.

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

/// Minima per signature, as in a run.
const MINIMA: usize = 64;

/// The fields of an article that are read; others are ignored.
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
