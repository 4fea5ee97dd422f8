//! LSH: from signatures to candidate pairs, on all threads.

#[path = "common/pages.rs"]
mod pages;
#[path = "common/signed.rs"]
mod signed;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::lsh::{self, Settings};

const ARTICLES: u64 = 8000;

fn candidates(criterion: &mut Criterion) {
    let pages = pages::different(ARTICLES);

    let mut group = criterion.benchmark_group("lsh/candidates");
    group.throughput(Throughput::Elements(pages.len() as u64)).sample_size(20);
    let settings = Settings::default();
    let (signatures, articles) = signed::sign(&pages, settings.parameters);
    let find = || lsh::candidates(&signatures, &articles, settings);

    let first = find();
    // The corpus has stories, most with several copies; but most pairs share nothing.
    assert!(pages.len() / 2 < first.len() && first.len() < 100 * pages.len());
    assert_eq!(first, find());
    group.bench_function("bottom-k", |bencher| bencher.iter(find));
    group.finish();
}

criterion_group!(benches, candidates);
criterion_main!(benches);
