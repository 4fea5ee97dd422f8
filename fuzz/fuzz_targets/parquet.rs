//! Parquet.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy_fuzz::{mend_panics, read_as};

fuzz_target!(|bytes: &[u8]| {
    mend_panics();
    read_as("parquet", bytes);
});
