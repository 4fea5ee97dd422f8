//! The index: built from a corpus, and queried for the copies of an article.

#[path = "common/corpus_file.rs"]
mod corpus_file;
#[path = "common/opened.rs"]
mod opened;

use std::path::Path;

use corpus_file::CorpusFile;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::article::BodyIs;
use wirecopy::clean::Cleaner;
use wirecopy::engine::{self, Adding, Extent, Settings};
use wirecopy::index::{IndexWriter, Tally};

const ARTICLES: u64 = 4000;

fn build(criterion: &mut Criterion) {
    let file = CorpusFile::synthetic(ARTICLES);
    let path = file.path().with_file_name("news.wirecopy");
    let first = built(&file, &path);
    assert!(first.articles > 0);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(first, built(&file, &path));

    let mut group = criterion.benchmark_group("index/build");
    group.throughput(Throughput::Elements(ARTICLES)).sample_size(10);
    group.bench_function("news", |bencher| {
        bencher.iter_batched(
            || std::fs::remove_file(&path).unwrap(),
            |()| built(&file, &path),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn built(file: &CorpusFile, path: &Path) -> Tally {
    let (corpus, cleaner, extent) = (opened::open(file), Cleaner::new(), Extent::Profiles);
    let cleaning = serde_json::Value::Null;
    let parameters =
        engine::index_parameters(&Settings::default(), BodyIs::default(), &cleaning, extent);
    let mut writer = IndexWriter::create(path, parameters).unwrap();
    engine::build(&mut writer, &corpus, Adding::new(&cleaner)).unwrap();
    writer.snapshot().unwrap().tally().unwrap()
}

criterion_group!(benches, build);
criterion_main!(benches);
