//! `wirecopy synth`: writes a labelled corpus.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;
use wirecopy::synth::{self, Length, Settings};

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::terminal::to_file;

/// Generate a labelled synthetic corpus (deterministic by seed).
///
/// Invented agencies send out stories in readable English, and invented outlets carry them as real outlets do: cut, edited,
/// extended, with boilerplate around them. Use it to try wirecopy out, to benchmark it, and to measure accuracy at any size.
#[derive(Args, Debug)]
pub(crate) struct Synth {
    /// Articles to write.
    #[arg(short = 'n', long, value_name = "N", default_value_t = synth::DEFAULT_ARTICLES)]
    pub(crate) articles: u64,
    /// Seed of the random numbers; the same seed gives the same corpus.
    #[arg(long, default_value_t = synth::DEFAULT_SEED)]
    pub(crate) seed: u64,
    /// Write articles of about 80 words.
    #[arg(long)]
    pub(crate) short: bool,
    /// File to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
    /// File for the pairs that count neither as right nor as wrong, for `eval --ignore`.
    #[arg(long, value_name = "FILE")]
    pub(crate) ignore: Option<PathBuf>,
}

/// Days of the corpus that each thread makes before they are written.
const DAYS_A_THREAD: usize = 2;

pub(crate) fn run(args: &Synth, global: &Global) -> Result<Exit, Failure> {
    if global.json {
        return Err(Failure::usage(
            "--json does not apply to synth, which writes articles".to_owned(),
        ));
    }
    let length = if args.short { Length::Short } else { Length::News };
    let synth = synth::Synth::new(Settings { seed: args.seed, articles: args.articles, length });
    to_file(Some(&args.output), |articles| match &args.ignore {
        Some(ignore) => to_file(Some(ignore), |ignored| write(&synth, articles, ignored)),
        None => write(&synth, articles, &mut io::sink()),
    })?;
    Ok(Exit::Done)
}

fn write(
    synth: &synth::Synth,
    articles: &mut dyn Write,
    ignored: &mut dyn Write,
) -> Result<(), Failure> {
    let days: Vec<u64> = (0..synth.days()).collect();
    for days in days.chunks(DAYS_A_THREAD * rayon::current_num_threads()) {
        let made: Vec<(Vec<u8>, String)> = days.par_iter().map(|&day| lines(synth, day)).collect();
        for (lines, pairs) in made {
            articles.write_all(&lines)?;
            ignored.write_all(pairs.as_bytes())?;
        }
    }
    Ok(())
}

/// The articles of a day as JSON Lines, and its pairs for the ignore file.
fn lines(synth: &synth::Synth, day: u64) -> (Vec<u8>, String) {
    let day = synth.day(day);
    let mut lines = Vec::new();
    for number in 0..day.len() {
        serde_json::to_writer(&mut lines, &day.article(number))
            .expect("an article is writable as JSON");
        lines.push(b'\n');
    }
    let pairs =
        day.ignored_pairs().iter().flat_map(|pair| [pair.to_string(), "\n".to_owned()]).collect();
    (lines, pairs)
}
