//! A piece of the page's data: JSON, gzipped, in base64, in an element of its own.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::base64;

/// A piece of data that the page unpacks when it needs it.
#[derive(Debug)]
pub(super) struct Block {
    name: String,
    base64: String,
}

impl Block {
    /// Packs a value.
    pub(super) fn new(name: impl Into<String>, value: &impl Serialize) -> Block {
        let cannot_fail = "every key is a string and memory takes any text";
        let json = serde_json::to_vec(value).expect(cannot_fail);
        // The header of the gzip format states no time unless told one, so that the same data give the same bytes.
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&json).expect(cannot_fail);
        let packed = packed.finish().expect(cannot_fail);
        Block { name: name.into(), base64: base64::encode(&packed) }
    }

    /// How many bytes it takes in the page.
    pub(super) fn bytes(&self) -> usize {
        self.to_html().len()
    }

    /// The element. The browser neither runs nor shows it.
    pub(super) fn to_html(&self) -> String {
        format!(
            "<script type=\"application/octet-stream+base64\" id=\"data-{}\">{}</script>\n",
            self.name, self.base64
        )
    }
}
