//! The tables that a person adds to those that articles are cleaned with.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wirecopy::clean::Cleaner;
use wirecopy::{ErrorKind, hash};

use crate::args::Cluster;
use crate::failure::Failure;

/// The files of `--agencies` and `--furniture`.
pub(crate) struct Cleaning {
    agencies: Option<Table>,
    furniture: Option<Table>,
}

struct Table {
    path: PathBuf,
    text: String,
}

impl Cleaning {
    pub(crate) fn read(args: &Cluster) -> Result<Cleaning, Failure> {
        let table = |path: &Option<PathBuf>| path.as_deref().map(Table::read).transpose();
        Ok(Cleaning { agencies: table(&args.agencies)?, furniture: table(&args.furniture)? })
    }

    pub(crate) fn cleaner(&self) -> Result<Cleaner, Failure> {
        let [furniture, agencies] = [&self.furniture, &self.agencies]
            .map(|table| table.as_ref().map(|table| table.text.as_str()));
        Cleaner::with_tables(furniture, agencies).map_err(|error| {
            let file = match error.kind() {
                ErrorKind::TableRow { table: "agencies", .. }
                | ErrorKind::TablePattern { table: "agencies", .. } => &self.agencies,
                _ => &self.furniture,
            };
            let Some(file) = file else { return Failure::from(error) };
            Failure::usage(format!("{}: {error}", file.path.display()))
        })
    }

    /// What tells a run with these tables from others: hashes of their contents.
    pub(crate) fn identity(&self) -> Value {
        let digest = |table: &Option<Table>| {
            table.as_ref().map(|table| format!("{:016x}", hash::bytes(table.text.as_bytes())))
        };
        json!({ "agencies": digest(&self.agencies), "furniture": digest(&self.furniture) })
    }
}

impl Table {
    fn read(path: &Path) -> Result<Table, Failure> {
        let text = fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("{}: cannot be read: {error}", path.display()))
        })?;
        Ok(Table { path: path.to_owned(), text })
    }
}
