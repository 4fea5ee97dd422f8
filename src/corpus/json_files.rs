//! Tells what the objects of a JSON file stand in, and which of their fields are read as what.

use std::io;

use super::find::How;
use super::format::FormatName;
use super::json_values::Within;
use super::sniff::{Asked, Understood};
use super::source::Format;
use super::{fields, json_outline, sampling};
use crate::error::Result;

/// Learns from the start of a file how to read it.
pub(super) fn understand(asked: &mut Asked) -> io::Result<Result<Understood>> {
    let named = asked.options.format;
    let longest = asked.options.max_record_bytes;
    let mut within = match named {
        Some(FormatName::JsonLines) => None,
        _ => json_outline::within(asked.start.bytes, asked.options),
    };
    if within.is_none() && named == Some(FormatName::Json) {
        within = Some(Within::File);
    }
    let mut sample = match &within {
        Some(within) => sampling::of_json(asked.source, within, longest)?,
        None => sampling::of_lines(asked.source, longest)?,
    };
    // Objects over many lines show when they are read as lines.
    if within.is_none() && named.is_none() && sample.is_one_object() {
        within = Some(Within::File);
        sample = sampling::of_json(asked.source, &Within::File, longest)?;
    }
    let has_text = fields::has_text(&sample, asked.options);
    if asked.how == How::Within && !has_text {
        return Ok(Ok(Understood::NoArticles("JSON without a text field")));
    }
    Ok(fields::mapping(asked, &sample).map(|mapping| {
        let mapping = Box::new(mapping);
        Understood::As(match within {
            Some(within) => Format::Json { mapping, within },
            None => Format::JsonLines(mapping),
        })
    }))
}
