//! An index gives the same results as one run over all its articles.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::add::{add_as, build_as, prune_in_steps};
use super::reading::How;
use super::{
    Added, Adding, Answer, Extent, Query, check_index, index_parameters, known_run, settings_of,
};
use crate::article::Article;
use crate::clean::Cleaner;
use crate::corpus::{Corpus, Input, Options};
use crate::date::Day;
use crate::engine::{Run, Settings, Singletons, Wirecopy};
use crate::index::{IndexWriter, Parameters, Snapshot, Tally};
use crate::lsh;

/// Shared, because compiling its patterns takes longer than most portions.
static CLEANER: LazyLock<Arc<Cleaner>> = LazyLock::new(Arc::default);

fn corpus(path: PathBuf) -> Corpus {
    let inputs = [Input::Path(path)];
    Corpus::open(&inputs, &Options::default(), Path::new("."), &mut std::io::empty()).unwrap()
}

/// Everything in the tables except the places of the articles.
fn described(run: &Run) -> String {
    let outlines = run.outlines(Singletons::Included).unwrap();
    let stories = run.describe(&outlines).unwrap();
    let keys: Vec<String> = run.articles.ids().map(|article| run.articles.key(article)).collect();
    format!(
        "{keys:?}\n{:?}\n{stories:#?}\n{:#?}\n{:#?}\n{:#?}",
        run.texts.placeholders(),
        run.families_of(&outlines),
        run.verified.iter().map(crate::Result::unwrap).collect::<Vec<_>>(),
        run.relations().unwrap()
    )
}

fn one_run(lines: &[String], settings: &Settings) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("all.jsonl");
    fs::write(&path, lines.concat()).unwrap();
    let wirecopy = Wirecopy::builder().cleaner(Arc::clone(&CLEANER)).settings(settings.clone());
    described(&wirecopy.build().run_corpus(&corpus(path)).unwrap())
}

/// All results of an index.
pub(super) fn described_by(snapshot: &Snapshot, parameters: &Parameters) -> crate::Result<String> {
    Ok(described(&known_run(snapshot, parameters, &CLEANER, Added::default())?.0))
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
        self.take_in(lines, batch_bytes, |writer, how| add_as(writer, how).unwrap());
    }

    /// Builds the empty index from articles, the first `at_once` of them at once.
    fn build(&mut self, lines: &[String], batch_bytes: usize, at_once: usize) {
        self.take_in(lines, batch_bytes, |writer, how| build_as(writer, how, at_once).unwrap());
    }

    fn take_in(
        &mut self,
        lines: &[String],
        batch_bytes: usize,
        take_in: impl Fn(&mut IndexWriter, How<'_>) -> Added,
    ) {
        let path = self.folder.path().join("portion.jsonl");
        fs::write(&path, lines.concat()).unwrap();
        let how = How {
            corpus: &corpus(path),
            adding: Adding::new(&CLEANER),
            settings: &settings_of(self.writer.parameters()).unwrap().0,
            extent: Extent::Profiles,
            batch_bytes,
            lists_records: false,
        };
        let before = self.writer.snapshot().unwrap().tally().unwrap().articles;
        let added = take_in(&mut self.writer, how);
        let after = self.writer.snapshot().unwrap().tally().unwrap().articles;
        assert_eq!(added.articles, after - before);
        assert_eq!(added.articles + added.repeats, lines.len() as u64);
    }

    pub(super) fn described(&self) -> String {
        described_by(&self.writer.snapshot().unwrap(), self.writer.parameters()).unwrap()
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

/// The sample, and texts of it that other outlets have under several headlines. Two of them are placeholders, and the
/// third is not, for it is under two headlines only.
fn sample_with_placeholders() -> Vec<String> {
    let mut lines = sample();
    let headlines: [&[&str]; 3] = [
        &["Choir sings in the rain", "Budget passes narrowly", "Dam leaks", "Dam leaks"],
        &[
            "Photos: ice",
            "Photos: fire",
            "Photos: sand",
            "Photos: trees",
            "Photos: hay",
            "Photos: fog",
        ],
        &["Choir sings in the rain", "Budget passes narrowly"],
    ];
    for (place, headlines) in headlines.iter().enumerate() {
        let article: Value = serde_json::from_str(&lines[place]).unwrap();
        for (number, headline) in headlines.iter().enumerate() {
            let mut copy = article.clone();
            copy["id"] = format!("copy-{place}-{number}").into();
            copy["outlet"] = format!("outlet-{place}.example").into();
            copy["title"] = (*headline).into();
            copy["url"] = Value::Null;
            lines.push(format!("{copy}\n"));
        }
    }
    lines
}

fn shuffled(mut lines: Vec<String>, seed: u64) -> Vec<String> {
    let mut state = seed;
    for place in (1..lines.len()).rev() {
        state = crate::hash::mix(state);
        lines.swap(place, usize::try_from(state % (place as u64 + 1)).unwrap());
    }
    lines
}

/// Settings under which some buckets of the sample are too large to compare all pairs.
fn small_buckets() -> Settings {
    let lsh = lsh::Settings { max_full_bucket: 6, neighbours: 2, ..lsh::Settings::default() };
    Settings { lsh, measure_all_up_to: 8, ..Settings::default() }
}

#[test]
fn thirty_portions_in_any_order_give_the_results_of_one_run() {
    for settings in [Settings::default(), small_buckets()] {
        let lines = sample_with_placeholders();
        let whole = one_run(&lines, &settings);
        assert!(whole.contains("Verbatim") || whole.contains("Edited"));
        for seed in 0..3 {
            let lines = shuffled(lines.clone(), seed);
            let mut portions = Portions::new(&settings);
            for portion in lines.chunks(lines.len().div_ceil(30)) {
                portions.add(portion, 1 << 20);
            }
            assert_eq!(portions.described(), whole, "seed {seed}");
        }
    }
}

#[test]
fn building_at_once_gives_the_results_of_one_run() {
    for settings in [Settings::default(), small_buckets()] {
        let lines = shuffled(sample_with_placeholders(), 1);
        let whole = one_run(&lines, &settings);
        // All in one portion, in several portions, and only the first portion at once.
        for (batch_bytes, at_once) in [(1 << 20, 1000), (100_000, 1000), (100_000, 1)] {
            let mut portions = Portions::new(&settings);
            portions.build(&lines, batch_bytes, at_once);
            assert_eq!(portions.described(), whole, "{batch_bytes} bytes, {at_once} at once");
            let snapshot = portions.writer.snapshot().unwrap();
            check_index(&snapshot, portions.writer.parameters()).unwrap();
        }
    }
}

#[test]
fn articles_of_an_index_are_found_in_buckets_of_any_size() {
    let mut portions = Portions::new(&small_buckets());
    portions.build(&sample(), 1 << 20, 1000);
    let snapshot = portions.writer.snapshot().unwrap();
    let mut query = Query::new(&snapshot, portions.writer.parameters(), &CLEANER).unwrap();
    let corpus = corpus(portions.folder.path().join("portion.jsonl"));
    let mut answers: [Vec<Answer>; 2] = Default::default();
    for (answers, large_members) in answers.iter_mut().zip([0, u64::MAX]) {
        query.large_members = large_members;
        for chunk in corpus.chunks() {
            for record in chunk.unwrap().records() {
                answers.push(query.ask(&record.unwrap().article).unwrap());
            }
        }
    }
    for (near, all) in answers[0].iter().zip(&answers[1]) {
        assert!(near.stories.iter().any(|story| story.closest.same_words), "{near:?}");
        for story in &near.stories {
            assert!(all.stories.contains(story), "{near:?} is not in {all:?}");
        }
    }
}

#[test]
fn articles_can_be_added_and_pruned_after_building_at_once() {
    let settings = small_buckets();
    let lines = sample_with_placeholders();
    let (first, later) = lines.split_at(250);
    let mut portions = Portions::new(&settings);
    portions.build(first, 1 << 20, 1000);
    portions.add(later, 1 << 20);
    assert_eq!(portions.described(), one_run(&lines, &settings));
    check_index(&portions.writer.snapshot().unwrap(), portions.writer.parameters()).unwrap();
    let gone = Day::parse("3000-01-01").unwrap();
    prune_in_steps(&mut portions.writer, gone, &CLEANER, 57).unwrap();
    let tally = check_index(&portions.writer.snapshot().unwrap(), portions.writer.parameters());
    assert_eq!(tally.unwrap(), Tally::default());
}

#[test]
fn pruned_articles_leave_no_trace() {
    for settings in [Settings::default(), small_buckets()] {
        let on_day = |(place, line): (usize, String)| {
            line.replace("\"2021-01-04T", &format!("\"2021-01-{:02}T", 4 + place % 9))
        };
        let lines = sample_with_placeholders().into_iter().enumerate();
        let lines: Vec<String> = lines.map(on_day).collect();
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
        assert_eq!(portions.described(), one_run(&kept, &settings));
        check_index(&portions.writer.snapshot().unwrap(), portions.writer.parameters()).unwrap();
    }
}

#[test]
fn stories_follow_when_a_text_becomes_a_placeholder_and_when_it_is_none_any_more() {
    let settings = small_buckets();
    let lines = sample_with_placeholders();
    let (third, others): (Vec<String>, Vec<String>) =
        lines.into_iter().partition(|line| line.contains("Dam leaks"));
    let third: Vec<String> =
        third.iter().map(|line| line.replace("2021-01-04", "2020-01-04")).collect();
    let [without, with] =
        [others.clone(), [&*others, &third].concat()].map(|lines| one_run(&lines, &settings));
    let placeholders = |portions: &Portions| {
        let snapshot = portions.writer.snapshot().unwrap();
        check_index(&snapshot, portions.writer.parameters()).unwrap().placeholders
    };
    let mut portions = Portions::new(&settings);
    portions.build(&others, 1 << 20, 1000);
    assert_eq!((placeholders(&portions), portions.described()), (6, without.clone()));
    portions.add(&third, 1 << 20);
    assert_eq!((placeholders(&portions), portions.described()), (10, with));
    let day = Day::parse("2020-06-01").unwrap();
    prune_in_steps(&mut portions.writer, day, &CLEANER, 57).unwrap();
    assert_eq!((placeholders(&portions), portions.described()), (6, without));
}

#[test]
fn a_query_does_not_find_a_placeholder() {
    let mut portions = Portions::new(&Settings::default());
    portions.build(&sample_with_placeholders(), 1 << 20, 1000);
    let snapshot = portions.writer.snapshot().unwrap();
    let query = Query::new(&snapshot, portions.writer.parameters(), &CLEANER).unwrap();
    let text: Value = serde_json::from_str(&sample()[0]).unwrap();
    let answer = query.ask(&Article::new("asked", text["body"].as_str().unwrap())).unwrap();
    let found: Vec<&str> =
        answer.stories.iter().flat_map(|story| &story.carried).map(|one| &*one.id).collect();
    assert!(found.contains(&"synth-00000000"), "{found:?}");
    assert!(!found.iter().any(|id| id.starts_with("copy")), "{found:?}");
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
        let lines = shuffled(lines.to_vec(), seed);
        for line in &lines {
            portions.add(std::slice::from_ref(line), 1 << 20);
        }
        assert_eq!(portions.described(), whole, "seed {seed}");
        let mut at_once = Portions::new(&settings);
        at_once.build(&lines, 1 << 20, 1000);
        assert_eq!(at_once.described(), whole, "seed {seed}");
        check_index(&at_once.writer.snapshot().unwrap(), at_once.writer.parameters()).unwrap();
        check_index(&portions.writer.snapshot().unwrap(), portions.writer.parameters()).unwrap();
    }
}
