//! Zip and tar archives of files of all kinds, as they are or compressed.
//!
//! The first byte says how the file is named.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::corpus::Options;
use wirecopy_fuzz::{mend_panics, read};

const NAMES: [&str; 4] = ["a.zip", "a.tar", "a.tar.gz", "a"];

fuzz_target!(|bytes: &[u8]| {
    mend_panics();
    let Some((&name, bytes)) = bytes.split_first() else { return };
    read(NAMES[usize::from(name) % NAMES.len()], bytes, &Options::default());
});
