//! The results of the stages, on the machine that started them: Arrow streams in a folder.

use std::fs::File;
use std::io::{BufReader, ErrorKind as Io};
use std::path::Path;

use super::articles::facts;
use super::columns::{Row, each_row};
use super::sign::TaskFacts;
use super::work::broken;
use crate::corpus::{Corpus, FileFacts, FirstPass, LeftOut, Reject};
use crate::engine::Tolerance;
use crate::engine::run::agencies::Killed;
use crate::engine::run::input::RunInput;
use crate::engine::run::numbering::Repeat;
use crate::engine::run::read::UnreadDates;
use crate::error::{Error, ErrorKind, Result};

/// Rows of a stage are missing, or there twice.
pub(super) fn damaged(stage: &'static str, problem: impl Into<String>) -> Error {
    ErrorKind::DamagedStage { stage, problem: problem.into() }.into()
}

/// The folder of the results.
pub(super) struct Results<'a>(pub(super) &'a Path);

/// The result that is not written if there is nothing in it.
const NAMES: &str = "names";

impl Results<'_> {
    /// Visits the rows of a result.
    pub(super) fn each(&self, name: &str, visit: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        let path = self.0.join(format!("{name}.arrow"));
        match File::open(&path) {
            Ok(file) => each_row(BufReader::new(file), visit),
            Err(error) if error.kind() == Io::NotFound && name == NAMES => Ok(()),
            Err(source) => Err(ErrorKind::Read { path, source }.into()),
        }
    }
}

/// What became of the records of a run.
pub(super) struct Records {
    /// How many there are.
    pub(super) read: u64,
    /// How many are articles of the run.
    pub(super) articles: u64,
    /// The articles that were renamed, because another one has their key.
    pub(super) renamed: usize,
    pub(super) rejects: Vec<Reject>,
    pub(super) left_out: LeftOut,
    pub(super) first_pass: FirstPass,
    pub(super) unread_dates: UnreadDates,
    pub(super) killed: Killed,
}

/// Reads what became of the records.
///
/// # Errors
///
/// If they are worse than `tolerance` allows.
pub(super) fn records(
    results: &Results<'_>,
    corpus: &Corpus,
    tolerance: Tolerance,
) -> Result<Records> {
    let mut records = read(results, corpus)?;
    tolerance.check(RunInput::Corpus(corpus), &records.rejects, records.read)?;
    results.each(NAMES, |row| {
        let key = row.text("key")?;
        if let Some(name) = row.maybe_text("name")? {
            records.renamed += usize::from(name != key);
        } else {
            let repeat = Repeat { key: key.into(), place: facts(row)?.place };
            records.rejects.push(repeat.into_reject());
            let left = records.articles.checked_sub(1);
            records.articles =
                left.ok_or_else(|| damaged("names", "there are more repeats than articles"))?;
        }
        Ok(())
    })?;
    records.rejects.sort_unstable_by_key(|reject| reject.place);
    Ok(records)
}

fn read(results: &Results<'_>, corpus: &Corpus) -> Result<Records> {
    let mut tasks: Vec<TaskFacts> = Vec::new();
    results.each("tasks", |row| {
        tasks.push(serde_json::from_str(row.text("facts")?).map_err(broken)?);
        Ok(())
    })?;
    tasks.sort_by_key(|task| (task.files.first().map(|&(number, _)| number), task.share));
    let mut files: Vec<Option<FileFacts>> = vec![None; corpus.files().len()];
    // How many shares of each file are missing.
    let mut absent: Vec<Option<u64>> = vec![None; files.len()];
    let mut read = Records {
        read: 0,
        articles: 0,
        renamed: 0,
        rejects: Vec::new(),
        left_out: LeftOut::default(),
        first_pass: FirstPass::default(),
        unread_dates: UnreadDates::default(),
        killed: Killed::default(),
    };
    for task in tasks {
        for (number, facts) in task.files {
            let known = files.get_mut(number as usize);
            let known = known.ok_or_else(|| broken("there are more files than were asked for"))?;
            // Every share reads the whole file, and parses its part.
            if known.is_some_and(|known| (known.xxh3, known.records) != (facts.xxh3, facts.records))
            {
                let path = corpus.files()[number as usize].path.clone();
                return Err(ErrorKind::Changed { path, line: None }.into());
            }
            let others = absent[number as usize].unwrap_or(task.shares).checked_sub(1);
            let others = others.ok_or_else(|| damaged("signed", "a file is there twice"))?;
            absent[number as usize] = Some(others);
            let before = known.map_or(0, |known| known.rejects);
            *known = Some(FileFacts { rejects: before + facts.rejects, ..facts });
        }
        for notice in task.notices {
            let notices = &mut read.first_pass.notices;
            if !notices.iter_mut().rev().any(|known| known.take(&notice)) {
                notices.push(notice);
            }
        }
        read.articles += task.articles;
        read.rejects.extend(task.rejects);
        read.left_out.join(task.left_out);
        read.unread_dates
            .join(UnreadDates { count: task.unread_dates, first: task.first_unread_date });
        read.killed.join(task.killed);
    }
    if absent.iter().any(|&shares| shares != Some(0)) {
        return Err(damaged("signed", "a file is absent, or a part of one"));
    }
    read.first_pass.files = files.into_iter().flatten().collect();
    read.rejects.sort_by_key(|reject| reject.place);
    read.read = read.first_pass.files.iter().map(|file| file.records).sum();
    let others = read.rejects.len() as u64 + read.left_out.total();
    if read.read != read.articles + others {
        let problem =
            format!("{} records gave {} articles and {others} others", read.read, read.articles);
        return Err(damaged("signed", problem));
    }
    Ok(read)
}
