//! A whole run, from a file to stories. `floor` is the least work that any run must do with the
//! same file.

#[path = "common/corpus_file.rs"]
mod corpus_file;
#[path = "common/opened.rs"]
mod opened;
#[path = "common/sizes.rs"]
mod sizes;

use corpus_file::CorpusFile;
use criterion::{Criterion, criterion_group, criterion_main};
use wirecopy::{Run, Story, Wirecopy};

fn cluster(criterion: &mut Criterion) {
    for corpus in sizes::asked_for() {
        let mut group = sizes::group(criterion, "end_to_end/cluster", &corpus);
        let first = run(&corpus.file);
        let bad: Vec<_> = first.rejects().iter().collect();
        assert!(bad.is_empty(), "{bad:?}");
        let stories = stories(&first);
        assert!(stories.len() > 100);
        for (name, pool) in sizes::pools() {
            assert_eq!(stories, self::stories(&pool.install(|| run(&corpus.file))));
            group.bench_function(name, |bencher| {
                pool.install(|| bencher.iter(|| run(&corpus.file)));
            });
        }
        group.finish();
    }
}

fn run(file: &CorpusFile) -> Run {
    Wirecopy::new().run_corpus(&opened::open(file)).unwrap()
}

fn stories(run: &Run) -> Vec<Story> {
    run.stories().collect::<Result<_, _>>().unwrap()
}

criterion_group!(benches, cluster);
criterion_main!(benches);
