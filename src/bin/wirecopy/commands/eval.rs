//! `wirecopy eval`: compares a run with labelled clusters.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use wirecopy::corpus::decompressed;
use wirecopy::eval::{Comparison, Gold, RunClusters, Scores, WrongPairs};
use wirecopy::report::FinishedRun;

use crate::exit::{Exit, Failure};
use crate::global::Global;
use crate::options::number;
use crate::terminal::Output;

/// Compare a run with labelled clusters.
///
/// Prints pairwise precision, recall and F1, the adjusted Rand index and B-cubed. In JSON Lines, an article
/// with an empty label counts as having no copy; in a sheet of `wirecopy label` it is not scored.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(crate) struct Eval {
    /// Folder that `wirecopy cluster` wrote.
    #[arg(value_name = "DIR")]
    pub(crate) run: PathBuf,
    /// Labels: a sheet of `wirecopy label`, or JSON Lines with `id` and `label`; the label `exclude` ignores the article.
    #[arg(long, value_name = "FILE")]
    pub(crate) gold: PathBuf,
    /// Tab-separated pairs of ids with a kind: `partial` pairs count as different, other kinds are ignored.
    #[arg(long, value_name = "FILE")]
    pub(crate) ignore: Option<PathBuf>,
    /// List up to N wrong merges and N missed pairs.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) wrong: usize,
    /// Exit with 1 if the pairwise F1 is below this.
    #[arg(long, value_name = "F1", value_parser = number(0.0..=1.0, "0.95"))]
    pub(crate) min_f1: Option<f64>,
    /// Exit with 1 if the adjusted Rand index is below this.
    #[arg(long, value_name = "ARI", value_parser = number(-1.0..=1.0, "0.95"))]
    pub(crate) min_ari: Option<f64>,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Evaluation<'a> {
    #[serde(flatten)]
    scores: &'a Scores,
    wrong: &'a WrongPairs<'a>,
}

pub(crate) fn run(args: &Eval, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let mut ignore = args.ignore.as_deref().map(open).transpose()?;
    let gold = Gold::read(
        &mut open(&args.gold)?,
        ignore.as_mut().map(|reader| reader as &mut dyn BufRead),
    )?;
    if gold.unknown_ignore_rows() > 0 {
        output.warning(&format!(
            "{} of the ignore file name articles without a label",
            gold.unknown_ignore_rows()
        ));
    }
    let members = RunClusters::read_jsonl(&mut members(&args.run)?)?;
    let comparison = Comparison::new(&gold, &members);
    let scores = comparison.scores();
    let wrong = comparison.wrong_pairs(args.wrong);
    if global.json {
        let json = serde_json::to_string(&Evaluation { scores: &scores, wrong: &wrong })
            .expect("every key of an evaluation is a string");
        output.result(&format!("{json}\n"))?;
    } else {
        output.result(&shown(&scores, &wrong))?;
    }
    let mut exit = Exit::Done;
    for (name, floor, score) in
        [("F1", args.min_f1, scores.pairs.f1), ("ARI", args.min_ari, scores.adjusted_rand_index)]
    {
        if let Some(floor) = floor.filter(|&floor| score < floor) {
            // All digits: the few above may be those of the floor.
            output.warning(&format!("{name} is {score}, below the required {floor}"));
            exit = Exit::No;
        }
    }
    Ok(exit)
}

/// The table of the articles of a run, or of whatever else wrote such a table.
fn members(run: &Path) -> Result<Box<dyn BufRead>, Failure> {
    let path = run.join("members.jsonl");
    if path.is_file() || !run.join("run.json").is_file() {
        return Ok(Box::new(open(&path)?));
    }
    Ok(FinishedRun::open(run)?.table("members.jsonl")?)
}

fn open(path: &Path) -> Result<BufReader<impl Read + use<>>, Failure> {
    let file = decompressed(path).map_err(|error| {
        Failure::resources(format!("{}: cannot be read: {error}", path.display()), None)
    })?;
    Ok(BufReader::new(file))
}

fn shown(scores: &Scores, wrong: &WrongPairs<'_>) -> String {
    let pairs = &scores.pairs;
    let mut text = format!(
        "pairs P {:.3} R {:.3} F1 {:.3} · ARI {:.3} ({:.3} with ignored pairs) · B³ P {:.3} R {:.3} F1 {:.3} · {} articles, {} pairs right, {} false, {} missed\n",
        pairs.precision,
        pairs.recall,
        pairs.f1,
        scores.adjusted_rand_index,
        scores.adjusted_rand_index_of_all,
        scores.b_cubed.precision,
        scores.b_cubed.recall,
        scores.b_cubed.f1,
        scores.articles,
        pairs.true_positives,
        pairs.false_positives,
        pairs.false_negatives,
    );
    for (kind, pairs) in [("false", &wrong.false_merges), ("missed", &wrong.misses)] {
        for [one, other] in pairs {
            writeln!(text, "{kind}\t{one}\t{other}").expect("a string takes any text");
        }
    }
    text
}
