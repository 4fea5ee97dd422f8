//! Signing: from shingle sets to their minima.

#[path = "common/pages.rs"]
mod pages;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::lsh::Parameters;
use wirecopy::shingle::{self, ShingleSet, Shingling};
use wirecopy::signature::{Signature, Signatures};

const ARTICLES: u64 = 2000;

fn sign(criterion: &mut Criterion) {
    let sets: Vec<ShingleSet> = pages::different(ARTICLES)
        .iter()
        .map(|(page, text)| shingle::shingle(&page.body, text, Shingling::default()))
        .collect();
    let shingles: usize = sets.iter().map(ShingleSet::len).sum();

    let mut group = criterion.benchmark_group("signature/sign");
    group.throughput(Throughput::Elements(shingles as u64)).sample_size(20);
    let width = Parameters::default().minima();
    let (first, second) = (signed(&sets, width), signed(&sets, width));
    assert_eq!(first.len(), sets.len());
    // Stories have more shingles than a signature has minima.
    assert!((0..first.len()).any(|row| first.minima(row).len() == width));
    assert!((0..first.len()).all(|row| first.minima(row) == second.minima(row)));
    group.bench_function("bottom-k", |bencher| bencher.iter(|| signed(&sets, width)));
    group.finish();
}

fn signed(sets: &[ShingleSet], width: usize) -> Signatures {
    let mut signatures = Signatures::with_width(width);
    for set in sets {
        signatures.push(&Signature::new(set, width));
    }
    signatures
}

criterion_group!(benches, sign);
criterion_main!(benches);
