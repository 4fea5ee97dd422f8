//! Reads the tables of a finished run row by row.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::{ErrorKind, Result};

/// Reads a table of JSON Lines.
pub(super) fn rows<R: DeserializeOwned>(
    folder: &Path,
    name: &'static str,
) -> Result<impl Iterator<Item = Result<R>> + use<R>> {
    let path = folder.join(name);
    let file = File::open(&path).map_err(|source| ErrorKind::Read { path, source })?;
    let lines = BufReader::with_capacity(1 << 16, file).lines();
    Ok((1..).zip(lines).map(move |(number, line)| {
        let line = line.map_err(|source| ErrorKind::ReadTable { what: name, source })?;
        serde_json::from_str(&line).map_err(|error| {
            let problem = error.to_string();
            ErrorKind::MalformedRow { what: name, line: number, problem }.into()
        })
    }))
}
