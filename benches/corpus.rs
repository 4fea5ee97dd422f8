//! Reading: from a file to parsed articles, on one thread.

#[path = "common/corpus_file.rs"]
mod corpus_file;

use std::io::Write;

use corpus_file::{CorpusFile, json_lines};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::write::GzEncoder;
use wirecopy::corpus::Corpus;

const ARTICLES: u64 = 4000;

fn read(criterion: &mut Criterion) {
    let lines = json_lines(ARTICLES);
    let files = [
        ("plain", CorpusFile::write(lines.as_bytes())),
        ("gzip", CorpusFile::write(&gzipped(lines.as_bytes()))),
        ("zstd", CorpusFile::write(&zstd::encode_all(lines.as_bytes(), 0).unwrap())),
    ];

    let mut group = criterion.benchmark_group("corpus/read");
    // Bytes as they are after decompression, so that the three can be compared.
    group.throughput(Throughput::Bytes(lines.len() as u64)).sample_size(20);
    for (compression, file) in &files {
        let corpus = file.open();
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

/// Reads all of a corpus.
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
