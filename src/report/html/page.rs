//! Assembles the file: markup, styles, script, and the data in blocks of JSON, gzipped, in base64, each in its own element.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

/// The page, with a placeholder for each part.
const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");

/// The scripts of the page, in the order of their dependencies.
const SCRIPTS: &[&str] = &[
    include_str!("script/words.js"),
    include_str!("script/elements.js"),
    include_str!("script/numbers.js"),
    include_str!("script/data.js"),
    include_str!("script/address.js"),
    include_str!("script/search.js"),
    include_str!("script/grid.js"),
    include_str!("script/save.js"),
    include_str!("script/plot.js"),
    include_str!("script/overview.js"),
    include_str!("script/stories.js"),
    include_str!("script/passages.js"),
    include_str!("script/difference.js"),
    include_str!("script/members.js"),
    include_str!("script/timeline.js"),
    include_str!("script/related.js"),
    include_str!("script/story.js"),
    include_str!("script/sheet.js"),
    include_str!("script/outlets.js"),
    include_str!("script/flags.js"),
    include_str!("script/run.js"),
    include_str!("script/keys.js"),
    include_str!("script/main.js"),
];

/// Assembles the file.
pub(super) fn assemble(blocks: &[Block]) -> String {
    let data: String = blocks.iter().map(Block::to_html).collect();
    // A function keeps the names private.
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPTS.concat());
    let mut html = String::with_capacity(PAGE.len() + STYLE.len() + script.len() + data.len());
    let mut rest = PAGE;
    for (mark, part) in
        [("<!-- style -->", STYLE), ("<!-- data -->", &*data), ("<!-- script -->", &*script)]
    {
        let (before, behind) =
            rest.split_once(mark).expect("the page has each mark, in this order");
        html.push_str(before);
        html.push_str(part);
        rest = behind;
    }
    html.push_str(rest);
    html
}

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
        Block { name: name.into(), base64: encode(&packed) }
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

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes bytes in padded base64. The result has no character with a meaning in HTML.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0, |bits, &byte| bits << 8 | u32::from(byte));
        let bits = bits << (8 * (3 - three.len()));
        for place in 0..4 {
            let sextet = bits >> (18 - 6 * place) & 0x3f;
            let padding = place > three.len();
            text.push(if padding { '=' } else { char::from(ALPHABET[sextet as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encode;
    use super::*;

    #[test]
    fn page_fetches_nothing() {
        let calls = [
            "fetch(",
            "XMLHttpRequest",
            "import(",
            "@import",
            "src=",
            "<link",
            "innerHTML",
            "eval(",
        ];
        for part in SCRIPTS.iter().chain(&[STYLE, PAGE]) {
            for call in calls {
                assert!(!part.contains(call), "{call}");
            }
            // References to SVG patterns are not external URLs.
            assert!(!part.replace("url(#", "").contains("url("));
        }
    }

    #[test]
    fn page_is_assembled_in_order() {
        let html = assemble(&[Block::new("index", &[1, 2])]);
        let places =
            ["<style>", ":root", "id=\"data-index\"", "<script>", "\"use strict\"", "</html>"]
                .map(|part| html.find(part).unwrap_or_else(|| panic!("{part} is missing")));
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(html.matches("</script>").count(), 2);
    }

    #[test]
    fn examples_of_the_standard_are_encoded_correctly() {
        // RFC 4648, section 10.
        let examples = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in examples {
            assert_eq!(encode(bytes.as_bytes()), text);
        }
        assert_eq!(encode(&[0xfb, 0xff, 0xbf]), "+/+/");
    }
}
