//! Shingling: from words to the sorted set of shingles.

#[path = "common/pages.rs"]
mod pages;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pages::Page;
use wirecopy::shingle::{self, Shingling};

const ARTICLES: u64 = 2000;

fn shingle(criterion: &mut Criterion) {
    let pages = pages::different(ARTICLES);
    let words: usize = pages.iter().map(|(_, text)| text.n_words()).sum();

    let first = shingles_of(&pages);
    assert!(0 < first && first < words);
    assert_eq!(first, shingles_of(&pages));

    let mut group = criterion.benchmark_group("shingle/shingle");
    group.throughput(Throughput::Elements(words as u64)).sample_size(20);
    group.bench_function(BenchmarkId::new("words", shingle::DEFAULT_WORDS), |bencher| {
        bencher.iter(|| shingles_of(&pages));
    });
    group.finish();
}

fn shingles_of(pages: &[Page]) -> usize {
    let shingling = Shingling::default();
    pages.iter().map(|(page, text)| shingle::shingle(&page.body, text, shingling).len()).sum()
}

criterion_group!(benches, shingle);
criterion_main!(benches);
