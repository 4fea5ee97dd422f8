//! Whatever an index file holds, opening, checking and querying it ends with the stored data or a
//! clear error.
//!
//! ```text
//! mkdir -p fuzz/corpus/index
//! for format in 1 2; do
//!     gzip -dc tests/index_files/format_$format.wirecopy.gz > fuzz/corpus/index/format_$format
//! done
//! cargo +nightly fuzz run index
//! ```

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use wirecopy::clean::Cleaner;
use wirecopy::corpus::Corpus;
use wirecopy::engine::{self, Query};
use wirecopy::hash;
use wirecopy::index::{Index, IndexWriter};

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::new);

/// An article of the seed, so that queries reach its story.
const ARTICLE: &str = r#"{"id":"asked","outlet":"echo.example","text":"A ferry with 212 people on board ran aground off the island of Tarn on Tuesday morning, and all of them were brought ashore by noon, the coast guard said."}"#;

/// The bytes of the header that its checksum covers.
const HEAD: usize = 4088;

fuzz_target!(|bytes: &[u8]| {
    open(bytes);
    // The same with a valid checksum, so that invalid parameters are read, too.
    let mut bytes = bytes.to_vec();
    if let Some((head, rest)) = bytes.split_at_mut_checked(HEAD)
        && let Some(checksum) = rest.first_chunk_mut()
    {
        *checksum = hash::bytes(head).to_le_bytes();
        open(&bytes);
    }
});

fn open(bytes: &[u8]) {
    let folder = TempDir::new().expect("temporary folders can be created");
    let path = folder.path().join("news.wirecopy");
    std::fs::write(&path, bytes).expect("the folder can be written");
    let _ = ask(&path, folder.path());
    if let Ok(mut writer) = IndexWriter::open(&path) {
        let _ = writer.check();
    }
}

fn ask(path: &std::path::Path, folder: &std::path::Path) -> wirecopy::Result<()> {
    let index = Index::open(path)?;
    let snapshot = index.snapshot()?;
    let _ = engine::check_index(&snapshot, index.parameters());
    let query = Query::new(&snapshot, index.parameters(), &CLEANER)?;
    let question = folder.join("asked.jsonl");
    std::fs::write(&question, ARTICLE).expect("the folder can be written");
    let corpus = Corpus::of_files([question])?;
    for chunk in corpus.chunks() {
        for record in chunk?.records().flatten() {
            query.ask(&record.article)?;
        }
    }
    Ok(())
}
