//! A block of the page's data: JSON, gzipped, in base64, in its own element.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::base64;

/// A block of data that the page unpacks on demand.
#[derive(Debug)]
pub(super) struct Block {
    name: String,
    base64: String,
}

impl Block {
    /// Encodes a value.
    pub(super) fn new(name: impl Into<String>, value: &impl Serialize) -> Block {
        let cannot_fail = "every key is a string and memory takes any text";
        let json = serde_json::to_vec(value).expect(cannot_fail);
        // The gzip header has no time by default, so the same data give the same bytes.
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&json).expect(cannot_fail);
        let packed = packed.finish().expect(cannot_fail);
        Block { name: name.into(), base64: base64::encode(&packed) }
    }

    /// Its size in the page.
    pub(super) fn bytes(&self) -> usize {
        self.to_html().len()
    }

    /// Its HTML element. Browsers neither run nor show it.
    pub(super) fn to_html(&self) -> String {
        format!(
            "<script type=\"application/octet-stream+base64\" id=\"data-{}\">{}</script>\n",
            self.name, self.base64
        )
    }
}
