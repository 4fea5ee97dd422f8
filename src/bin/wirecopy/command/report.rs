//! `wirecopy report`: makes the HTML report of a run.

use std::path::Path;

use serde_json::json;
use wirecopy::engine;
use wirecopy::report::{FinishedRun, HtmlReport, StoryPlaces, StoryText};

use super::cleaning::Cleaning;
use crate::args::{Global, Report};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, Output};
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
    output::to_file(Some(&path), |out| out.write_all(file.html.as_bytes()).map_err(Failure::from))?;
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
    let texts = engine::story_texts(&corpus, &cleaner, wanted)?;
    // What was read is what was checked.
    run.check_inputs()?;
    Ok(texts)
}
