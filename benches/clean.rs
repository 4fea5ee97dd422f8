//! Cleaning: from the article as read to the words of its story.

#[path = "common/pages.rs"]
mod pages;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::article::Article;
use wirecopy::clean::Cleaner;

const ARTICLES: u64 = 2000;

fn clean(criterion: &mut Criterion) {
    let pages = pages::different(ARTICLES);
    let articles: Vec<Article<'_>> =
        pages.iter().map(|(article, _)| pages::as_read(article)).collect();
    let cleaner = Cleaner::new();

    let words_left: usize = pages.iter().map(|(_, text)| text.n_words()).sum();
    let words_raw: usize = pages.iter().map(|(_, text)| text.n_words_raw()).sum();
    assert!(0 < words_left && words_left < words_raw);
    assert_eq!(words_of(&articles, &cleaner), words_left);

    let bytes: usize = articles.iter().map(|article| article.body.len()).sum();
    let mut group = criterion.benchmark_group("clean/clean");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(20);
    group.bench_function("news", |bencher| bencher.iter(|| words_of(&articles, &cleaner)));
    group.finish();
}

fn words_of(articles: &[Article<'_>], cleaner: &Cleaner) -> usize {
    articles.iter().map(|article| cleaner.clean(article).n_words()).sum()
}

criterion_group!(benches, clean);
criterion_main!(benches);
