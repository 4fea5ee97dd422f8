//! `wirecopy label`: writes a sheet of stories to be labelled by hand.

use std::path::PathBuf;

use clap::Args;
use wirecopy::report::{FinishedRun, LabelSheet};

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::terminal::{Output, counted, to_file};

/// Write a sheet of stories to label by hand.
///
/// Chooses stories at random, the same for the same run, each with the other versions of its developing story. Open the sheet in
/// a spreadsheet and fill in the column `label`: `ok` if the article belongs to the story, the number of another story or any
/// name of your own if it belongs there, `-` if it is a copy of none, `?` if nobody can say. Rows without a label are not
/// scored. Then: `wirecopy eval DIR --gold FILE`.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Label {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    run: PathBuf,
    /// File to write, with tabs between the columns; must not exist [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Stories to choose.
    #[arg(long, value_name = "N", default_value_t = 50)]
    stories: usize,
}

pub(crate) fn run(args: &Label, global: &Global, output: &Output) -> Result<Exit, Failure> {
    if global.json {
        return Err(Failure::usage(
            "--json does not apply to label, which writes a sheet".to_owned(),
        ));
    }
    // Somebody's work may be in it.
    if let Some(path) = args.output.as_deref().filter(|path| path.exists()) {
        return Err(Failure::usage(format!("{} exists; name another file", path.display())));
    }
    let sheet = LabelSheet::read(&FinishedRun::open(&args.run)?, args.stories)?;
    to_file(args.output.as_deref(), |out| Ok(sheet.write(out)?))?;
    if let Some(path) = &args.output {
        output.note(&format!(
            "{} of {} stories; fill in the column label, then run wirecopy eval {} --gold {}",
            counted(sheet.articles() as u64, "article"),
            sheet.stories(),
            args.run.display(),
            path.display()
        ));
    }
    Ok(Exit::Done)
}
