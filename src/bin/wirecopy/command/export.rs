//! `wirecopy export`: hands a run to other programs.

use std::io::{self, Write};
use std::path::Path;

use wirecopy::Error;
use wirecopy::engine;
use wirecopy::report::{
    CopiedPassage, Doubtful, FinishedRun, OutletNetwork, PassimExport, StoryPlaces,
};

use super::cleaning::Cleaning;
use crate::args::{Export, ExportFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(args: &Export) -> Result<Exit, Failure> {
    let run = FinishedRun::open(&args.run)?;
    let doubtful = if args.ambiguous { Doubtful::Counted } else { Doubtful::LeftOut };
    let format = match args.to {
        ExportFormat::Gephi => {
            let network = OutletNetwork::read(&run, doubtful)?;
            let folder = args.output.as_deref().unwrap_or(&args.run);
            std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
            write(Some(&folder.join("outlet_nodes.csv")), |out| network.write_nodes(out))?;
            write(Some(&folder.join("outlet_edges.csv")), |out| network.write_edges(out))?;
            return Ok(Exit::Done);
        }
        ExportFormat::Graphml => {
            let network = OutletNetwork::read(&run, doubtful)?;
            write(args.output.as_deref(), |out| network.write_graphml(out))?;
            return Ok(Exit::Done);
        }
        ExportFormat::Passim => {
            let stories = PassimExport::read(&run)?;
            let passages = passages(&run, &args.run, stories.places())?;
            write(args.output.as_deref(), |out| stories.write(&passages, out))?;
            return Ok(Exit::Done);
        }
        ExportFormat::Json => wirecopy::report::Export::Json,
        ExportFormat::DupRef => wirecopy::report::Export::DupRef,
        ExportFormat::Datatrove => wirecopy::report::Export::Datatrove,
    };
    write(args.output.as_deref(), |out| format.write(&run, out))?;
    Ok(Exit::Done)
}

/// Reads the articles of the stories again, as the run did.
fn passages(
    run: &FinishedRun,
    folder: &Path,
    stories: &[StoryPlaces],
) -> Result<Vec<Vec<CopiedPassage>>, Failure> {
    if stories.is_empty() {
        return Ok(Vec::new());
    }
    run.check_inputs()?;
    let cleaner = Cleaning::of_run(run.config())?.cleaner()?;
    let corpus = super::explain::open(run, folder)?;
    let passages = engine::copied_passages(&corpus, &cleaner, stories)?;
    // What was read is what was checked.
    run.check_inputs()?;
    Ok(passages)
}

fn write(
    path: Option<&Path>,
    content: impl FnOnce(&mut dyn Write) -> Result<(), Error>,
) -> Result<(), Failure> {
    output::to_file(path, |out| Ok(content(out)?))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::resources(format!("{}: cannot be written: {error}", path.display()), None)
}
