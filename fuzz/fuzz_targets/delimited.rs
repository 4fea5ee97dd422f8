//! CSV and TSV, with the delimiter, quotes and header that the file shows.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy_fuzz::read_as;

fuzz_target!(|bytes: &[u8]| {
    read_as("csv", bytes);
    read_as("tsv", bytes);
});
