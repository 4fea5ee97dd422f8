//! `wirecopy synth`: writes a labelled corpus.

use std::io::{self, Write};

use rayon::prelude::*;
use wirecopy::synth::{Length, Settings, Synth};

use crate::args::{self, Global};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

/// Days of the corpus that each thread makes before they are written.
const DAYS_A_THREAD: usize = 2;

pub(crate) fn run(args: &args::Synth, global: &Global) -> Result<Exit, Failure> {
    if global.json {
        return Err(Failure::usage(
            "--json does not apply to synth, which writes articles".to_owned(),
        ));
    }
    let length = if args.short { Length::Short } else { Length::News };
    let synth = Synth::new(Settings { seed: args.seed, articles: args.articles, length });
    output::to_file(Some(&args.output), |articles| match &args.ignore {
        Some(ignore) => output::to_file(Some(ignore), |ignored| write(&synth, articles, ignored)),
        None => write(&synth, articles, &mut io::sink()),
    })?;
    Ok(Exit::Done)
}

fn write(synth: &Synth, articles: &mut dyn Write, ignored: &mut dyn Write) -> Result<(), Failure> {
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
fn lines(synth: &Synth, day: u64) -> (Vec<u8>, String) {
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
