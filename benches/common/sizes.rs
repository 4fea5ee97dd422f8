//! Corpus sizes for whole runs.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::corpus_file::CorpusFile;

/// Sizes by name, and their numbers of articles.
const SIZES: [(&str, u64); 3] =
    [("10_thousand", 10_000), ("100_thousand", 100_000), ("1_million", 1_000_000)];

/// A corpus of one size.
pub(crate) struct Sized {
    pub(crate) name: &'static str,
    pub(crate) articles: u64,
    pub(crate) file: CorpusFile,
}

/// The corpora whose sizes are named on the command line, as in `cargo bench -- 1_million`; the
/// smallest if none is named.
pub(crate) fn asked_for() -> impl Iterator<Item = Sized> {
    let is_named = |name: &str| std::env::args().any(|arg| arg.contains(name));
    let any_is = SIZES.iter().any(|(name, _)| is_named(name));
    let asked =
        SIZES.into_iter().filter(
            move |&(name, articles)| {
                if any_is { is_named(name) } else { articles == SIZES[0].1 }
            },
        );
    asked.map(|(name, articles)| Sized { name, articles, file: CorpusFile::synthetic(articles) })
}

/// A benchmark group over one corpus, with ten samples each.
pub(crate) fn group<'c>(
    criterion: &'c mut Criterion,
    name: &str,
    corpus: &Sized,
) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(format!("{name}/{}", corpus.name));
    let (elements, bytes) = (corpus.articles, corpus.file.path().metadata().unwrap().len());
    group.throughput(Throughput::ElementsAndBytes { elements, bytes });
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group
}

/// One thread, and all threads.
pub(crate) fn pools() -> [(&'static str, ThreadPool); 2] {
    // 0 means one thread per core.
    [("one_thread", 1), ("all_threads", 0)].map(|(name, threads)| {
        (name, ThreadPoolBuilder::new().num_threads(threads).build().unwrap())
    })
}
