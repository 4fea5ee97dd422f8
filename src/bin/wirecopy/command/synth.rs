//! `wirecopy synth`: writes a labelled corpus.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;
use wirecopy::synth::{Length, Settings, Synth};

use crate::args::{self, Global};
use crate::exit::Exit;
use crate::failure::Failure;

/// Days of the corpus that each thread makes before they are written.
const DAYS_A_THREAD: usize = 2;

pub(crate) fn run(args: &args::Synth, global: &Global) -> Result<Exit, Failure> {
    if global.json {
        return Err(Failure::usage(
            "--json: synth writes articles, and has no other result".to_owned(),
        ));
    }
    let length = if args.short { Length::Short } else { Length::News };
    let synth = Synth::new(Settings { seed: args.seed, articles: args.articles, length });
    let mut articles = create(&args.output)?;
    let mut ignored = args.ignore.as_deref().map(create).transpose()?;
    let days: Vec<u64> = (0..synth.days()).collect();
    for days in days.chunks(DAYS_A_THREAD * rayon::current_num_threads()) {
        let made: Vec<(Vec<u8>, String)> = days.par_iter().map(|&day| lines(&synth, day)).collect();
        for (lines, pairs) in made {
            articles.write_all(&lines)?;
            if let Some(ignored) = &mut ignored {
                ignored.write_all(pairs.as_bytes())?;
            }
        }
    }
    articles.flush()?;
    if let Some(mut ignored) = ignored {
        ignored.flush()?;
    }
    Ok(Exit::Done)
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

fn create(path: &Path) -> Result<Box<dyn Write>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufWriter::new(io::stdout().lock())));
    }
    let file = File::create(path).map_err(|error| {
        Failure::resources(format!("{}: cannot be written: {error}", path.display()), None)
    })?;
    Ok(Box::new(BufWriter::new(file)))
}
