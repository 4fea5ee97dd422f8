//! `wirecopy explain`: shows why two articles are one story, or are not.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use wirecopy::corpus::{Corpus, Input};
use wirecopy::engine::{self, Explanation, Question, Settings};
use wirecopy::report::{FinishedRun, Members};
use wirecopy::{Error, ErrorKind};

use super::cleaning::Cleaning;
use super::reading;
use crate::args::{Explain, Global};
use crate::exit::Exit;
use crate::explanation::{self, Length};
use crate::failure::Failure;
use crate::output::Output;

/// What `--json` prints.
#[derive(Serialize)]
struct Told<'a> {
    /// The clusters of the two; none for an article without a copy.
    clusters: [Option<&'a str>; 2],
    #[serde(flatten)]
    explanation: &'a Explanation,
}

pub(crate) fn run(args: &Explain, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let ids = [&*args.one, &*args.other];
    if ids[0] == ids[1] {
        return Err(Failure::usage(format!("'{}' is named twice: name two articles", args.one)));
    }
    let run = FinishedRun::open(&args.run)?;
    if run.version() != env!("CARGO_PKG_VERSION") {
        output.warning(&format!(
            "{} was written by wirecopy {}: the numbers may differ from those of that run",
            args.run.display(),
            run.version()
        ));
    }
    run.check_inputs()?;
    let settings = settings(&run, &args.run)?;
    let cleaner = Cleaning::of_run(run.config())?.cleaner()?;
    let corpus = open(&run, &args.run)?;
    let members = run.members()?;
    let clusters = ids.map(|id| members.cluster_of(id));
    let stories = [0, 1].map(|side| story(ids[side], clusters[side], &members));
    let question = Question { ids, stories: [&stories[0], &stories[1]] };
    let explanation = engine::explain(&corpus, &cleaner, &settings, question)?;
    let shown = if global.json {
        let told = Told { clusters, explanation: &explanation };
        let json = serde_json::to_string(&told).expect("every key of an explanation is a string");
        format!("{json}\n")
    } else {
        let length = if args.full { Length::Full } else { Length::Shortened };
        explanation::render(&explanation, clusters, length, output.summary_style())
    };
    output.result(&shown)?;
    Ok(Exit::Done)
}

/// The articles of a story; an article that the table does not name is one by itself.
fn story(id: &str, cluster: Option<&str>, members: &Members) -> Vec<String> {
    cluster.map_or_else(|| vec![id.to_owned()], |cluster| members.of_cluster(cluster).to_vec())
}

fn settings(run: &FinishedRun, folder: &Path) -> Result<Settings, Failure> {
    serde_json::from_value(run.config()["matching"].clone())
        .map_err(|error| no_run(folder, &error.to_string()))
}

fn no_run(folder: &Path, problem: &str) -> Failure {
    let problem = format!("its settings cannot be understood: {problem}");
    Error::from(ErrorKind::NoRun { folder: folder.to_owned(), problem }).into()
}

/// Opens the files of a run as the run did.
pub(super) fn open(run: &FinishedRun, folder: &Path) -> Result<Corpus, Failure> {
    let options =
        reading::of_run(&run.config()["reading"]).map_err(|problem| no_run(folder, &problem))?;
    let inputs: Vec<Input> =
        run.named_inputs().iter().map(|path| Input::Path(PathBuf::from(path))).collect();
    let corpus = Corpus::open(&inputs, &options, Path::new("."), &mut io::empty())?;
    // That those of the run are still there was checked before.
    let added = corpus
        .files()
        .iter()
        .find(|file| run.inputs().iter().all(|input| *input.path != *file.path.to_string_lossy()));
    match added {
        None => Ok(corpus),
        Some(file) => {
            let problem = "was not there when the run was made".to_owned();
            Err(Error::from(ErrorKind::NotAsClustered { path: file.path.clone(), problem }).into())
        }
    }
}
