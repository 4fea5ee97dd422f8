//! The report as a single HTML file that needs only a browser.
//!
//! The data are columns of JSON, gzipped, in base64, in blocks that the page unpacks on demand: the
//! stories at once, their copies and texts when a story is opened. Nothing from an article is in
//! the file in any other form, so it cannot close an element or start a script, whatever it says.

mod charts;
mod columns;
mod copies;
mod outlets;
mod page;
mod stories;
mod texts;

use serde::Serialize;
use serde_json::Value;

use self::charts::{ChartCounts, Charts};
use self::columns::{Moment, Words};
use self::copies::{CopyBlocks, Marks};
use self::outlets::OutletCounts;
use self::page::Block;
use self::stories::{Related, Stories, Times};
pub use self::texts::{CopyPlace, Edit, StoryPlaces, StoryText};
use super::finished;
use super::finished::FinishedRun;
use super::rows::articles::{MemberRow, RejectRow, Role};
use super::rows::stories::ClusterRow;
use crate::error::{ErrorKind, Result};

/// Rejects that the page lists. The table has all of them.
const MOST_REJECTS: usize = 500;

/// Approximate bytes per word of a text, compressed.
const BYTES_PER_WORD: usize = 4;
/// Approximate bytes for the edits of a copy, without new words.
const BYTES_PER_COPY: usize = 60;

/// Default maximum size of the file: 25 MB.
pub const DEFAULT_HTML_BYTES: usize = 25_000_000;

/// The texts for a report.
#[derive(Clone, Copy, Debug)]
pub struct StoryTexts<'a> {
    /// The stories whose texts were read, with the places of their articles.
    pub places: &'a [StoryPlaces],
    /// The text of each; none if they could not be read.
    pub texts: &'a [StoryText],
    /// Why no texts were read, if not because of their size.
    pub missing: Option<&'a str>,
}

/// A report without its texts.
#[derive(Debug)]
pub struct HtmlReport {
    stories: Stories,
    is_flagged: Vec<bool>,
    places: Vec<Places>,
    files: Words,
    blocks: Vec<Block>,
    first_stories: Vec<usize>,
    charts: Charts,
    record: Value,
    bytes: usize,
}

/// A report that is ready to be written.
#[derive(Debug)]
pub struct HtmlFile {
    /// The file.
    pub html: String,
    /// The stories in it.
    pub stories: usize,
    /// Stories with their texts.
    pub with_texts: usize,
    /// Stories without texts because all their articles are only in an index that has no texts.
    pub index_only: usize,
}

/// Where to read the articles of a story again.
#[derive(Clone, Debug, Default)]
struct Places {
    canonical: usize,
    /// For each copy, its file, by place among the file names, and its byte offset.
    copies: Vec<(i32, u64)>,
    /// Copies that are only in an index, with their ids.
    in_index: Vec<(usize, Box<str>)>,
    /// Estimated bytes of its texts.
    bytes: usize,
}

impl Places {
    /// Whether all articles are only in an index.
    fn is_index_only(&self) -> bool {
        self.in_index.len() == self.copies.len()
    }
}

/// The data that the page unpacks first.
#[derive(Serialize)]
struct Index<'a> {
    stories: &'a Stories,
    /// The first story of each block of copies.
    first_stories: &'a [usize],
    charts: &'a Charts,
    run: &'a Value,
    with_texts: usize,
    /// The maximum size of the file, in bytes.
    html_max: usize,
    /// Why there are no texts, if not because of their size.
    no_texts: Option<&'a str>,
    /// Stories without texts because all their articles are only in an index.
    #[serde(rename = "index_only")]
    known_only: usize,
}

/// The table of rejects in the page.
#[derive(Serialize)]
struct Rejects<'a> {
    all: usize,
    rows: Vec<RejectRow<'a>>,
}

impl HtmlReport {
    /// Reads the tables of a finished run.
    pub fn read(run: &FinishedRun) -> Result<HtmlReport> {
        let folder = run.folder();
        let clusters: Vec<ClusterRow<'static>> = finished::rows(run, "clusters.jsonl")?
            .filter(|row| row.as_ref().map_or(true, |row: &ClusterRow<'_>| row.articles > 1))
            .collect::<Result<_>>()?;
        let mut reading = Reading::new(Marks::read(run)?);
        let mut rows = finished::rows(run, "members.jsonl")?.peekable();
        for cluster in &clusters {
            let of_story = |row: &Result<MemberRow<'static>>| {
                row.as_ref().map_or(true, |row| row.cluster_id == cluster.cluster_id)
            };
            let mut members = Vec::new();
            while let Some(row) = rows.next_if(of_story) {
                members.push(row?);
            }
            if members.len() != cluster.articles as usize {
                let problem = format!(
                    "clusters.jsonl says that {} has {} articles, but {} stand here",
                    cluster.cluster_id,
                    cluster.articles,
                    members.len()
                );
                return Err(ErrorKind::NoRun { folder: folder.to_owned(), problem }.into());
            }
            reading.add(cluster, &members);
        }
        let places = clusters.iter().map(|row| row.cluster_id).zip(0..).collect();
        let beside = [
            Block::new("rejects", &rejects(run)?),
            Block::new("related", &Related::read(run, &places)?),
        ];
        let is_flagged = clusters.iter().map(|row| !row.review_flags.is_empty()).collect();
        Ok(reading.finish(is_flagged, beside, run))
    }

    /// The stories whose texts should be read for a file of this size: flagged ones first, then by
    /// rank.
    ///
    /// Stories whose articles are all only in an index are included if `index_has_texts`.
    pub fn wanted(&self, html_max: usize, index_has_texts: bool) -> Vec<StoryPlaces> {
        // Take half as many again as seem to fit, because sizes are only estimates.
        let mut room = self.room(html_max).saturating_mul(3) / 2;
        let mut order: Vec<usize> = (0..self.places.len())
            .filter(|&story| index_has_texts || !self.places[story].is_index_only())
            .collect();
        order.sort_by_key(|&story| !self.is_flagged[story]);
        let fits = |&story: &usize| match room.checked_sub(self.places[story].bytes) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        };
        let mut wanted: Vec<usize> = order.into_iter().take_while(fits).collect();
        // In display order, so that stories on one screen are in one block.
        wanted.sort_by_key(|&story| (!self.is_flagged[story], story));
        wanted.into_iter().map(|story| self.story_places(story)).collect()
    }

    fn story_places(&self, story: usize) -> StoryPlaces {
        let places = &self.places[story];
        let copy = |&(file, offset): &(i32, u64)| CopyPlace {
            file: self.files.text(file).to_owned(),
            offset,
            in_index: None,
        };
        let mut copies: Vec<CopyPlace> = places.copies.iter().map(copy).collect();
        for (copy, id) in &places.in_index {
            copies[*copy].in_index = Some(id.clone());
        }
        StoryPlaces { story, canonical: places.canonical, copies }
    }

    /// Bytes left for texts in a file of this size.
    fn room(&self, html_max: usize) -> usize {
        html_max.saturating_sub(self.bytes)
    }

    /// Assembles the file, with as many texts as fit into this size.
    pub fn finish(mut self, texts: StoryTexts<'_>, html_max: usize) -> HtmlFile {
        let packed = texts::pack(texts.places, texts.texts, self.room(html_max));
        let mut with_texts = 0;
        for (number, (block, stories)) in (0..).zip(packed) {
            with_texts += stories.len();
            for story in stories {
                self.stories.texts[story] = number;
            }
            self.blocks.push(block);
        }
        let is_index_only =
            |&story: &usize| self.stories.texts[story] < 0 && self.places[story].is_index_only();
        let index_only = (0..self.places.len()).filter(is_index_only).count();
        let index = Index {
            known_only: index_only,
            stories: &self.stories,
            first_stories: &self.first_stories,
            charts: &self.charts,
            run: &self.record,
            with_texts,
            html_max,
            no_texts: texts.missing,
        };
        self.blocks.insert(0, Block::new("index", &index));
        let html = page::assemble(&self.blocks);
        HtmlFile { html, stories: self.stories.len(), with_texts, index_only }
    }
}

/// The page's data while the tables are read.
struct Reading {
    stories: Stories,
    copies: CopyBlocks,
    outlets: OutletCounts,
    charts: ChartCounts,
    places: Vec<Places>,
    files: Words,
    marks: Marks,
}

impl Reading {
    fn new(marks: Marks) -> Reading {
        Reading {
            marks,
            stories: Stories::default(),
            copies: CopyBlocks::new(),
            outlets: OutletCounts::default(),
            charts: ChartCounts::new(),
            places: Vec::new(),
            files: Words::default(),
        }
    }

    fn add(&mut self, cluster: &ClusterRow<'_>, members: &[MemberRow<'_>]) {
        let agency = cluster.agency.as_deref();
        let mut times = Times::default();
        let mut places = Places::default();
        let mut carried = Vec::with_capacity(members.len());
        self.copies.begin_story();
        for (place, row) in members.iter().enumerate() {
            let moment = Moment::of(row);
            if let Some(moment) = moment {
                times.add(moment);
            }
            self.charts.add(row, agency, moment);
            let copy = self.outlets.add(row, agency);
            self.copies.push(row, copy.outlet, moment, self.marks.of(&row.id));
            carried.push(copy);
            let own_words = match row.role {
                Role::Canonical => {
                    places.canonical = place;
                    row.n_words
                }
                _ => row.words_added.unwrap_or(row.n_words),
            };
            places.bytes += own_words as usize * BYTES_PER_WORD + BYTES_PER_COPY;
            places.copies.push((self.files.place(&row.source_file), row.source_offset));
            if row.index_only {
                places.in_index.push((place, (&*row.id).into()));
            }
        }
        self.outlets.end_story(&carried);
        self.charts.end_story(members, cluster.outlets, agency, times.day_only);
        self.stories.push(cluster, times);
        self.places.push(places);
    }

    fn finish(self, is_flagged: Vec<bool>, beside: [Block; 2], run: &FinishedRun) -> HtmlReport {
        let (mut blocks, first_stories) = self.copies.finish();
        blocks.push(Block::new("outlets", &self.outlets.finish()));
        blocks.extend(beside);
        // The final size is only known when the texts are chosen. Until then, encode the stories to
        // find out.
        let bytes = blocks.iter().map(Block::bytes).sum::<usize>()
            + Block::new("index", &self.stories).bytes()
            + page::assemble(&[]).len();
        HtmlReport {
            stories: self.stories,
            is_flagged,
            places: self.places,
            files: self.files,
            blocks,
            first_stories,
            charts: self.charts.finish(),
            record: run.whole_record().clone(),
            bytes,
        }
    }
}

fn rejects(run: &FinishedRun) -> Result<Rejects<'static>> {
    let mut rejects = Rejects { all: 0, rows: Vec::new() };
    for row in finished::rows(run, "rejects.jsonl")? {
        let row = row?;
        rejects.all += 1;
        if rejects.rows.len() < MOST_REJECTS {
            rejects.rows.push(row);
        }
    }
    Ok(rejects)
}
