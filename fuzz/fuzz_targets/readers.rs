//! Whatever a file holds, reading it ends with articles, rejects or a clear error, and each record is one of them.
//!
//! The first byte says how the file is named, and so which format its content is taken for where it could be several.
//!
//! ```text
//! cargo +nightly fuzz run readers fuzz/corpus/readers fuzz/seeds/readers
//! ```

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::{Corpus, Input, Options};

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::new);

const NAMES: [&str; 12] = [
    "a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a.html", "a.xml", "a.warc", "a.parquet", "a.sqlite", "a.jsonl.gz",
    "a",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&name, bytes)) = bytes.split_first() else { return };
    let folder = TempDir::new().expect("there is a temporary folder");
    let path = folder.path().join(NAMES[usize::from(name) % NAMES.len()]);
    std::fs::write(&path, bytes).expect("the folder can be written");
    let _ = read(path, folder.path());
});

fn read(path: std::path::PathBuf, folder: &std::path::Path) -> wirecopy::Result<()> {
    let corpus =
        Corpus::open(&[Input::Path(path)], &Options::default(), folder, &mut std::io::empty())?;
    for chunk in corpus.chunks() {
        for record in chunk?.records().flatten() {
            CLEANER.clean(&record.article);
        }
    }
    Ok(())
}
