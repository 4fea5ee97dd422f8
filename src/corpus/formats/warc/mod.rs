//! [WARC](https://iipc.github.io/warc-specifications/) files of web pages, and the texts of pages (WET) in the same format.

mod records;

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use self::records::{Fields, Records};
use super::html;
use super::record::{host, made_key};
use crate::article::Article;
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::encoding::{self, Encoding};
use crate::corpus::bytes::spans::Scanner;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{ReadFormat, Understood};
use crate::corpus::reject::{Fault, RejectCode};

pub(super) const WARC: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("warc", "WARC", &["warc", "wet"], Holds::Binary)),
    fits: |start| start.bytes.starts_with(records::MARK),
    understand: |_| Ok(Ok(Understood::As(Format::new(Crawl)))),
};

/// A file of crawled pages.
#[derive(Debug)]
struct Crawl;

impl ReadFile for Crawl {
    fn name(&self) -> FormatName {
        WARC.name
    }

    fn described(&self) -> &'static str {
        "one page per record, outlet from the host of its URL"
    }

    fn scanner(&self) -> Option<Box<dyn Scanner>> {
        Some(Box::new(Records::default()))
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], end: End) -> Made<'a> {
        Ok((article(file, bytes, end)?, Mended::default()))
    }
}

/// Largest size of a decompressed response.
const MAX_UNPACKED: u64 = 64 << 20;

/// Builds an article from a record.
fn article<'a>(source: &'a File, bytes: &[u8], end: End) -> Result<Article<'a>, Fault> {
    let cut = || Fault::new(RejectCode::Truncated, "the file ends in the middle of this record");
    let (fields, block) = Fields::split(bytes).ok_or_else(cut)?;
    let length = fields.get("Content-Length").and_then(|length| length.parse::<usize>().ok());
    if end != End::Line && length.is_none_or(|length| block.len() < length) {
        return Err(cut());
    }
    let block = &block[..length.unwrap_or(block.len()).min(block.len())];
    let address = fields
        .get("WARC-Target-URI")
        .map(|address| address.trim_start_matches('<').trim_end_matches('>').trim().to_owned());
    let kind = fields.get("WARC-Type").unwrap_or_default();
    let content_type = fields.get("Content-Type").unwrap_or_default();
    let is_of_the_web = address.as_deref().is_none_or(|address| address.starts_with("http"));
    match &*kind {
        "conversion" => text(source, address, &encoding::text(block)),
        "resource" if !is_of_the_web => Err(no_article("a record of the crawler")),
        "resource" => page(source, address, &content_type, block),
        _ => answer(source, address, block),
    }
}

/// The article in an HTTP response.
fn answer<'a>(
    source: &'a File,
    address: Option<String>,
    answer: &[u8],
) -> Result<Article<'a>, Fault> {
    let Some((fields, body)) =
        Fields::split(answer).filter(|(fields, _)| fields.0.starts_with(b"HTTP/"))
    else {
        return Err(no_article("a response that is not HTTP"));
    };
    let line = fields.first_line().into_owned();
    let status = line.split_whitespace().nth(1).unwrap_or_default();
    if !status.starts_with('2') {
        return Err(no_article(&format!("a response with status {status}")));
    }
    let mut body = Cow::Borrowed(body);
    let says = |name: &str, what: &str| {
        fields.get(name).is_some_and(|value| value.to_ascii_lowercase().contains(what))
    };
    if says("Transfer-Encoding", "chunked")
        && let Some(joined) = joined(&body)
    {
        body = Cow::Owned(joined);
    }
    // Crawlers may store the decompressed body and leave the header field.
    if body.starts_with(&[0x1f, 0x8b]) {
        body = Cow::Owned(unpacked(MultiGzDecoder::new(&*body))?);
    } else if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let frames = zstd::Decoder::with_buffer(&*body).map_err(|error| unpackable(&error))?;
        body = Cow::Owned(unpacked(frames)?);
    } else if says("Content-Encoding", "deflate") && !is_plain(&body) {
        // Some servers send zlib data, as they should, others raw deflate.
        let packed = unpacked(ZlibDecoder::new(&*body));
        body = Cow::Owned(packed.or_else(|_| unpacked(DeflateDecoder::new(&*body)))?);
    } else if says("Content-Encoding", "br") && !is_plain(&body) {
        body = Cow::Owned(unpacked(brotli_decompressor::Decompressor::new(&*body, 4 << 10))?);
    }
    let content_type = fields.get("Content-Type").unwrap_or_default();
    page(source, address, &content_type, &body)
}

/// The article on a page with a content type.
fn page<'a>(
    source: &'a File,
    address: Option<String>,
    content_type: &str,
    bytes: &[u8],
) -> Result<Article<'a>, Fault> {
    let mut parts = content_type.split(';').map(str::trim);
    let mime = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        Some(part.split_once('=')?).filter(|(name, _)| name.eq_ignore_ascii_case("charset"))
    });
    let named =
        charset.and_then(|(_, label)| Encoding::named(label.trim_matches(['"', '\''])).ok());
    let mut encoding = encoding::detect(bytes, true).0;
    if let Some(named) = named.filter(|_| encoding != Encoding::UTF_8)
        && named != Encoding::UTF_8
    {
        encoding = named;
    }
    let text = encoding.decode(bytes);
    if memchr::memchr(0, &text).is_some() {
        return Err(no_article("a binary response"));
    }
    let text = encoding::text(&text);
    match &*mime {
        "text/html" | "application/xhtml+xml" => {}
        "" if text.trim_start().starts_with('<') => {}
        "text/plain" => return self::text(source, address, &text),
        "" => return Err(no_article("a response without a content type")),
        other => return Err(no_article(&format!("a response of type {other}"))),
    }
    let page = html::read(&text, address.as_deref())?;
    let key = address.map_or_else(|| made_key(bytes), Cow::Owned);
    page.into_article(source, key)
}

/// The article in plain text.
fn text<'a>(source: &'a File, address: Option<String>, text: &str) -> Result<Article<'a>, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new(RejectCode::EmptyBody, "empty body"));
    }
    let key = address.clone().map_or_else(|| made_key(text.as_bytes()), Cow::Owned);
    Ok(Article {
        key,
        body: Cow::Owned(text.trim().to_owned()),
        body_is: source.body_is,
        outlet: address.as_deref().and_then(host).map(Cow::Owned),
        url: address.map(Cow::Owned),
        ..Article::default()
    })
}

fn no_article(what: &str) -> Fault {
    Fault::new(RejectCode::NoArticle, format!("not an article: {what}"))
}

/// Joins a chunked body; `None` if it is not chunked.
fn joined(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        if rest.is_empty() && !joined.is_empty() {
            return Some(joined);
        }
        let line = memchr::memchr(b'\n', rest)?;
        let digits =
            rest[..line].split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
        let length = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        rest = &rest[line + 1..];
        if length == 0 {
            return Some(joined);
        }
        let piece = &rest[..length.min(rest.len())];
        joined.extend_from_slice(piece);
        rest = &rest[piece.len()..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

fn unpackable(error: &std::io::Error) -> Fault {
    Fault::new(RejectCode::BadRecord, format!("the page cannot be decompressed: {error}"))
}

/// Whether a body is already text, whatever the header says: most of its first bytes are text
/// characters.
fn is_plain(body: &[u8]) -> bool {
    const LOOKED_AT: usize = 512;
    let start = &body[..body.len().min(LOOKED_AT)];
    let is_text = |byte: &&u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let text = start.iter().filter(is_text).count();
    start.trim_ascii_start().starts_with(b"<") || text * 10 > start.len() * 9
}

fn unpacked(packed: impl Read) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = packed.take(MAX_UNPACKED + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > MAX_UNPACKED {
        let message = format!("the page unpacks to more than {} MiB", MAX_UNPACKED >> 20);
        return Err(Fault::new(RejectCode::TooLong, message));
    }
    match read {
        Err(error) if bytes.is_empty() => Err(unpackable(&error)),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_and_other_bodies_are_left() {
        assert_eq!(
            joined(b"4\r\nThe \r\n5;x=1\r\nferry\r\n0\r\n\r\n").as_deref(),
            Some(&b"The ferry"[..])
        );
        assert_eq!(joined(b"<p>The ferry\n</p>"), None);
        assert_eq!(joined(b"ff\r\nThe ferry").as_deref(), Some(&b"The ferry"[..]));
    }

    #[test]
    fn fields_are_found_in_any_case() {
        let (fields, rest) =
            Fields::split(b"WARC/1.0\r\nwarc-type:  response \r\n\r\nbody").unwrap();
        assert_eq!(fields.get("WARC-Type").as_deref(), Some("response"));
        assert_eq!((fields.first_line().as_ref(), rest), ("WARC/1.0", &b"body"[..]));
        assert!(Fields::split(b"WARC/1.0\r\nwarc-type: x").is_none());
    }
}
