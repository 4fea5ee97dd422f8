//! JSON: one object per line, or objects in an array or in sequence.

mod outline;
mod record;
mod sampling;
mod values;

use std::io;

use self::values::{Values, Within};
use super::record::{Guess, from_values};
use super::wire;
use crate::article::Article;
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::spans::Scanner;
use crate::corpus::fields::schema::Mapping;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{Asked, How, ReadFormat, Start, Understood};
use crate::corpus::reject::{Fault, RejectCode};
use crate::error::Result;

pub(super) const JSON_LINES: ReadFormat = ReadFormat {
    name: FormatName(&Known::new(
        "jsonl",
        "JSON Lines",
        &["jsonl", "ndjson", "jsonlines", "jl", "json", "json-seq", "jsonseq"],
        Holds::Text,
    )),
    fits: is_object,
    understand,
};

pub(super) const JSON: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("json", "JSON", &["json"], Holds::Text)),
    fits: is_array,
    understand,
};

/// Whether a file is an array of objects, or has a JSON extension and starts with a bracket.
fn is_array(start: &Start) -> bool {
    let Some(inside) = start.words().strip_prefix(b"[") else { return false };
    start.is_named(JSON.name)
        || matches!(inside.trim_ascii_start().first(), None | Some(b'{' | b']'))
}

/// What a table without names is called in messages.
const ROWS: &str =
    "JSON with rows that do not name their columns, as of pandas with orient='values'";

/// Whether a file starts with an object. Its fields decide between the two formats.
fn is_object(start: &Start) -> bool {
    let Some(inside) = outline::words(start.bytes).strip_prefix(b"{") else { return false };
    start.is_named(JSON_LINES.name)
        || matches!(inside.trim_ascii_start().first(), None | Some(b'"' | b'}'))
}

/// A JSON file.
#[derive(Debug)]
struct JsonFile {
    mapping: Mapping,
    /// The container of the objects, if they are not lines.
    within: Option<Within>,
}

impl ReadFile for JsonFile {
    fn name(&self) -> FormatName {
        if self.within.is_some() { JSON.name } else { JSON_LINES.name }
    }

    fn mapping(&self) -> Option<&Mapping> {
        Some(&self.mapping)
    }

    fn scanner(&self) -> Option<Box<dyn Scanner>> {
        let within = self.within.as_ref()?;
        Some(Box::new(Values::new(within)))
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], end: End) -> Made<'a> {
        if self.mapping.is_wire() {
            let object = serde_json::from_slice(bytes).map_err(|error| fault_of(&error, end))?;
            let article = wire::of_json(file, self.mapping.preset(), bytes, &object)?;
            return Ok((article, Mended::default()));
        }
        object(&self.mapping, file, bytes, end)
    }
}

/// Builds an article from an object with named fields.
pub(super) fn object<'a>(
    mapping: &Mapping,
    file: &'a File,
    bytes: &'a [u8],
    end: End,
) -> Result<(Article<'a>, Mended), Fault> {
    let (values, mended) =
        record::read(&mapping.paths, bytes).map_err(|error| fault_of(&error, end))?;
    from_values(file, mapping, values, bytes, mended)
}

/// Turns an error of the JSON parser into a fault.
fn fault_of(error: &serde_json::Error, end: End) -> Fault {
    match (error.classify(), end) {
        (serde_json::error::Category::Eof, End::File) => {
            Fault::new(RejectCode::Truncated, "the file ends in the middle of this record")
        }
        (serde_json::error::Category::Eof, End::Cut) => {
            Fault::new(RejectCode::Truncated, "the data ends in the middle of this record")
        }
        (serde_json::error::Category::Data, _) => {
            Fault::new(RejectCode::BadJson, "not a JSON object")
        }
        _ => {
            let told = error.to_string();
            let what = told.rsplit_once(" at line ").map_or(told.as_str(), |(what, _)| what);
            let what = what.replace('`', "'").replace("EOF while parsing", "the line ends inside");
            let column = Some(error.column() as u64).filter(|&column| column > 0);
            let message = format!("not valid JSON: {what}");
            Fault { column, ..Fault::new(RejectCode::BadJson, message) }
        }
    }
}

/// Finds out from the start of a file how to read it.
fn understand(asked: &mut Asked) -> io::Result<Result<Understood>> {
    let named = asked.options.format;
    let longest = asked.options.max_record_bytes;
    let mut within = match named {
        Some(name) if name == JSON_LINES.name => None,
        _ => outline::within(asked.start.bytes, asked.options),
    };
    if within.is_none() && named == Some(JSON.name) {
        within = Some(Within::File);
    }
    if within == Some(Within::Array) && outline::has_rows(asked.start.bytes) {
        return Ok(Ok(Understood::NotRead(ROWS)));
    }
    let mut sample = match &within {
        Some(within) => sampling::of_json(asked.file, within, longest)?,
        None => sampling::of_lines(asked.file, &asked.start, longest)?,
    };
    // Reading lines shows whether objects span several lines.
    if within.is_none() && named.is_none() && sample.is_one_object() {
        within = Some(Within::File);
        sample = sampling::of_json(asked.file, &Within::File, longest)?;
    }
    let guess = Guess::of(&sample, asked.options);
    if asked.how == How::Within && !guess.has_text {
        return Ok(Ok(Understood::NotRead("JSON without a text field")));
    }
    let mapping = guess.settle(asked, &sample);
    Ok(mapping.map(|mapping| Understood::As(Format::new(JsonFile { mapping, within }))))
}
