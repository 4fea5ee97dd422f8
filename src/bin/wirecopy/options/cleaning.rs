//! The user's own tables for cleaning.

use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wirecopy::clean::Cleaner;
use wirecopy::index::{Index, Parameters, Snapshot};
use wirecopy::report::FinishedRun;
use wirecopy::{ErrorKind, hash};

use crate::exit::Failure;

/// Files that extend the built-in tables of agencies and boilerplate.
#[derive(Args, Debug)]
pub(crate) struct CleaningFiles {
    /// File with more agencies, and the names under which articles credit them.
    ///
    /// One row per name, with tabs between the columns.
    /// Empty lines and lines that start with # are skipped:
    ///   agency    its name in the tables
    ///   role      source (writes stories), or carrier (distributes
    ///             stories by others)
    ///   name      as articles write it; also matched in capitals
    ///   places    where the name is a credit, separated by commas:
    ///             dateline, byline, line (alone on a line),
    ///             tail (after the story); or outlet, for the
    ///             name or host of the agency's own site
    ///   example   words that credit the name
    /// Built-in names win over the file.
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Cleaning",
        verbatim_doc_comment,
        hide_short_help = true
    )]
    pub(crate) agencies: Option<PathBuf>,
    /// File with more boilerplate patterns: lines of pages that are not part of a story.
    ///
    /// One row per pattern, with tabs between the columns.
    /// Empty lines and lines that start with # are skipped:
    ///   kind       line (dropped), or heading (dropped together with
    ///              the boilerplate that follows)
    ///   pattern    a regular expression that matches a whole block
    ///              of under 25 words; ignores case
    ///   example    a line that the pattern matches
    ///   near miss  a line that it must not match (optional)
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Cleaning",
        verbatim_doc_comment,
        hide_short_help = true
    )]
    pub(crate) boilerplate: Option<PathBuf>,
}

/// The files of `--agencies` and `--boilerplate`, and `--mask-token`.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Cleaning {
    agencies: Option<Table>,
    boilerplate: Option<Table>,
    mask_token: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Table {
    path: PathBuf,
    text: String,
}

impl Cleaning {
    pub(crate) fn read(
        args: &CleaningFiles,
        mask_token: Option<&str>,
    ) -> Result<Cleaning, Failure> {
        let table = |path: &Option<PathBuf>| path.as_deref().map(Table::read).transpose();
        Ok(Cleaning {
            agencies: table(&args.agencies)?,
            boilerplate: table(&args.boilerplate)?,
            mask_token: mask_token.map(str::to_owned),
        })
    }

    pub(crate) fn cleaner(&self) -> Result<Cleaner, Failure> {
        let [boilerplate, agencies] = [&self.boilerplate, &self.agencies]
            .map(|table| table.as_ref().map(|table| table.text.as_str()));
        let cleaner = Cleaner::with_tables(boilerplate, agencies).map_err(|error| {
            let file = match error.kind() {
                ErrorKind::TableRow { table: "agencies", .. }
                | ErrorKind::TablePattern { table: "agencies", .. } => &self.agencies,
                _ => &self.boilerplate,
            };
            let Some(file) = file else { return Failure::from(error) };
            Failure::usage(format!("{}: {error}", file.path.display()))
        })?;
        Ok(match &self.mask_token {
            Some(mask) => cleaner.with_mask(mask),
            None => cleaner,
        })
    }

    /// How a finished run cleaned its articles, from its settings. The tables are looked for where the inputs are; an index
    /// keeps its own.
    pub(crate) fn of_run(run: &FinishedRun) -> Result<Cleaning, Failure> {
        let config = run.config();
        let table = |name: &str| {
            let named = &config["cleaning"][name];
            let Some(path) = named["path"].as_str() else { return Ok(None) };
            let mut is_there = false;
            for place in run.places_of(Path::new(path)).into_iter().filter(|place| place.is_file())
            {
                is_there = true;
                let table = if run.index().is_some_and(|index| index.path == path) {
                    let text = Index::open(&place)?.snapshot()?.note(name)?;
                    Table { path: place, text: text.unwrap_or_default() }
                } else {
                    Table::read(&place)?
                };
                if named["xxh3"].as_str() == Some(&table.digest()) {
                    return Ok(Some(table));
                }
            }
            let what = if is_there { "has changed since the run" } else { "no longer there" };
            let hint = Some("Restore it, or run wirecopy cluster again");
            Err(Failure::resources(format!("{path}: {what}"), hint))
        };
        Ok(Cleaning {
            agencies: table("agencies")?,
            boilerplate: table("boilerplate")?,
            mask_token: config["cleaning"]["mask_token"].as_str().map(str::to_owned),
        })
    }

    /// How an index cleans its articles: it keeps the tables.
    pub(crate) fn of_index(
        snapshot: &Snapshot,
        parameters: &Parameters,
    ) -> Result<Cleaning, Failure> {
        let table = |name: &str| {
            let text = snapshot.note(name)?;
            Ok::<_, Failure>(text.map(|text| Table { path: snapshot.path().to_owned(), text }))
        };
        let mask = parameters.get("cleaning.mask_token").and_then(Value::as_str);
        Ok(Cleaning {
            agencies: table("agencies")?,
            boilerplate: table("boilerplate")?,
            mask_token: mask.map(str::to_owned),
        })
    }

    /// The cleaning settings, as part of an index: hashes of the tables, and the mask.
    pub(crate) fn of_any_path(&self) -> Value {
        let digest = |table: &Option<Table>| table.as_ref().map(Table::digest);
        json!({
            "agencies": digest(&self.agencies),
            "boilerplate": digest(&self.boilerplate),
            "mask_token": self.mask_token,
        })
    }

    /// The tables, to store in an index.
    pub(crate) fn notes(&self) -> Vec<(String, String)> {
        let tables = [("agencies", &self.agencies), ("boilerplate", &self.boilerplate)];
        tables
            .into_iter()
            .filter_map(|(name, table)| Some((name.to_owned(), table.as_ref()?.text.clone())))
            .collect()
    }

    /// Cleaning with only a mask.
    pub(crate) fn of_mask(mask_token: Option<&str>) -> Cleaning {
        let mask_token = mask_token.map(str::to_owned);
        Cleaning { agencies: None, boilerplate: None, mask_token }
    }

    /// These settings, overridden by those that are given.
    pub(crate) fn with(self, given: Cleaning) -> Cleaning {
        Cleaning {
            agencies: given.agencies.or(self.agencies),
            boilerplate: given.boilerplate.or(self.boilerplate),
            mask_token: given.mask_token.or(self.mask_token),
        }
    }

    /// The cleaning settings, as part of the identity of a run: paths and hashes of the tables, and the mask.
    pub(crate) fn identity(&self) -> Value {
        let named = |table: &Option<Table>| {
            table.as_ref().map(|table| json!({ "path": table.path, "xxh3": table.digest() }))
        };
        json!({
            "agencies": named(&self.agencies),
            "boilerplate": named(&self.boilerplate),
            "mask_token": self.mask_token,
        })
    }
}

impl Table {
    fn read(path: &Path) -> Result<Table, Failure> {
        let text = fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("{}: cannot be read: {error}", path.display()))
        })?;
        Ok(Table { path: path.to_owned(), text })
    }

    fn digest(&self) -> String {
        format!("{:016x}", hash::bytes(self.text.as_bytes()))
    }
}
