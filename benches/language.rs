//! From a body to its signature, in languages with one, two and three bytes per letter.

#[path = "common/languages.rs"]
mod languages;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::clean::Cleaner;
use wirecopy::shingle::{self, Shingling};
use wirecopy::signature::Signature;

const BODIES: usize = 200;
const MINIMA: usize = 64;

fn sign(criterion: &mut Criterion) {
    let cleaner = Cleaner::new();
    let mut group = criterion.benchmark_group("language/sign");
    group.sample_size(20);
    for (name, bodies) in languages::bodies(BODIES) {
        let sign = || {
            let signatures = bodies.iter().map(|body| {
                let text = cleaner.clean(&languages::article(body));
                let shingles = shingle::shingles(body, &text, Shingling::default());
                Signature::of_hashes(&shingles, MINIMA)
            });
            signatures.collect::<Vec<_>>()
        };
        assert_eq!(sign(), sign());
        assert!(sign()[0].estimate_jaccard(&sign()[0]) > 0.99);
        let bytes: usize = bodies.iter().map(String::len).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(name, |bencher| bencher.iter(sign));
    }
    group.finish();
}

criterion_group!(benches, sign);
criterion_main!(benches);
