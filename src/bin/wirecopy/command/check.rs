//! `wirecopy check`: shows how the input is read. Writes nothing.

use jiff::Timestamp;
use wirecopy::article::BodyIs;
use wirecopy::date::{DateReader, DateSettings};
use wirecopy::engine::{self, Checked, DEFAULT_MIN_WORDS, GroupCheck, Tolerance};
use wirecopy::scratch::Workspace;

use super::reading;
use crate::args::{Check, Global};
use crate::checked;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &Check, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let spool = Workspace::in_folder(&std::env::temp_dir())?;
    let corpus = reading::open(&args.inputs, &args.how, BodyIs::default(), spool.path())?;
    for input in corpus.unreadable() {
        output.warning(&format!("{}: {}", input.path.display(), input.reason));
    }
    let dates = DateReader::new(DateSettings::default())?;
    let checked = engine::check(&corpus, &dates, Timestamp::now().as_second(), DEFAULT_MIN_WORDS)?;
    let is_good = corpus.unreadable().is_empty() && is_good(&checked);
    if global.json {
        let json = serde_json::to_string(&checked).expect("every key is a string");
        output.result(&format!("{json}\n"))?;
    } else {
        let inputs: Vec<String> =
            args.inputs.iter().map(|input| input.display().to_string()).collect();
        let next = is_good.then(|| format!("wirecopy cluster {}", inputs.join(" ")));
        output.result(&checked::render(&checked, next.as_deref(), output.summary_style()))?;
    }
    Ok(if is_good { Exit::Done } else { Exit::No })
}

/// Whether `wirecopy cluster` would accept the input.
fn is_good(checked: &Checked) -> bool {
    let articles: u64 = checked.groups.iter().map(GroupCheck::articles).sum();
    let rejected: u64 = checked.groups.iter().map(GroupCheck::rejected).sum();
    let mistakes: u64 = checked.groups.iter().map(GroupCheck::mistakes).sum();
    articles > 0 && !Tolerance::default().is_exceeded(mistakes, articles + rejected)
}
