//! Verification: profiles of the articles, and the exact comparison of their candidate pairs.

#[path = "common/pages.rs"]
mod pages;
#[path = "common/signed.rs"]
mod signed;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use pages::Page;
use wirecopy::engine::DEFAULT_THRESHOLD;
use wirecopy::lsh::{self, Settings};
use wirecopy::pair::CandidatePair;
use wirecopy::shingle::Shingling;
use wirecopy::similarity::Score;
use wirecopy::verify::{self, Profile, Rules};

const ARTICLES: u64 = 2000;

fn profile(criterion: &mut Criterion) {
    let pages = pages::different(ARTICLES);
    let words: usize = pages.iter().map(|(_, text)| text.n_words()).sum();
    let profiles = profiles(&pages);
    assert_eq!(profiles.len(), pages.len());
    assert!(
        profiles
            .iter()
            .all(|profile| verify::measure(profile, profile, Rules::default()).overlap.left > 0)
    );

    let mut group = criterion.benchmark_group("verify/profile");
    group.throughput(Throughput::Elements(words as u64)).sample_size(20);
    group.bench_function("words", |bencher| bencher.iter(|| self::profiles(&pages)));
    group.finish();
}

fn measure(criterion: &mut Criterion) {
    let pages = pages::different(ARTICLES);
    let settings = Settings::default();
    let (signatures, articles) = signed::sign(&pages, settings.parameters);
    let candidates = lsh::candidates(&signatures, &articles, settings);
    let profiles = profiles(&pages);

    // Copies take the slow path; most other pairs are rejected by their shingle sets alone.
    let threshold = Score::from_share(DEFAULT_THRESHOLD);
    let (copies, others): (Vec<_>, Vec<_>) =
        candidates.into_iter().partition(|pair| score(*pair, &profiles) >= threshold);

    let mut group = criterion.benchmark_group("verify/measure");
    group.sample_size(20);
    measure_pairs(&mut group, "copies", &copies, &profiles);
    measure_pairs(&mut group, "others", &others, &profiles);
    group.finish();
}

fn measure_pairs(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    pairs: &[CandidatePair],
    profiles: &[Profile],
) {
    let scores = || pairs.iter().map(|&pair| u64::from(score(pair, profiles).units())).sum::<u64>();
    assert!(!pairs.is_empty());
    assert_eq!(scores(), scores());
    group.throughput(Throughput::Elements(pairs.len() as u64));
    group.bench_function(name, |bencher| bencher.iter(scores));
}

fn profiles(pages: &[Page]) -> Vec<Profile> {
    pages
        .iter()
        .map(|(article, text)| Profile::new(&pages::as_read(article), text, Shingling::default()))
        .collect()
}

fn score(pair: CandidatePair, profiles: &[Profile]) -> Score {
    verify::measure(&profiles[pair.low().index()], &profiles[pair.high().index()], Rules::default())
        .score
}

criterion_group!(benches, profile, measure);
criterion_main!(benches);
