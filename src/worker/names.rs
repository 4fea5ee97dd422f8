//! Resolves keys that several articles have.

use std::io::{BufRead, Write};

use super::articles::facts;
use super::columns::{Type, Value, Writer, each_row};
use super::work::broken;
use crate::engine::run::articles::{Facts, Outlets};
use crate::engine::run::numbering::{Numbered, Unnumbered};
use crate::error::Result;
use crate::hash::HashMap;
use crate::scratch::Scratch;
use crate::signature::Signature;

const COLUMNS: &[(&str, Type)] = &[
    ("file", Type::Number),
    ("place", Type::Long),
    ("key", Type::Text),
    ("name", Type::Text),
    ("row", Type::Bytes),
];

/// An article whose name is wanted.
struct Unnamed {
    file: u32,
    place: u64,
    key: Box<str>,
    row: Box<[u8]>,
}

/// Gets all articles whose keys are the same but for a `#` and a number. Gives each its name, or none if it repeats
/// another.
pub(super) fn names(input: impl BufRead, output: impl Write) -> Result<()> {
    let scratch = Scratch::in_memory();
    let mut unnumbered = Unnumbered::new(&scratch, 1)?;
    let unsigned = Signature::of_hashes(&[], 1);
    let mut articles: Vec<Unnamed> = Vec::new();
    each_row(input, |row| {
        let key: Box<str> = row.text("key")?.into();
        let kept = facts(row)?;
        let (body, record) = (row.long("body")?, row.long("record")?);
        let facts = Facts { key: key.clone(), kept, body, record, version: None };
        unnumbered.push(&facts, &unsigned)?;
        let (file, place) = (kept.place.file.0, kept.place.offset);
        articles.push(Unnamed { file, place, key, row: row.bytes("row")?.into() });
        Ok(())
    })?;
    let Numbered { articles: named, .. } = unnumbered.number(Outlets::default())?;
    let mut name_of: HashMap<(u32, u64), String> = HashMap::default();
    for article in named.ids() {
        let place = named.place(article)?;
        name_of.insert((place.file.0, place.offset), named.key(article));
    }
    named.check()?;
    if name_of.len() != named.len() {
        return Err(broken("two articles are at one place"));
    }
    let mut writer = Writer::new(output, COLUMNS)?;
    for Unnamed { file, place, key, row } in &articles {
        writer.push([
            Value::Number(Some(*file)),
            Value::Long(*place),
            Value::Text(Some(key)),
            Value::Text(name_of.get(&(*file, *place)).map(String::as_str)),
            Value::Bytes(Some(row)),
        ])?;
    }
    writer.finish()
}
