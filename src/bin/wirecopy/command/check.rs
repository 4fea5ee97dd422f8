//! `wirecopy check`: shows how the input is read. Writes nothing.

use jiff::Timestamp;
use wirecopy::article::BodyIs;
use wirecopy::date::{DateReader, DateSettings};
use wirecopy::engine::{self, Checked, DEFAULT_MIN_WORDS, GroupCheck, Tolerance};
use wirecopy::scratch::Workspace;

use super::reading;
use crate::args::{Check, Global};
use crate::checked::{self, Verdict};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(args: &Check, global: &Global, output: &Output) -> Result<Exit, Failure> {
    let spool = Workspace::in_folder(&std::env::temp_dir())?;
    let corpus = reading::open(&args.inputs, &args.how, BodyIs::default(), spool.path())?;
    for input in corpus.unreadable() {
        output.warning(&format!("{}: {}", input.path.display(), input.reason));
    }
    let (formats, timezone) = (args.date_format.clone(), args.timezone.clone());
    let dates = DateReader::new(DateSettings { formats, timezone })?;
    let checked = engine::check(&corpus, &dates, Timestamp::now().as_second(), DEFAULT_MIN_WORDS)?;
    let reason = why_not_ready(&checked, corpus.unreadable().len());
    let is_good = reason.is_none();
    if global.json {
        let json = serde_json::to_string(&checked).expect("every key is a string");
        output.result(&format!("{json}\n"))?;
    } else {
        let verdict = match reason {
            None => Verdict::Ready { next: next_command(std::env::args().skip(1)) },
            Some(reason) => Verdict::NotReady { reason },
        };
        output.result(&checked::render(&checked, &verdict, output.summary_style()))?;
    }
    Ok(if is_good { Exit::Done } else { Exit::No })
}

/// Why `wirecopy cluster` would not go through with it, if it would not.
fn why_not_ready(checked: &Checked, unreadable: usize) -> Option<String> {
    let articles: u64 = checked.groups.iter().map(GroupCheck::articles).sum();
    let rejected: u64 = checked.groups.iter().map(GroupCheck::rejected).sum();
    let mistakes: u64 = checked.groups.iter().map(GroupCheck::mistakes).sum();
    if unreadable > 0 {
        let files = if unreadable == 1 { "1 input" } else { "several inputs" };
        Some(format!("{files} cannot be read"))
    } else if articles == 0 {
        Some("it has no articles".to_owned())
    } else if Tolerance::default().is_exceeded(mistakes, articles + rejected) {
        Some(format!("{mistakes} of {} records are bad", articles + rejected))
    } else {
        None
    }
}

/// The command that clusters the same: as it was typed, but for the name of this one.
fn next_command(typed: impl Iterator<Item = String>) -> String {
    let mut is_named = false;
    let mut words = vec!["wirecopy".to_owned()];
    for word in typed {
        if !is_named && word == "check" {
            is_named = true;
            words.push("cluster".to_owned());
        } else {
            words.push(quoted(word));
        }
    }
    words.join(" ")
}

/// A word as a shell takes it for one.
fn quoted(word: String) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word;
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_command_repeats_what_was_typed_as_a_shell_takes_it() {
        let typed = ["check", "my news.csv", "--text", "it's", "--date-format", "%d/%m/%Y"];
        assert_eq!(
            next_command(typed.map(str::to_owned).into_iter()),
            r"wirecopy cluster 'my news.csv' --text 'it'\''s' --date-format %d/%m/%Y"
        );
    }
}
