//! `wirecopy export`: writes a run in other programs' formats.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use wirecopy::engine::KeptTexts;
use wirecopy::report::{
    self, CopiedPassage, Doubtful, FinishedRun, OutletNetwork, PassimExport, Pseudonyms,
    StoryPlaces,
};
use wirecopy::{Error, Wirecopy};

use crate::exit::{Exit, Failure};
use crate::finished::{self, UsedIndex};
use crate::global::Global;
use crate::options::cleaning::Cleaning;
use crate::terminal::{Output, to_file};

/// Write a run in another program's format.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Export {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Format to write.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: ExportFormat,
    /// File to write; for gephi, the folder [default: standard output; for gephi, DIR].
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Also count edges whose direction the dates do not settle (gephi, graphml, gexf).
    #[arg(long)]
    pub(crate) ambiguous: bool,
    /// Replace the outlets by pseudonyms, to publish the network (gephi, graphml, gexf).
    ///
    /// The file keeps the pseudonyms, `OUTLET<tab>NAME` on each line, and gets new ones for new outlets; it is made if it does not
    /// exist. With the same file an outlet has the same name in every export. Do not publish the file.
    #[arg(long, visible_alias = "anonymize", value_name = "FILE")]
    pub(crate) anonymise: Option<PathBuf>,
    /// Folder with the input files, if they have moved since the run.
    ///
    /// Each file is found by name and must be byte-identical to the one that was read.
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
}

/// A format of another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The outlet network, as `outlet_nodes.csv` and `outlet_edges.csv`.
    Gephi,
    /// The outlet network as one file, for networkx and others.
    Graphml,
    /// The outlet network over time as one file, for Gephi's timeline.
    Gexf,
    /// `minhash_cluster_id` and `minhash_cluster_size` of each article, as JSON Lines.
    Datatrove,
    /// Two columns, duplicate and reference.
    DupRef,
    /// One JSON object per story, with its articles and edges.
    Json,
    /// The copied passage of each article, as in passim's `out.json` with character offsets; reads the inputs again.
    Passim,
}

pub(crate) fn run(args: &Export, global: &Global, output: &Output) -> Result<Exit, Failure> {
    if global.json {
        return Err(Failure::usage(
            "--json does not apply to export; --to sets the format".to_owned(),
        ));
    }
    let is_network =
        matches!(args.to, ExportFormat::Gephi | ExportFormat::Graphml | ExportFormat::Gexf);
    let of_networks = [("--ambiguous", args.ambiguous), ("--anonymise", args.anonymise.is_some())];
    if let Some((option, _)) =
        of_networks.into_iter().find(|&(_, is_given)| is_given && !is_network)
    {
        return Err(Failure::usage(format!(
            "{option} applies only to --to gephi, --to graphml and --to gexf"
        )));
    }
    let mut run = finished::open(&args.run, args.corpus.as_deref())?;
    let doubtful = if args.ambiguous { Doubtful::Counted } else { Doubtful::LeftOut };
    let format = match args.to {
        ExportFormat::Gephi => {
            let network = network(&run, doubtful, args)?;
            let folder = args.output.as_deref().unwrap_or(&args.run);
            std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
            write(Some(&folder.join("outlet_nodes.csv")), |out| network.write_nodes(out))?;
            write(Some(&folder.join("outlet_edges.csv")), |out| network.write_edges(out))?;
            return Ok(Exit::Done);
        }
        ExportFormat::Graphml => {
            let network = network(&run, doubtful, args)?;
            write(args.output.as_deref(), |out| network.write_graphml(out))?;
            return Ok(Exit::Done);
        }
        ExportFormat::Gexf => {
            let network = network(&run, doubtful, args)?;
            write(args.output.as_deref(), |out| network.write_gexf(out))?;
            return Ok(Exit::Done);
        }
        ExportFormat::Passim => {
            let stories = PassimExport::read(&run)?;
            let passages = passages(&mut run, stories.places())?;
            let without = passages.iter().flatten().filter(|passage| passage.is_none()).count();
            if without > 0 {
                let index = run.index().map_or("the index", |index| &index.path);
                output.warning(&format!(
                    "{without} articles are only in {index}, which has no texts; they are omitted"
                ));
            }
            write(args.output.as_deref(), |out| stories.write(&passages, out))?;
            return Ok(Exit::Done);
        }
        ExportFormat::Json => report::Export::Json,
        ExportFormat::DupRef => report::Export::DupRef,
        ExportFormat::Datatrove => report::Export::Datatrove,
    };
    write(args.output.as_deref(), |out| format.write(&run, out))?;
    Ok(Exit::Done)
}

/// The network of the outlets, by their names or by pseudonyms.
fn network(run: &FinishedRun, doubtful: Doubtful, args: &Export) -> Result<OutletNetwork, Failure> {
    let network = OutletNetwork::read(run, doubtful)?;
    let Some(path) = &args.anonymise else { return Ok(network) };
    if path.as_os_str() == "-" {
        return Err(Failure::usage("--anonymise needs a file for the names, not -".to_owned()));
    }
    let refuse =
        |problem: &dyn std::fmt::Display| Failure::usage(format!("{}: {problem}", path.display()));
    let mut names = match std::fs::read_to_string(path) {
        Ok(text) => Pseudonyms::read(&text).map_err(|error| refuse(&error))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Pseudonyms::default(),
        Err(error) => return Err(refuse(&format!("cannot be read: {error}"))),
    };
    let network = network.anonymised(&mut names);
    // A name that is published is never lost: the file is written first.
    to_file(Some(path), |out| Ok(out.write_all(names.to_text().as_bytes())?))?;
    Ok(network)
}

/// Reads the articles of the stories again, as the run did.
fn passages(
    run: &mut FinishedRun,
    stories: &[StoryPlaces],
) -> Result<Vec<Vec<Option<CopiedPassage>>>, Failure> {
    if stories.is_empty() {
        return Ok(Vec::new());
    }
    let wirecopy = Wirecopy::builder().cleaner(Cleaning::of_run(run)?.cleaner()?).build();
    let corpus = finished::corpus(run)?;
    let index = UsedIndex::of(run)?;
    let index = index.as_ref().map(|index| KeptTexts::new(&index.snapshot, index.body_is));
    let passages = wirecopy.copied_passages(&corpus, stories, index.as_ref())?;
    // The inputs must not have changed while they were read.
    run.check_inputs()?;
    Ok(passages)
}

fn write(
    path: Option<&Path>,
    content: impl FnOnce(&mut dyn Write) -> Result<(), Error>,
) -> Result<(), Failure> {
    to_file(path, |out| Ok(content(out)?))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::resources(format!("{}: cannot write: {error}", path.display()), None)
}
