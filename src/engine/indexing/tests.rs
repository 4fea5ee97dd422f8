//! An index says what one run over all of its articles says.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use super::add::add_in_batches;
use super::{Added, Keep, index_parameters, known_run};
use crate::clean::Cleaner;
use crate::corpus::{Corpus, Input, Options};
use crate::engine::{self, Run, Settings, Singletons, Tolerance, Unobserved};
use crate::index::IndexWriter;
use crate::lsh;

/// Compiling its patterns takes longer than most portions.
static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::new);

fn corpus(path: PathBuf) -> Corpus {
    let inputs = [Input::Path(path)];
    Corpus::open(&inputs, &Options::default(), Path::new("."), &mut std::io::empty()).unwrap()
}

/// Everything that the tables tell, but for where articles stand.
fn told(run: &Run) -> String {
    let stories = run.told(Singletons::Included);
    let keys: Vec<&str> = run.articles.facts.iter().map(|facts| &*facts.key).collect();
    format!(
        "{keys:?}\n{stories:#?}\n{:#?}\n{:#?}\n{:#?}",
        run.told_families(&stories),
        run.verified,
        run.relations()
    )
}

fn one_run(lines: &[String], settings: &Settings) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("all.jsonl");
    fs::write(&path, lines.concat()).unwrap();
    let run = engine::cluster(
        &corpus(path),
        &CLEANER,
        settings,
        Tolerance::default(),
        &Unobserved,
    );
    told(&run.unwrap())
}

struct Portions {
    folder: TempDir,
    writer: IndexWriter,
}

impl Portions {
    fn new(settings: &Settings) -> Portions {
        let folder = TempDir::new().unwrap();
        let parameters = index_parameters(settings, crate::article::BodyIs::Story, &Value::Null, Keep::Profiles);
        let writer = IndexWriter::create(&folder.path().join("index"), parameters).unwrap();
        Portions { folder, writer }
    }

    fn add(&mut self, lines: &[String], batch_bytes: usize) {
        let path = self.folder.path().join("portion.jsonl");
        fs::write(&path, lines.concat()).unwrap();
        let tolerance = Tolerance::default();
        add_in_batches(
            &mut self.writer,
            &corpus(path),
            &CLEANER,
            tolerance,
            Keep::Profiles,
            &Unobserved,
            batch_bytes,
        )
        .unwrap();
    }

    fn told(&self) -> String {
        let snapshot = self.writer.snapshot().unwrap();
        told(&known_run(&snapshot, self.writer.parameters(), &CLEANER, Added::default()).unwrap().0)
    }
}

fn sample() -> Vec<String> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample.jsonl");
    fs::read_to_string(sample).unwrap().lines().map(|line| format!("{line}\n")).collect()
}

fn shuffled(mut lines: Vec<String>, seed: u64) -> Vec<String> {
    let mut state = seed;
    for place in (1..lines.len()).rev() {
        state = crate::hash::mix(state);
        lines.swap(place, usize::try_from(state % (place as u64 + 1)).unwrap());
    }
    lines
}

/// Settings under which buckets of the sample are too large for all their pairs.
fn small_buckets() -> Settings {
    let lsh = lsh::Settings { max_full_bucket: 6, neighbours: 2, ..lsh::Settings::default() };
    Settings { lsh, measure_all_up_to: 8, ..Settings::default() }
}

#[test]
fn thirty_portions_in_any_order_tell_what_one_run_tells() {
    for settings in [Settings::default(), small_buckets()] {
        let lines = sample();
        let whole = one_run(&lines, &settings);
        assert!(whole.contains("Verbatim") || whole.contains("Edited"));
        for seed in 0..3 {
            let lines = shuffled(lines.clone(), seed);
            let mut portions = Portions::new(&settings);
            for portion in lines.chunks(lines.len().div_ceil(30)) {
                portions.add(portion, 1 << 20);
            }
            assert_eq!(portions.told(), whole, "seed {seed}");
        }
    }
}
