//! What an index costs.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, decompressed};
use wirecopy::engine::Query;
use wirecopy::index::Index;

use crate::program::Bench;

/// Number of queries.
const QUESTIONS: usize = 1_000;

pub(crate) fn measure(corpus: &Path, later: usize) -> Result<(), Box<dyn Error>> {
    let bench = Bench::new()?;
    let articles = BufReader::new(decompressed(corpus)?).lines().count();
    let first = articles.saturating_sub(later);
    split(corpus, &bench, first)?;

    let built = timed(&bench, "index build first.jsonl -o news.wirecopy -q")?;
    let size = |bench: &Bench| fs::metadata(bench.path("news.wirecopy")).map(|file| file.len());
    let as_built = size(&bench)?;
    let added = timed(&bench, "index add news.wirecopy later.jsonl -q")?;
    let compacted = timed(&bench, "index compact news.wirecopy -q")?;
    let smallest = size(&bench)?;
    let each = |time: Duration, articles: usize| {
        time.as_micros() / u128::try_from(articles.max(1)).expect("a count fits 128 bits")
    };
    println!(
        "build of {first}: {:.1} s, {} µs and {} bytes an article",
        built.as_secs_f64(),
        each(built, first),
        as_built / first.max(1) as u64
    );
    println!(
        "add of {}: {:.1} s, {} µs an article",
        articles - first,
        added.as_secs_f64(),
        each(added, articles - first)
    );
    println!(
        "compact: {:.1} s, {} bytes an article",
        compacted.as_secs_f64(),
        smallest / articles.max(1) as u64
    );
    let mut times = questions(&bench)?;
    times.sort_unstable();
    let at =
        |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("{} queries: median {:.2} ms, 99th percentile {:.2} ms", times.len(), at(50), at(99));
    Ok(())
}

/// Writes the first articles, the later ones, and a sample to query.
fn split(corpus: &Path, bench: &Bench, first: usize) -> Result<(), Box<dyn Error>> {
    let create = |name: &str| File::create(bench.path(name)).map(BufWriter::new);
    let (mut early, mut late, mut asked) =
        (create("first.jsonl")?, create("later.jsonl")?, create("asked.jsonl")?);
    let step = (first / QUESTIONS).max(1);
    for (place, line) in BufReader::new(decompressed(corpus)?).lines().enumerate() {
        let line = line?;
        writeln!(if place < first { &mut early } else { &mut late }, "{line}")?;
        if place % step == 0 && place / step < QUESTIONS {
            writeln!(asked, "{line}")?;
        }
    }
    early.flush()?;
    late.flush()?;
    Ok(asked.flush()?)
}

fn timed(bench: &Bench, words: &str) -> Result<Duration, Box<dyn Error>> {
    let begun = Instant::now();
    bench.run(words)?;
    Ok(begun.elapsed())
}

/// The time per query, once the index is open.
fn questions(bench: &Bench) -> Result<Vec<Duration>, Box<dyn Error>> {
    let index = Index::open(&bench.path("news.wirecopy"))?;
    let snapshot = index.snapshot()?;
    let cleaner = Cleaner::new();
    let query = Query::new(&snapshot, index.parameters(), &cleaner)?;
    let corpus = Corpus::of_files([bench.path("asked.jsonl")])?;
    let mut times = Vec::with_capacity(QUESTIONS);
    for chunk in corpus.chunks() {
        for record in chunk?.records() {
            let record = record.map_err(|reject| reject.message)?;
            let begun = Instant::now();
            query.ask(&record.article)?;
            times.push(begun.elapsed());
        }
    }
    Ok(times)
}
