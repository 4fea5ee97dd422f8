//! ninjs, any version.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy_fuzz::read_schema;

fuzz_target!(|bytes: &[u8]| read_schema("ninjs", bytes));
