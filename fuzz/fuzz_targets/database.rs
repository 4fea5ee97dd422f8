//! Files of many articles: downloads of Nexis, Factiva and Europresse, newswires in SGML, lists in XML; and Markdown.
//!
//! The first byte says of which.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy_fuzz::read_as;

const FORMATS: [&str; 6] = ["nexis", "factiva", "europresse", "sgml", "xml", "markdown"];

fuzz_target!(|bytes: &[u8]| {
    let Some((&format, bytes)) = bytes.split_first() else { return };
    read_as(FORMATS[usize::from(format) % FORMATS.len()], bytes);
});
