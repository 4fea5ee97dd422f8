//! Dates as written, in the formats that somebody asks for.
//!
//! The first line is the format.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::date::{DateReader, DateSettings, Day, Unread};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (format, written) = text.split_once('\n').unwrap_or(("", &text));
    let formats = if format.is_empty() { Vec::new() } else { vec![format.to_owned()] };
    let Ok(reader) = DateReader::new(DateSettings { formats, timezone: None }) else { return };
    reader.read(written);
    Day::parse(written);
    Unread::of(written).advice();
});
