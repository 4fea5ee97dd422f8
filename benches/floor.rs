//! The floor: the least work that any run must do with a file, which is to parse its lines and hash
//! each body.

#[path = "common/corpus_file.rs"]
mod corpus_file;
#[path = "common/sizes.rs"]
mod sizes;

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use corpus_file::CorpusFile;
use criterion::{Criterion, criterion_group, criterion_main};
use rayon::prelude::*;
use serde::Deserialize;
use wirecopy::hash;

/// Bytes read before their lines are distributed among the threads.
const PORTION: u64 = 8 << 20;

fn floor(criterion: &mut Criterion) {
    for corpus in sizes::asked_for() {
        let mut group = sizes::group(criterion, "floor/parse_and_hash", &corpus);
        let first = parse_and_hash(&corpus.file);
        assert_eq!(first.articles, corpus.articles);
        for (name, pool) in sizes::pools() {
            assert_eq!(first, pool.install(|| parse_and_hash(&corpus.file)));
            group.bench_function(name, |bencher| {
                pool.install(|| bencher.iter(|| parse_and_hash(&corpus.file)));
            });
        }
        group.finish();
    }
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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Floor {
    articles: u64,
    /// Combines all hashes and lengths, so that no field can be skipped.
    digest: u64,
}

impl Floor {
    fn of_line(line: &str) -> Floor {
        let line: Line<'_> = serde_json::from_str(line).unwrap();
        let others = [line.id, line.outlet, line.date, line.title].map(|field| field.len() as u64);
        let body = hash::bytes(line.body.as_bytes());
        Floor {
            articles: 1,
            digest: others.iter().fold(body, |sum, &length| sum.wrapping_add(length)),
        }
    }

    fn and(self, other: Floor) -> Floor {
        Floor {
            articles: self.articles + other.articles,
            digest: self.digest.wrapping_add(other.digest),
        }
    }
}

fn parse_and_hash(file: &CorpusFile) -> Floor {
    let mut lines = BufReader::new(File::open(file.path()).unwrap());
    let (mut portion, mut sum) = (Vec::new(), Floor::default());
    loop {
        portion.clear();
        lines.by_ref().take(PORTION).read_to_end(&mut portion).unwrap();
        lines.read_until(b'\n', &mut portion).unwrap();
        if portion.is_empty() {
            return sum;
        }
        let text = str::from_utf8(&portion).unwrap();
        let of_portion = text.par_lines().map(Floor::of_line).reduce(Floor::default, Floor::and);
        sum = sum.and(of_portion);
    }
}

criterion_group!(benches, floor);
criterion_main!(benches);
