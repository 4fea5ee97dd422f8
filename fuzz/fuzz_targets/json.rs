//! JSON: arrays, objects that contain an array, objects over several lines.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy_fuzz::read_as;

fuzz_target!(|bytes: &[u8]| read_as("json", bytes));
