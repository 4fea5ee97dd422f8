//! Web pages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy_fuzz::read_as;

fuzz_target!(|bytes: &[u8]| read_as("html", bytes));
