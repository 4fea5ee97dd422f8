//! The data of the copies in the page.

use serde::Serialize;

use super::columns::{Moment, Words, share, shortened};
use super::page::Block;
use crate::article::CreditState;
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{FinishedRun, MemberRow, Status, VersionRow, finished};

/// Most stories and, roughly, most copies in one block. Opening a story unpacks one block.
const MOST_STORIES: usize = 200;
const MOST_COPIES: usize = 4000;

/// The copies of consecutive stories, one row each.
#[derive(Debug, Default, Serialize)]
struct Copies {
    /// The first row of each story, and the end of the last one.
    starts: Vec<usize>,
    id: Vec<String>,
    role: Words,
    /// Places in the table of outlets; -1 for none.
    outlet: Vec<i32>,
    outlet_raw: Words,
    url: Vec<Option<String>>,
    headline: Words,
    byline: Words,
    headline_changed: Vec<Option<bool>>,
    published: Words,
    /// Seconds since 1970.
    time: Vec<Option<i64>>,
    /// Whether only the day is known.
    day_only: Vec<u8>,
    language: Words,
    words: Vec<u32>,
    words_raw: Vec<u32>,
    score: Vec<u16>,
    sim: Vec<u16>,
    contained: Vec<u16>,
    coverage: Vec<u16>,
    added: Vec<Option<u32>>,
    removed: Vec<Option<u32>>,
    /// Minutes after the first article.
    lag: Vec<Option<i64>>,
    /// The most similar earlier article.
    source: Words,
    credit: Words,
    credit_text: Words,
    credit_state: Words,
    /// Whether it is on the site of the agency of its story.
    own: Vec<u8>,
    /// The mark of a version, and what it says.
    marker: Words,
    mark_status: Words,
    file: Words,
    line: Vec<u64>,
    /// Whether it is only in the index.
    index_only: Vec<u8>,
}

/// Collects the copies of all stories into blocks, in the order of the stories.
#[derive(Debug)]
pub(super) struct CopyBlocks {
    open: Copies,
    /// The first story of each block.
    first_stories: Vec<usize>,
    stories: usize,
    blocks: Vec<Block>,
}

impl CopyBlocks {
    pub(super) fn new() -> CopyBlocks {
        CopyBlocks {
            open: Copies::default(),
            first_stories: Vec::new(),
            stories: 0,
            blocks: Vec::new(),
        }
    }

    /// Starts the next story.
    pub(super) fn begin_story(&mut self) {
        if self.open.starts.len() >= MOST_STORIES || self.open.id.len() >= MOST_COPIES {
            self.close();
        }
        if self.open.starts.is_empty() {
            self.first_stories.push(self.stories);
        }
        self.open.starts.push(self.open.id.len());
        self.stories += 1;
    }

    /// Adds a copy to the current story.
    pub(super) fn push(
        &mut self,
        row: &MemberRow<'_>,
        outlet: i32,
        moment: Option<Moment>,
        mark: Option<&Mark>,
    ) {
        let open = &mut self.open;
        open.id.push(shortened(&row.id));
        open.role.push(Some(role_name(row)));
        open.outlet.push(outlet);
        open.outlet_raw
            .push(row.outlet_raw.as_deref().filter(|raw| row.outlet.as_deref() != Some(raw)));
        // A truncated URL would not work.
        open.url.push(row.url.as_deref().filter(|url| shortened(url) == **url).map(str::to_owned));
        open.headline.push(row.headline.as_deref());
        open.byline.push(row.byline.as_deref());
        open.headline_changed.push(row.headline_changed);
        open.published.push(row.published_raw.as_deref());
        open.time.push(moment.map(Moment::seconds));
        open.day_only.push(u8::from(matches!(moment, Some(Moment::Day(_)))));
        open.language.push(row.language.as_deref());
        open.words.push(row.n_words);
        open.words_raw.push(row.n_words_raw);
        open.score.push(share(row.score));
        open.sim.push(share(row.jaccard));
        open.contained.push(share(row.contained));
        open.coverage.push(share(row.coverage));
        open.added.push(row.words_added);
        open.removed.push(row.words_removed);
        open.lag.push(row.lag_minutes);
        open.source.push(row.best_source_id.as_deref());
        open.credit.push(row.agency_credit.as_deref());
        open.credit_text.push(row.credit_text.as_deref());
        open.credit_state.push(row.credit_state.map(CreditState::name));
        open.own.push(u8::from(row.own));
        open.marker.push(mark.and_then(|mark| mark.marker.as_deref()));
        open.mark_status.push(mark.map(|mark| status_name(mark.status)));
        open.file.push(Some(&row.source_file));
        open.line.push(row.source_line);
        open.index_only.push(u8::from(row.index_only));
    }

    /// The blocks, and the first story of each.
    pub(super) fn finish(mut self) -> (Vec<Block>, Vec<usize>) {
        if !self.open.starts.is_empty() {
            self.close();
        }
        (self.blocks, self.first_stories)
    }

    fn close(&mut self) {
        let mut copies = std::mem::take(&mut self.open);
        copies.starts.push(copies.id.len());
        self.blocks.push(Block::new(format!("copies-{}", self.blocks.len()), &copies));
    }
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Updated => "updated",
        Status::Corrected => "corrected",
        Status::Killed => "killed",
    }
}

fn role_name(row: &MemberRow<'_>) -> &'static str {
    use crate::report::Role::{
        Canonical, Edited, Excerpt, Extended, SameOutlet, Verbatim, Version,
    };
    match row.role {
        Canonical => "canonical",
        Verbatim => "verbatim",
        Edited => "edited",
        Excerpt => "excerpt",
        Extended => "extended",
        Version => "version",
        SameOutlet => "same_outlet",
    }
}

/// The version mark of an article.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The mark as written; `None` for an unmarked article on the agency's own site.
    pub(super) marker: Option<String>,
    pub(super) status: Status,
}

/// The version marks of a run's articles, by key.
#[derive(Debug, Default)]
pub(super) struct Marks(HashMap<String, Mark>);

impl Marks {
    /// Reads the table of versions.
    pub(super) fn read(run: &FinishedRun) -> Result<Marks> {
        let mut marks = Marks::default();
        for row in finished::rows(run, "versions.jsonl")? {
            let row: VersionRow<'static> = row?;
            let marker = row.marker.map(std::borrow::Cow::into_owned);
            marks.0.insert(row.id.into_owned(), Mark { marker, status: row.status });
        }
        Ok(marks)
    }

    /// The mark of an article.
    pub(super) fn of(&self, id: &str) -> Option<&Mark> {
        self.0.get(id)
    }
}
