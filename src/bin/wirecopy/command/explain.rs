//! `wirecopy explain`: shows why two articles are one story, or are not.

use std::path::Path;

use serde::Serialize;
use wirecopy::ErrorKind;
use wirecopy::engine::{self, Explanation, KeptTexts, KnownPlaces, Question, Settings};
use wirecopy::report::{FinishedRun, Members};

use super::cleaning::Cleaning;
use super::finished::{self, UsedIndex};
use crate::args::{Explain, Global};
use crate::exit::Exit;
use crate::explanation::{self, Length};
use crate::failure::Failure;
use crate::output::Output;

/// What `--json` prints.
#[derive(Serialize)]
struct Explained<'a> {
    /// The clusters of the two; none for an article without a copy.
    clusters: [Option<&'a str>; 2],
    #[serde(flatten)]
    explanation: &'a Explanation,
}

pub(crate) fn run(args: &Explain, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let ids = [&*args.one, &*args.other];
    if ids[0] == ids[1] {
        return Err(Failure::usage(format!(
            "'{}' is named twice; name two different articles",
            args.one
        )));
    }
    let mut run = finished::open(&args.run, args.corpus.as_deref())?;
    if run.version() != env!("CARGO_PKG_VERSION") {
        output.warning(&format!(
            "{} was written by wirecopy {}: its numbers may differ",
            args.run.display(),
            run.version()
        ));
    }
    let settings = settings(&run, &args.run)?;
    let cleaner = Cleaning::of_run(&run)?.cleaner()?;
    let corpus = finished::corpus(&mut run)?;
    let members = run.members()?;
    let clusters = ids.map(|id| members.cluster_of(id));
    let stories = [0, 1].map(|side| story(ids[side], clusters[side], &members));
    let index = UsedIndex::of(&run)?;
    let known = known(&members, &stories, index.as_ref())?;
    if let Some(id) = ids.iter().find(|&&id| known.in_index.get(id).is_some_and(Option::is_none)) {
        return Err(not_at_hand(id, &run));
    }
    let question = Question { ids, stories: [&stories[0], &stories[1]], known: &known };
    let explained = engine::explain(&corpus, &cleaner, &settings, question);
    let explanation = match (explained, &index) {
        (Err(error), Some(index)) => {
            return Err(match error.kind() {
                ErrorKind::UnknownArticle { id, .. }
                    if KeptTexts::new(&index.snapshot, index.body_is).knows(id)? =>
                {
                    not_at_hand(id, &run)
                }
                _ => error.into(),
            });
        }
        (explained, _) => explained?,
    };
    let shown = if global.json {
        let result = Explained { clusters, explanation: &explanation };
        let json = serde_json::to_string(&result).expect("every key of an explanation is a string");
        format!("{json}\n")
    } else {
        let length = if args.full { Length::Full } else { Length::Shortened };
        explanation::render(&explanation, clusters, length, output.summary_style())
    };
    output.result(&shown)?;
    Ok(Exit::Done)
}

/// The articles of a story; an article without a copy is its own story.
fn story(id: &str, cluster: Option<&str>, members: &Members) -> Vec<String> {
    cluster.map_or_else(|| vec![id.to_owned()], |cluster| members.of_cluster(cluster).to_vec())
}

/// Where the articles of two stories are: in the inputs or in an index.
fn known(
    members: &Members,
    stories: &[Vec<String>; 2],
    index: Option<&UsedIndex>,
) -> Result<KnownPlaces, Failure> {
    let index = index.map(|index| KeptTexts::new(&index.snapshot, index.body_is));
    let mut known = KnownPlaces::default();
    for id in stories.iter().flatten() {
        let Some(stands) = members.stands(id) else { continue };
        if stands.index_only {
            let found = index.as_ref().map(|index| index.article(id, &stands.file, stands.offset));
            known.in_index.insert(id.clone(), found.transpose()?.flatten());
        } else {
            known.here.insert(id.clone(), (stands.file.clone(), stands.offset));
        }
    }
    Ok(known)
}

/// The error for an article that is only in an index without texts.
fn not_at_hand(id: &str, run: &FinishedRun) -> Failure {
    let index = run.index().map_or("the index", |index| &index.path);
    Failure::resources(
        format!("'{id}' is only in the index {index}, which has no texts"),
        Some(
            "To compare texts, cluster its file together with these inputs, or build the index with --texts",
        ),
    )
}

fn settings(run: &FinishedRun, folder: &Path) -> Result<Settings, Failure> {
    serde_json::from_value(run.config()["matching"].clone())
        .map_err(|error| finished::no_run(folder, &error.to_string()))
}
