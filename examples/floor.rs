//! The floor: the least that any run must do with a JSON Lines file, which is to parse its lines and hash each body.
//!
//! ```text
//! cargo run --release --example floor -- FILE
//! ```
//!
//! `benches/ratio/ratio.py` says how many times as much a whole run costs.

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::borrow::Cow;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

use serde::Deserialize;
use wirecopy::hash;

/// What is read of an article, whatever else its line says.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, alias = "text")]
    body: Cow<'a, str>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: floor FILE")?;
    let mut lines = BufReader::with_capacity(1 << 20, File::open(path)?);
    let (mut line, mut articles, mut digest) = (Vec::new(), 0_u64, 0_u64);
    while lines.read_until(b'\n', &mut line)? > 0 {
        let Line { body } = serde_json::from_slice(&line)?;
        digest = digest.wrapping_add(hash::bytes(body.as_bytes()));
        articles += 1;
        line.clear();
    }
    println!("{articles} articles, bodies hash to {digest:016x}");
    Ok(())
}
