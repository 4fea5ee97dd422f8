//! gzip, Zstandard and bzip2: the input as it is, or compressed, truncated and damaged.
//!
//! The first byte selects the compression, the second the cut, the third the damage.

#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use wirecopy::corpus::Options;
use wirecopy_fuzz::read;

fuzz_target!(|bytes: &[u8]| {
    let [how, cut, changed, rest @ ..] = bytes else { return };
    let (name, mut packed) = match how % 4 {
        0 => ("a.jsonl.gz", gzip(rest)),
        1 => ("a.jsonl.zst", zstd::encode_all(rest, 1).expect("writing to memory does not fail")),
        2 => ("a.jsonl.bz2", bzip2(rest)),
        _ => ("a.jsonl.gz", rest.to_vec()),
    };
    // A file of two members; in some runs one is damaged.
    if how & 4 != 0 {
        packed.extend_from_within(..);
    }
    if how & 8 != 0 && how % 4 != 3 {
        packed.truncate(packed.len() * usize::from(*cut) / 256);
        let at = packed.len() * usize::from(*changed) / 256;
        if let Some(byte) = packed.get_mut(at) {
            *byte ^= cut | 1;
        }
    }
    read(name, &packed, &Options::default());
});

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}
