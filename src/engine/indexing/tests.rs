//! An index says what one run over all of its articles says.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::add::add_in_batches;
use super::prune::prune_in_steps;
use super::{Added, Extent, check_index, index_parameters, known_run};
use crate::clean::Cleaner;
use crate::corpus::{Corpus, Input, Options};
use crate::date::Day;
use crate::engine::{self, Run, Settings, Singletons, Tolerance, Unobserved};
use crate::index::{IndexWriter, Parameters, Snapshot};
use crate::lsh;

/// Compiling its patterns takes longer than most portions.
static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::new);

fn corpus(path: PathBuf) -> Corpus {
    let inputs = [Input::Path(path)];
    Corpus::open(&inputs, &Options::default(), Path::new("."), &mut std::io::empty()).unwrap()
}

/// Everything that the tables tell, but for where articles stand.
fn told(run: &Run) -> String {
    let outlines = run.outlines(Singletons::Included).unwrap();
    let stories = run.tell(&outlines).unwrap();
    let keys: Vec<String> = run.articles.ids().map(|article| run.articles.key(article)).collect();
    format!(
        "{keys:?}\n{stories:#?}\n{:#?}\n{:#?}\n{:#?}",
        run.told_families(&outlines),
        run.verified.iter().map(crate::Result::unwrap).collect::<Vec<_>>(),
        run.relations().unwrap()
    )
}

fn one_run(lines: &[String], settings: &Settings) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("all.jsonl");
    fs::write(&path, lines.concat()).unwrap();
    let run = engine::cluster(&corpus(path), &CLEANER, settings, Tolerance::default(), &Unobserved);
    told(&run.unwrap())
}

/// Everything that an index tells.
pub(super) fn told_by(snapshot: &Snapshot, parameters: &Parameters) -> crate::Result<String> {
    Ok(told(&known_run(snapshot, parameters, &CLEANER, Added::default())?.0))
}

/// An index to which articles are added in portions.
pub(super) struct Portions {
    folder: TempDir,
    writer: IndexWriter,
}

impl Portions {
    pub(super) fn new(settings: &Settings) -> Portions {
        let folder = TempDir::new().unwrap();
        let parameters = index_parameters(
            settings,
            crate::article::BodyIs::Story,
            &Value::Null,
            Extent::Profiles,
        );
        let writer = IndexWriter::create(&folder.path().join("index"), parameters).unwrap();
        Portions { folder, writer }
    }

    pub(super) fn add(&mut self, lines: &[String], batch_bytes: usize) {
        let path = self.folder.path().join("portion.jsonl");
        fs::write(&path, lines.concat()).unwrap();
        let tolerance = Tolerance::default();
        add_in_batches(
            &mut self.writer,
            &corpus(path),
            &CLEANER,
            tolerance,
            Extent::Profiles,
            &Unobserved,
            batch_bytes,
        )
        .unwrap();
    }

    pub(super) fn told(&self) -> String {
        told_by(&self.writer.snapshot().unwrap(), self.writer.parameters()).unwrap()
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        let Portions { folder, writer } = self;
        drop(writer);
        fs::read(folder.path().join("index")).unwrap()
    }
}

pub(super) fn sample() -> Vec<String> {
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

#[test]
fn articles_that_go_are_as_if_they_had_never_come() {
    for settings in [Settings::default(), small_buckets()] {
        let on_day = |(place, line): (usize, String)| {
            line.replace("\"2021-01-04T", &format!("\"2021-01-{:02}T", 4 + place % 9))
        };
        let lines: Vec<String> = sample().into_iter().enumerate().map(on_day).collect();
        let day = Day::parse("2021-01-08").unwrap();
        let is_kept = |line: &&String| {
            let article: Value = serde_json::from_str(line).unwrap();
            article["date"].as_str().and_then(Day::parse).is_none_or(|date| date >= day)
        };
        let kept: Vec<String> = lines.iter().filter(is_kept).cloned().collect();
        assert!((50..350).contains(&kept.len()), "{}", kept.len());
        let mut portions = Portions::new(&settings);
        portions.add(&lines, 1 << 20);
        let gone = prune_in_steps(&mut portions.writer, day, &CLEANER, 37).unwrap();
        assert_eq!(gone, (lines.len() - kept.len()) as u64);
        assert_eq!(portions.told(), one_run(&kept, &settings));
        check_index(&portions.writer.snapshot().unwrap(), portions.writer.parameters()).unwrap();
    }
}

#[test]
fn versions_and_repeats_are_named_as_one_run_names_them() {
    let body = |number: usize| format!("{}\n", "The ferry to Tarn was late again. ".repeat(number));
    let article = |id: &str, number: usize, outlet: &str| {
        json!({ "id": id, "outlet": outlet, "title": "Ferry late", "body": body(number) })
            .to_string()
            + "\n"
    };
    let lines = [
        article("a", 20, "gazette.example"),
        article("a", 21, "gazette.example"),
        article("a", 22, "herald.example"),
        article("a#2", 23, "herald.example"),
        article("a", 20, "echo.example"),
        article("b", 20, "echo.example"),
        article("a#2", 23, "herald.example"),
    ];
    let settings = Settings::default();
    let whole = one_run(&lines, &settings);
    for seed in 0..20 {
        let mut portions = Portions::new(&settings);
        for line in shuffled(lines.to_vec(), seed) {
            portions.add(&[line], 1 << 20);
        }
        assert_eq!(portions.told(), whole, "seed {seed}");
        check_index(&portions.writer.snapshot().unwrap(), portions.writer.parameters()).unwrap();
    }
}
