//! Reading: from a file to parsed articles, on one thread.

#[path = "common/corpus_file.rs"]
mod corpus_file;
#[path = "common/opened.rs"]
mod opened;

use std::io::Write;

use corpus_file::CorpusFile;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::write::GzEncoder;
use wirecopy::corpus::Corpus;

const ARTICLES: u64 = 4000;

fn read(criterion: &mut Criterion) {
    let plain = CorpusFile::synthetic(ARTICLES);
    let lines = std::fs::read(plain.path()).unwrap();
    let files = [
        ("plain", plain),
        ("gzip", CorpusFile::of_parts([gzipped(&lines)])),
        ("zstd", CorpusFile::of_parts([zstd::encode_all(&lines[..], 0).unwrap()])),
    ];

    let mut group = criterion.benchmark_group("corpus/read");
    // Uncompressed bytes, so that the three are comparable.
    group.throughput(Throughput::Bytes(lines.len() as u64)).sample_size(20);
    for (compression, file) in &files {
        let corpus = opened::open(file);
        let first = read_all(&corpus);
        assert_eq!(first.articles, ARTICLES);
        assert_eq!(first, read_all(&corpus));
        group.bench_function(*compression, |bencher| bencher.iter(|| read_all(&corpus)));
    }
    group.finish();
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    articles: u64,
    body_bytes: usize,
}

/// Reads a whole corpus.
fn read_all(corpus: &Corpus) -> Seen {
    let mut seen = Seen::default();
    for chunk in corpus.chunks() {
        for record in chunk.unwrap().records() {
            seen.articles += 1;
            seen.body_bytes += record.unwrap().article.body.len();
        }
    }
    seen
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

criterion_group!(benches, read);
criterion_main!(benches);
