//! Writing: from the stories of a run to its tables on disk, in one format or in all.

#[path = "common/corpus_file.rs"]
mod corpus_file;
#[path = "common/opened.rs"]
mod opened;

use corpus_file::CorpusFile;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::clean::Cleaner;
use wirecopy::corpus::Corpus;
use wirecopy::engine::{Singletons, Unobserved, Writing};
use wirecopy::report::{
    Format, Formats, LargeTables, OutputFolder, Overwrite, RunIdentity, Tables, WrittenTables,
};
use wirecopy::{Run, Wirecopy};

const ARTICLES: u64 = 4000;

fn write(criterion: &mut Criterion) {
    let file = CorpusFile::synthetic(ARTICLES);
    let corpus = opened::open(&file);
    let run = Wirecopy::new().run_corpus(&corpus).unwrap();
    let folder = || {
        let identity = RunIdentity { config: serde_json::Value::Null, inputs: Vec::new() };
        OutputFolder::claim(&file.path().with_file_name("report"), &identity, Overwrite::Force)
            .unwrap()
    };

    let mut group = criterion.benchmark_group("report/write");
    group.throughput(Throughput::Elements(ARTICLES)).sample_size(20);
    for (name, formats) in
        [("json_lines", Formats::of(&[Format::JsonLines])), ("all", Formats::default())]
    {
        let first = written(&run, &corpus, &folder(), &formats);
        assert!(first.files().iter().any(|file| file.bytes > 100_000));
        assert_eq!(first.files(), written(&run, &corpus, &folder(), &formats).files());
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                folder,
                |folder| written(&run, &corpus, &folder, &formats),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn written(run: &Run, corpus: &Corpus, folder: &OutputFolder, formats: &Formats) -> WrittenTables {
    let mut tables = Tables::create(folder, LargeTables::default(), None, formats).unwrap();
    let cleaner = &Cleaner::new();
    let singletons = Singletons::LeftOut;
    let writing = Writing { corpus, cleaner, singletons, observer: &Unobserved };
    run.write_tables(writing, &mut tables).unwrap();
    tables.finish().unwrap()
}

criterion_group!(benches, write);
criterion_main!(benches);
