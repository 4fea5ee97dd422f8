//! Reads, cleans and signs the articles of files, or of shares of a large file.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::columns::{Type, Value, Writer, each_row};
use super::work::{Work, broken};
use crate::article::{FileId, Place};
use crate::clean::Cleaner;
use crate::corpus::{
    Corpus, EarlierFiles, FileFacts, LeftOut, Notice, Record, Reject, Selector, is_url,
};
use crate::engine::run::agencies::Killed;
use crate::engine::run::articles::{Facts, KeptFacts, Outlets, row};
use crate::engine::run::read::{UnreadDates, sign_text};
use crate::engine::run::shown::Shown;
use crate::error::{ErrorKind, Result};
use crate::index;
use crate::shingle::Runs;
use crate::verify::{Profile, StoredProfile};

/// What one worker reads at a time: some files, or every so many-th chunk of one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    files: Vec<TaskFile>,
    /// The number of the share, and how many shares the file has.
    share: u64,
    shares: u64,
}

/// A file of the corpus.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct TaskFile {
    /// Its number in the corpus.
    number: u32,
    /// Its path as named or found.
    path: String,
    /// Where its copy is, if it has a URL for a path. The driver script has the worker's machine make it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<PathBuf>,
    bytes: u64,
    /// The key of the article, if the file is one.
    key: String,
}

/// Most files of a task.
const MOST_FILES: usize = 1 << 10;

/// Most shares of a file. Each of them reads the whole file, and parses its part.
const MOST_SHARES: u64 = 64;

/// A share of a file with a URL is so many times as large: each of them copies the file first.
const COPIED_SHARE: u64 = 16;

/// Splits a corpus into tasks of about this many bytes.
///
/// Returns what cannot be split if the corpus has a file that workers cannot find again: standard input, or one in an
/// archive.
pub fn tasks(corpus: &Corpus, bytes: u64) -> std::result::Result<Vec<Task>, String> {
    let bytes = bytes.max(1);
    let mut tasks: Vec<Task> = Vec::new();
    let mut held = 0;
    let mut is_open = false;
    for (number, file) in (0..).zip(corpus.files()) {
        let path = file.path.to_str().ok_or("a file name is not Unicode")?;
        if path == "-" {
            return Err("standard input".to_owned());
        }
        if let Some(archive) = &file.within {
            return Err(format!("{}, an archive", archive.display()));
        }
        let task_file = TaskFile {
            number,
            path: path.to_owned(),
            place: None,
            bytes: file.bytes,
            key: file.key.clone(),
        };
        let share = if is_url(&file.path) { bytes.saturating_mul(COPIED_SHARE) } else { bytes };
        let shares = file.bytes.div_ceil(share).clamp(1, MOST_SHARES);
        if shares > 1 {
            let files = vec![task_file];
            tasks.extend((0..shares).map(|share| Task { files: files.clone(), share, shares }));
            is_open = false;
            continue;
        }
        match tasks.last_mut() {
            Some(task)
                if is_open && held + file.bytes <= bytes && task.files.len() < MOST_FILES =>
            {
                held += file.bytes;
                task.files.push(task_file);
            }
            _ => {
                held = file.bytes;
                is_open = true;
                tasks.push(Task { files: vec![task_file], share: 0, shares: 1 });
            }
        }
    }
    Ok(tasks)
}

/// What reading found in the files of a task, apart from the articles.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct TaskFacts {
    pub(super) share: u64,
    pub(super) shares: u64,
    /// How many there are of them.
    pub(super) articles: u64,
    pub(super) rejects: Vec<Reject>,
    pub(super) left_out: LeftOut,
    pub(super) files: Vec<(u32, FileFacts)>,
    pub(super) notices: Vec<Notice>,
    pub(super) unread_dates: u64,
    pub(super) first_unread_date: Option<(Place, Box<str>)>,
    pub(super) killed: Killed,
}

const COLUMNS: &[(&str, Type)] = &[
    ("key", Type::Text),
    ("body", Type::Long),
    ("record", Type::Long),
    ("file", Type::Number),
    ("place", Type::Long),
    ("row", Type::Bytes),
    ("outlet", Type::Text),
    ("version", Type::Text),
    ("headline", Type::Text),
    ("words", Type::Number),
    ("stream", Type::Long),
    ("minima", Type::Bytes),
    ("profile", Type::Bytes),
    ("path", Type::Text),
    ("shown", Type::Text),
    ("facts", Type::Text),
];

pub(super) fn sign(
    work: Work<'_>,
    cleaner: &Cleaner,
    input: impl BufRead,
    output: impl Write,
) -> Result<()> {
    let mut writer = Writer::new(output, COLUMNS)?;
    each_row(input, |row| {
        let task: Task = serde_json::from_str(row.text("task")?).map_err(broken)?;
        let facts = Signing { work, cleaner, writer: &mut writer }.task(&task)?;
        let facts = serde_json::to_string(&facts).map_err(broken)?;
        writer.push([
            Value::Text(None),
            Value::MaybeLong(None),
            Value::MaybeLong(None),
            Value::Number(None),
            Value::MaybeLong(None),
            Value::Bytes(None),
            Value::Text(None),
            Value::Text(None),
            Value::Text(None),
            Value::Number(None),
            Value::MaybeLong(None),
            Value::Bytes(None),
            Value::Bytes(None),
            Value::Text(None),
            Value::Text(None),
            Value::Text(Some(&facts)),
        ])
    })?;
    writer.finish()
}

struct Signing<'a, W: Write> {
    work: Work<'a>,
    cleaner: &'a Cleaner,
    writer: &'a mut Writer<W>,
}

impl<W: Write> Signing<'_, W> {
    fn task(mut self, task: &Task) -> Result<TaskFacts> {
        let corpus = open(self.work, task)?;
        let in_corpus = |file: FileId| FileId(task.files[file.0 as usize].number);
        let selector = corpus.selector(&self.work.settings.dates)?;
        let mut facts =
            TaskFacts { share: task.share, shares: task.shares, ..TaskFacts::default() };
        let mut unread_dates = UnreadDates::default();
        let mut chunks = corpus.chunks();
        for (number, chunk) in (0_u64..).zip(chunks.by_ref()) {
            let chunk = chunk?;
            if number % task.shares != task.share {
                continue;
            }
            for record in chunk.records() {
                match record {
                    Ok(mut record) => {
                        let path = &*task.files[record.place.file.0 as usize].path;
                        record.place.file = in_corpus(record.place.file);
                        self.record(&record, path, &selector, (&mut facts, &mut unread_dates))?;
                    }
                    Err(mut reject) => {
                        reject.place.file = in_corpus(reject.place.file);
                        facts.killed.take(reject.item.as_deref());
                        facts.rejects.push(reject);
                    }
                }
            }
        }
        let first_pass = chunks.finish();
        facts.files = task.files.iter().map(|file| file.number).zip(first_pass.files).collect();
        facts.notices = first_pass.notices;
        (facts.unread_dates, facts.first_unread_date) = (unread_dates.count, unread_dates.first);
        Ok(facts)
    }

    fn record(
        &mut self,
        record: &Record<'_>,
        path: &str,
        selector: &Selector<'_>,
        (of_task, unread_dates): (&mut TaskFacts, &mut UnreadDates),
    ) -> Result<()> {
        let settings = self.work.settings;
        let article = &record.article;
        of_task.killed.take(article.wire.as_deref());
        if let Some(why) = selector.unwanted(record) {
            of_task.left_out.add(why);
            return Ok(());
        }
        of_task.articles += 1;
        let text = self.cleaner.clean(article);
        let runs = Runs::of(&article.body, &text, settings.shingling);
        let mut outlets = Outlets::default();
        let (facts, signature) =
            sign_text(record, &text, &runs, &mut outlets, self.cleaner, settings);
        let Facts { key, kept, body, record: record_hash, version } = facts;
        if let Some(date) = article.published.as_deref()
            && kept.published.is_none()
        {
            unread_dates.add(record.place, date);
        }
        let is_compared = kept.words >= settings.min_words;
        let profile = is_compared.then(|| {
            let profile = Profile::of_runs(article, &text, runs, settings.shingling);
            index::encode(&StoredProfile::from(&profile))
        });
        let minima: Option<Vec<u8>> = is_compared.then(|| {
            let minima = signature.minima().iter().filter(|&&minimum| minimum != u64::MAX);
            minima.flat_map(|minimum| minimum.to_le_bytes()).collect()
        });
        let parts = self.work.parts;
        let shown = parts.map(|_| serde_json::to_string(&Shown::of(article, kept.credit)));
        let shown = shown.transpose().map_err(broken)?;
        let version = version.map(|version| serde_json::to_string(&version)).transpose();
        let version = version.map_err(broken)?;
        let row = row::of(&KeptFacts { outlet: None, ..kept });
        self.writer.push([
            Value::Text(Some(&key)),
            Value::Long(body),
            Value::Long(record_hash),
            Value::Number(Some(kept.place.file.0)),
            Value::Long(kept.place.offset),
            Value::Bytes(Some(&row)),
            Value::Text(kept.outlet.map(|outlet| outlets.name(outlet))),
            Value::Text(version.as_deref()),
            Value::Text(article.headline.as_deref()),
            Value::Number(Some(kept.words)),
            Value::Long(kept.stream),
            Value::Bytes(minima.as_deref()),
            Value::Bytes(profile.as_deref()),
            Value::Text(parts.map(|_| path)),
            Value::Text(shown.as_deref()),
            Value::Text(None),
        ])
    }
}

/// Opens the files of a task, as the driver opened them.
fn open(work: Work<'_>, task: &Task) -> Result<Corpus> {
    let files = task.files.iter().map(|file| {
        let path = PathBuf::from(&file.path);
        let place = file.place.clone().unwrap_or_else(|| work.base.join(&path));
        (path, place)
    });
    let files: Vec<(PathBuf, PathBuf)> = files.collect();
    for ((path, place), known) in files.iter().zip(&task.files) {
        let found = std::fs::metadata(place)
            .map_err(|source| ErrorKind::NotOnWorker { path: place.clone(), source })?;
        if found.len() != known.bytes {
            return Err(ErrorKind::Changed { path: path.clone(), line: None }.into());
        }
    }
    let earlier = EarlierFiles { named: work.named, base: work.base, files: &files };
    let corpus = Corpus::open_as_before(earlier, Path::new(""), work.options)?;
    if let Some(unreadable) = corpus.unreadable().first() {
        let problem = format!("{}: {}", unreadable.path.display(), unreadable.reason);
        return Err(broken(problem));
    }
    corpus.with_keys(task.files.iter().map(|file| file.key.clone()))
}
