//! How large the corpora of whole runs are.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::corpus_file::CorpusFile;

/// Names of sizes, and the articles of each.
const SIZES: [(&str, u64); 3] =
    [("10_thousand", 10_000), ("100_thousand", 100_000), ("1_million", 1_000_000)];

/// A corpus of one size.
pub(crate) struct Sized {
    pub(crate) name: &'static str,
    pub(crate) articles: u64,
    pub(crate) file: CorpusFile,
}

/// The corpora of the sizes that are named on the command line, as `cargo bench -- 1_million` does; of the smallest if
/// none is.
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

/// A group of benches over one corpus, ten samples each.
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

/// One thread, and all that there are.
pub(crate) fn pools() -> [(&'static str, ThreadPool); 2] {
    // 0 stands for as many threads as there are cores.
    [("one_thread", 1), ("all_threads", 0)].map(|(name, threads)| {
        (name, ThreadPoolBuilder::new().num_threads(threads).build().unwrap())
    })
}
