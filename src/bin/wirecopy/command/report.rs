//! `wirecopy report`: makes the HTML report of a run.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde_json::json;
use wirecopy::engine;
use wirecopy::report::{FinishedRun, HtmlReport, StoryPlaces, StoryText};

use super::cleaning::Cleaning;
use crate::args::{Global, Report};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::size::Size;

pub(crate) fn run(args: &Report, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let run = FinishedRun::open(&args.run)?;
    let path = args.output.clone().unwrap_or_else(|| args.run.join("report.html"));
    if path.is_dir() {
        return Err(Failure::usage(format!("{}: is a folder; -o names a file", path.display())));
    }
    let report = HtmlReport::read(&run)?;
    let wanted = report.wanted(args.html_max.0);
    let (texts, no_texts) = match texts(&run, &args.run, &wanted) {
        Ok(texts) => (texts, None),
        Err(failure) => {
            let reason = failure.message().to_owned();
            output.warning(&format!("the report has no texts: {reason}"));
            (Vec::new(), Some(reason))
        }
    };
    let file = report.finish(&wanted, &texts, args.html_max.0, no_texts.as_deref());
    write(&path, file.html.as_bytes()).map_err(|error| {
        Failure::resources(format!("{}: cannot be written: {error}", path.display()), None)
    })?;
    let shown = if global.json {
        json!({
            "path": path,
            "bytes": file.html.len(),
            "stories": file.stories,
            "with_texts": file.with_texts,
        })
        .to_string()
    } else {
        let texts = match file.stories - file.with_texts {
            0 => String::new(),
            without => format!(", {without} of them without texts (--html-max)"),
        };
        format!("{}  {}  {} stories{texts}", path.display(), Size(file.html.len()), file.stories)
    };
    if global.json || !global.quiet {
        output.result(&format!("{shown}\n"))?;
    }
    Ok(Exit::Done)
}

/// Reads the texts again, as the run did.
fn texts(
    run: &FinishedRun,
    folder: &Path,
    wanted: &[StoryPlaces],
) -> Result<Vec<StoryText>, Failure> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    run.check_inputs()?;
    let cleaner = Cleaning::of_run(run.config())?.cleaner()?;
    let corpus = super::explain::open(run, folder)?;
    Ok(engine::story_texts(&corpus, &cleaner, wanted)?)
}

/// Writes a file whole or not at all: under another name first.
fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".part");
    let part = path.with_file_name(name);
    let written = File::create(&part)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // Nothing is to be done about a part that cannot be removed either.
        _ = fs::remove_file(&part);
    }
    written
}
