//! `wirecopy report`: writes the HTML report of a run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde_json::json;
use wirecopy::Wirecopy;
use wirecopy::engine::KeptTexts;
use wirecopy::report::{self, FinishedRun, HtmlReport, StoryPlaces, StoryText, StoryTexts};

use crate::exit::{Exit, Failure};
use crate::finished::{self, UsedIndex};
use crate::global::Global;
use crate::options::Size;
use crate::options::cleaning::Cleaning;
use crate::terminal::{Output, to_file};

/// Write the HTML report (one self-contained file).
///
/// Shows the stories of a finished run, with search, charts, outlets, and the changed words of each copy. Opens with a double
/// click and works offline. Reads the articles again: their files must be unchanged, in the same place or below --corpus.
/// Without them the report has everything but the texts.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Report {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// File to write [default: `report.html` in the folder].
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Open the report in the browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// Size limit of the file; texts beyond it are omitted.
    ///
    /// Flagged stories get their texts first, then the stories with the most outlets. The report says how many have no text.
    #[arg(long, value_name = "SIZE", default_value_t = Size(report::DEFAULT_HTML_BYTES))]
    pub(crate) html_max: Size,
    /// Folder with the input files, if they have moved since the run.
    ///
    /// Each file is found by name and must be byte-identical to the one that was read.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

pub(crate) fn run(args: &Report, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let mut run = finished::open(&args.run, args.corpus.as_deref())?;
    let path = args.output.clone().unwrap_or_else(|| args.run.join("report.html"));
    if path.is_dir() {
        return Err(Failure::usage(format!("{}: is a folder; -o needs a file", path.display())));
    }
    let report = HtmlReport::read(&run)?;
    let index = UsedIndex::of(&run).unwrap_or_else(|failure| {
        output.warning(&format!("no texts from the index: {}", failure.message()));
        None
    });
    let has_texts = index.as_ref().is_some_and(|index| index.has_texts);
    let wanted = report.wanted(args.html_max.0, has_texts);
    let (texts, no_texts) = match texts(&mut run, &wanted, index.as_ref()) {
        Ok(texts) => (texts, None),
        Err(failure) => {
            let reason = failure.message().to_owned();
            output.warning(&format!("the report has no texts: {reason}"));
            (Vec::new(), Some(reason))
        }
    };
    let texts = StoryTexts { places: &wanted, texts: &texts, missing: no_texts.as_deref() };
    let file = report.finish(texts, args.html_max.0);
    to_file(Some(&path), |out| out.write_all(file.html.as_bytes()).map_err(Failure::from))?;
    let shown = if global.json {
        json!({
            "path": path,
            "bytes": file.html.len(),
            "stories": file.stories,
            "with_texts": file.with_texts,
            "index_only": file.index_only,
        })
        .to_string()
    } else {
        let without = file.stories - file.with_texts - file.index_only;
        let mut texts = String::new();
        if file.index_only > 0 {
            let index = run.index().map_or("the index", |index| &index.path);
            texts = format!(
                ", {} of them without texts (all their articles are only in {index})",
                file.index_only
            );
        }
        if without > 0 {
            let why = if no_texts.is_some() { "see above" } else { "--html-max" };
            texts = format!("{texts}, {without} of them without texts ({why})");
        }
        format!("{}  {}  {} stories{texts}", path.display(), Size(file.html.len()), file.stories)
    };
    if global.json || !global.quiet {
        output.result(&format!("{shown}\n"))?;
    }
    if args.open
        && let Err(error) = open(&path)
    {
        output.warning(&format!("cannot open a browser: {error}; open {} in one", path.display()));
    }
    Ok(Exit::Done)
}

/// Opens a file with the program that the system has for it.
fn open(path: &Path) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let mut opener = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut opener = Command::new("rundll32");
        opener.arg("url.dll,FileProtocolHandler");
        opener
    } else {
        Command::new("xdg-open")
    };
    // What the browser prints is not for this terminal.
    let opener = opener.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let ended = opener.status()?;
    if ended.success() { Ok(()) } else { Err(io::Error::other(format!("it failed with {ended}"))) }
}

/// Reads the texts again, as the run did.
fn texts(
    run: &mut FinishedRun,
    wanted: &[StoryPlaces],
    index: Option<&UsedIndex>,
) -> Result<Vec<StoryText>, Failure> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let wirecopy = Wirecopy::builder().cleaner(Cleaning::of_run(run)?.cleaner()?).build();
    let corpus = finished::corpus(run)?;
    let index = index.map(|index| KeptTexts::new(&index.snapshot, index.body_is));
    let texts = wirecopy.story_texts(&corpus, wanted, index.as_ref())?;
    // The inputs must not have changed while they were read.
    run.check_inputs()?;
    Ok(texts)
}
