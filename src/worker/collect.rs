//! Makes a run of the results of the stages.

use std::fs::File;
use std::io::{BufReader, ErrorKind as Io};
use std::path::Path;

use super::articles::{Gathering, facts};
use super::columns::{Row, each_row};
use super::sign::TaskFacts;
use super::work::broken;
use crate::article::ArticleId;
use crate::clean::Cleaner;
use crate::corpus::{Corpus, FileFacts, FirstPass, LeftOut, Reject};
use crate::engine::run::agencies::{Agencies, Killed};
use crate::engine::run::clusters::{self, Clusters, Group};
use crate::engine::run::grouping::families;
use crate::engine::run::input::RunInput;
use crate::engine::run::kept::KeptShown;
use crate::engine::run::measured::{MeasuredPair, MeasuredPairs, Verified};
use crate::engine::run::numbering::Repeat;
use crate::engine::run::read::UnreadDates;
use crate::engine::run::texts::Texts;
use crate::engine::{Run, Settings, Tolerance};
use crate::error::{Error, ErrorKind, Result};
use crate::pair::{self, CandidatePair};
use crate::scratch::Scratch;
use crate::similarity::{Overlap, Score};

/// How a run is made of the results of its stages.
#[derive(Clone, Copy)]
pub struct Collecting<'a> {
    /// The corpus of the run.
    pub corpus: &'a Corpus,
    /// Its cleaner.
    pub cleaner: &'a Cleaner,
    /// Its settings.
    pub settings: &'a Settings,
    /// How many bad records end it.
    pub tolerance: Tolerance,
    /// Where the data of the run is kept.
    pub scratch: &'a Scratch,
}

/// Makes a run of the results of its stages, which are Arrow streams in a folder.
///
/// # Errors
///
/// If the records are worse than `tolerance` allows, or the results cannot be read or do not fit one another.
pub fn collect(results: &Path, collecting: Collecting<'_>) -> Result<Run> {
    let Collecting { corpus, cleaner, settings, tolerance, scratch } = collecting;
    let mut read = read(&Results(results), corpus)?;
    let records = read.first_pass.files.iter().map(|file| file.records).sum();
    tolerance.check(RunInput::Corpus(corpus), &read.rejects, records)?;
    let results = Results(results);
    let (mut shared_keys, mut repeats) = (0, 0);
    results.each("names", |row| {
        let key = row.text("key")?;
        if let Some(name) = row.maybe_text("name")? {
            shared_keys += usize::from(name != key);
        } else {
            let repeat = Repeat { key: key.into(), place: facts(row)?.place };
            read.rejects.push(repeat.into_reject());
            repeats += 1;
        }
        Ok(())
    })?;
    read.rejects.sort_unstable_by_key(|reject| reject.place);

    let mut gathering = Gathering::new(scratch)?;
    let mut count = 0;
    results.each("articles", |row| {
        if row.number("number")? != count {
            return Err(damaged("sorted", "the articles are not in order"));
        }
        count += 1;
        let (outlet, version) = (row.maybe_text("outlet")?, row.maybe_text("version")?);
        gathering.push(row.text("name")?, facts(row)?, outlet, version)
    })?;
    if u64::from(count) + repeats != read.articles {
        let problem = format!("{count} articles and {repeats} repeats of {}", read.articles);
        return Err(damaged("sorted", problem));
    }
    let articles = gathering.finish()?;
    let texts = texts(&results, articles.len())?;
    let Verified { pairs: verified, near } = pairs(&results, articles.len(), settings, scratch)?;
    let clusters = clusters(&results, articles.len(), &verified, scratch)?;
    let threshold = settings.family_pair_threshold();
    let families = families(&clusters, &texts, [&verified, &near], threshold)?;
    let short_articles = articles.shorter_than(settings.min_words)?;
    let run = Run {
        agencies: Agencies::new(cleaner, &articles.outlets),
        articles,
        texts,
        verified,
        near,
        clusters,
        families,
        rejects: read.rejects,
        left_out: read.left_out,
        read: records,
        first_pass: read.first_pass,
        unread_dates: read.unread_dates,
        killed: read.killed,
        shown: KeptShown::default(),
        short_articles,
        shared_keys,
        scratch: scratch.clone(),
    };
    run.articles.check()?;
    Ok(run)
}

/// Rows of a stage are missing, or there twice.
fn damaged(stage: &'static str, problem: impl Into<String>) -> Error {
    ErrorKind::DamagedStage { stage, problem: problem.into() }.into()
}

/// The folder of the results.
struct Results<'a>(&'a Path);

/// The result that is not written if there is nothing in it.
const NAMES: &str = "names";

impl Results<'_> {
    /// Visits the rows of a result.
    fn each(&self, name: &str, visit: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        let path = self.0.join(format!("{name}.arrow"));
        match File::open(&path) {
            Ok(file) => each_row(BufReader::new(file), visit),
            Err(error) if error.kind() == Io::NotFound && name == NAMES => Ok(()),
            Err(source) => Err(ErrorKind::Read { path, source }.into()),
        }
    }
}

/// What reading gave, apart from the articles.
struct Read {
    /// How many articles there are.
    articles: u64,
    rejects: Vec<Reject>,
    left_out: LeftOut,
    first_pass: FirstPass,
    unread_dates: UnreadDates,
    killed: Killed,
}

fn read(results: &Results<'_>, corpus: &Corpus) -> Result<Read> {
    let mut tasks: Vec<TaskFacts> = Vec::new();
    results.each("tasks", |row| {
        tasks.push(serde_json::from_str(row.text("facts")?).map_err(broken)?);
        Ok(())
    })?;
    tasks.sort_by_key(|task| (task.files.first().map(|&(number, _)| number), task.share));
    let mut files: Vec<Option<FileFacts>> = vec![None; corpus.files().len()];
    // How many shares of each file are missing.
    let mut absent: Vec<Option<u64>> = vec![None; files.len()];
    let mut read = Read {
        articles: 0,
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
    let records: u64 = read.first_pass.files.iter().map(|file| file.records).sum();
    let others = read.rejects.len() as u64 + read.left_out.total();
    if records != read.articles + others {
        let problem =
            format!("{records} records gave {} articles and {others} others", read.articles);
        return Err(damaged("signed", problem));
    }
    Ok(read)
}

fn texts(results: &Results<'_>, articles: usize) -> Result<Texts> {
    let mut met = Met::of(articles);
    let mut joined: Vec<(u32, u32)> = Vec::new();
    let mut placeholders: Vec<ArticleId> = Vec::new();
    results.each("texts", |row| {
        let (number, first) = (row.number("number")?, row.number("first")?);
        if number.max(first) as usize >= articles {
            return Err(broken("a text is of no article"));
        }
        if met.again(number) {
            return Err(damaged("texts", "an article is there twice"));
        }
        if row.number("placeholder")? == 1 {
            placeholders.push(ArticleId(number));
        } else {
            joined.push((first, number));
        }
        Ok(())
    })?;
    joined.sort_unstable();
    placeholders.sort_unstable();
    let groups = joined.chunk_by(|one, other| one.0 == other.0);
    let groups: Vec<Vec<ArticleId>> = groups
        .map(|group| {
            let numbers = group.iter().map(|&(_, number)| number);
            std::iter::once(group[0].0).chain(numbers).map(ArticleId).collect()
        })
        .collect();
    Ok(Texts::from_groups(articles, groups.iter().map(Vec::as_slice), placeholders))
}

fn pairs(
    results: &Results<'_>,
    articles: usize,
    settings: &Settings,
    scratch: &Scratch,
) -> Result<Verified> {
    let threshold = settings.pair_threshold();
    let mut copies = pair::Writer::new(scratch)?;
    let mut near = pair::Writer::new(scratch)?;
    let mut before = None;
    results.each("measured", |row| {
        let (low, high) = (row.number("low")?, row.number("high")?);
        if low >= high || high as usize >= articles {
            return Err(broken("a text of a pair is of no article"));
        }
        if before >= Some((low, high)) {
            return Err(damaged("measured", "a pair is there twice, or not in its place"));
        }
        before = Some((low, high));
        let pair = CandidatePair::new(ArticleId(low), ArticleId(high));
        let pair = pair.ok_or_else(|| broken("a text is paired with itself"))?;
        let overlap = Overlap {
            shared: row.number("shared")?,
            left: row.number("of_low")?,
            right: row.number("of_high")?,
        };
        let score = Score::from_units(row.number("score")?);
        let measured = MeasuredPair { pair, overlap, score };
        if score >= threshold { copies.push(&measured) } else { near.push(&measured) }
    })?;
    let (pairs, near): (MeasuredPairs, MeasuredPairs) = (copies.finish()?, near.finish()?);
    Ok(Verified { pairs, near })
}

fn clusters(
    results: &Results<'_>,
    articles: usize,
    copies: &MeasuredPairs,
    scratch: &Scratch,
) -> Result<Clusters> {
    let mut writer = clusters::Writer::new(scratch, articles)?;
    let mut met = Met::of(articles);
    let in_memory = Scratch::in_memory();
    results.each("groups", |row| {
        let mut spool = in_memory.spool()?;
        spool.write(row.bytes("stored")?)?;
        let group = Group::take(&mut spool.finish()?.reader())?;
        let nodes = &group.compared.cluster.nodes;
        if nodes.last().is_none_or(|last| last.index() >= articles) {
            return Err(broken("a cluster has no article, or one that is not there"));
        }
        if nodes.iter().any(|node| met.again(node.0)) {
            return Err(damaged("groups", "a text is there twice"));
        }
        writer.push(&group)
    })?;
    for copy in copies.iter() {
        if copy?.pair.articles().into_iter().any(|text| !met.has(text.0)) {
            return Err(damaged("groups", "a text that has copies is absent"));
        }
    }
    writer.finish()
}

/// Which articles a stage has.
struct Met(Vec<bool>);

impl Met {
    fn of(articles: usize) -> Met {
        Met(vec![false; articles])
    }

    /// Notes an article. Returns whether it was there before.
    fn again(&mut self, article: u32) -> bool {
        std::mem::replace(&mut self.0[article as usize], true)
    }

    fn has(&self, article: u32) -> bool {
        self.0[article as usize]
    }
}
