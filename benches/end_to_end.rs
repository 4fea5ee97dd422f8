//! A whole run, from a file to stories, beside the floor: the least that any run must do with the same file.

#[path = "common/corpus_file.rs"]
mod corpus_file;

use std::borrow::Cow;
use std::path::Path;

use corpus_file::{CorpusFile, json_lines};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::Deserialize;
use wirecopy::clean::Cleaner;
use wirecopy::engine::{self, Run, Settings, Tolerance, Unobserved};
use wirecopy::hash;

const ARTICLES: u64 = 10_000;

fn cluster(criterion: &mut Criterion) {
    let (file, mut group) = begin(criterion, "end_to_end/cluster");
    let first = run(&file);
    let bad: Vec<_> = first.rejects().iter().collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert!(first.stories().unwrap().len() > 100);
    for (name, pool) in pools() {
        assert_eq!(first.stories().unwrap(), pool.install(|| run(&file)).stories().unwrap());
        group.bench_function(name, |bencher| pool.install(|| bencher.iter(|| run(&file))));
    }
    group.finish();
}

fn floor(criterion: &mut Criterion) {
    let (file, mut group) = begin(criterion, "end_to_end/floor");
    let first = parse_and_hash(file.path());
    assert_eq!(first.articles, ARTICLES);
    for (name, pool) in pools() {
        assert_eq!(first, pool.install(|| parse_and_hash(file.path())));
        group.bench_function(name, |bencher| {
            pool.install(|| bencher.iter(|| parse_and_hash(file.path())));
        });
    }
    group.finish();
}

fn begin<'c>(
    criterion: &'c mut Criterion,
    name: &str,
) -> (CorpusFile, BenchmarkGroup<'c, WallTime>) {
    let lines = json_lines(ARTICLES);
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(lines.len() as u64)).sample_size(10);
    (CorpusFile::write(lines.as_bytes()), group)
}

fn pools() -> [(&'static str, ThreadPool); 2] {
    // 0 stands for as many threads as there are cores.
    [("one_thread", 1), ("all_threads", 0)].map(|(name, threads)| {
        (name, ThreadPoolBuilder::new().num_threads(threads).build().unwrap())
    })
}

fn run(file: &CorpusFile) -> Run {
    let (corpus, cleaner) = (file.open(), Cleaner::new());
    let (settings, tolerance) = (Settings::default(), Tolerance::default());
    engine::cluster(&corpus, &cleaner, &settings, tolerance, &Unobserved).unwrap()
}

/// The fields of an article that a run reads.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    outlet: Cow<'a, str>,
    #[serde(borrow)]
    date: Cow<'a, str>,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    body: Cow<'a, str>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Floor {
    articles: u64,
    /// All hashes and lengths in one number, so that no field is left unread.
    digest: u64,
}

fn parse_and_hash(path: &Path) -> Floor {
    let text = std::fs::read_to_string(path).unwrap();
    let digest = |line: &str| {
        let line: Line<'_> = serde_json::from_str(line).unwrap();
        let others = [line.id, line.outlet, line.date, line.title].map(|field| field.len() as u64);
        Floor {
            articles: 1,
            digest: others
                .iter()
                .fold(hash::bytes(line.body.as_bytes()), |sum, &length| sum.wrapping_add(length)),
        }
    };
    text.par_lines().map(digest).reduce(Floor::default, |one, other| Floor {
        articles: one.articles + other.articles,
        digest: one.digest.wrapping_add(other.digest),
    })
}

criterion_group!(benches, cluster, floor);
criterion_main!(benches);
