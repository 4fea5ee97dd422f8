//! Downloads of Nexis, Factiva and Europresse.
//!
//! The first byte says of which.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy_fuzz::read_as;

const FORMATS: [&str; 3] = ["nexis", "factiva", "europresse"];

fuzz_target!(|bytes: &[u8]| {
    let Some((&format, bytes)) = bytes.split_first() else { return };
    read_as(FORMATS[usize::from(format) % FORMATS.len()], bytes);
});
