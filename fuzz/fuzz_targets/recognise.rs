//! Files whose format is recognised by content and name.
//!
//! The first byte selects the name.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::corpus::Options;
use wirecopy_fuzz::{mend_panics, read};

const NAMES: [&str; 12] = [
    "a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a.html", "a.xml", "a.warc", "a.parquet", "a.sqlite", "a.jsonl.gz",
    "a",
];

fuzz_target!(|bytes: &[u8]| {
    mend_panics();
    let Some((&name, bytes)) = bytes.split_first() else { return };
    read(NAMES[usize::from(name) % NAMES.len()], bytes, &Options::default());
});
