//! The passages of a run in the format of [passim](https://github.com/dasmiq/passim)'s `out.json`.

use std::io::{self, Write};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::each_story;
use crate::error::Result;
use crate::hash::{self, HashMap, HashSet};

use crate::report::{CopyPlace, FinishedRun, MemberRow, Role, StoryPlaces, unwritable};

/// The copied passage of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct CopiedPassage {
    /// Its start in the body, in characters (code points).
    pub begin: usize,
    /// Its end in the body, in characters.
    pub end: usize,
    /// The passage.
    pub text: String,
    /// The other fields of the record, as given.
    pub fields: Map<String, Value>,
}

/// The stories of a run, as clusters of passages.
#[derive(Debug)]
pub struct PassimExport {
    stories: Vec<Story>,
    places: Vec<StoryPlaces>,
}

#[derive(Debug)]
struct Story {
    cluster: u32,
    members: Vec<MemberRow<'static>>,
}

impl PassimExport {
    /// Reads the stories of a finished run, sorted by number of articles, largest first.
    pub fn read(run: &FinishedRun) -> Result<PassimExport> {
        let mut stories = Vec::new();
        each_story(run, |cluster, members| {
            if cluster.articles > 1 {
                stories.push(Story { cluster: cluster.story_rank, members });
            }
            Ok(())
        })?;
        stories.sort_by_key(|story| (std::cmp::Reverse(story.members.len()), story.cluster));
        let places = stories.iter().enumerate();
        let places = places.map(|(number, story)| {
            let canonical = story.members.iter().position(|row| row.role == Role::Canonical);
            let copies = story.members.iter().map(|row| CopyPlace {
                file: row.source_file.clone().into_owned(),
                offset: row.source_offset,
                in_index: row.index_only.then(|| (&*row.id).into()),
            });
            let copies = copies.collect();
            StoryPlaces { story: number, canonical: canonical.unwrap_or_default(), copies }
        });
        let places = places.collect();
        Ok(PassimExport { stories, places })
    }

    /// The places of the articles of each story.
    pub fn places(&self) -> &[StoryPlaces] {
        &self.places
    }

    /// Writes a row for each article with an available text. `passages` has those of each story in
    /// turn.
    pub fn write(
        &self,
        passages: &[Vec<Option<CopiedPassage>>],
        out: &mut dyn Write,
    ) -> Result<()> {
        for (story, passages) in self.stories.iter().zip(passages) {
            story.write(passages, out).map_err(unwritable(Path::new("-")))?;
        }
        Ok(())
    }
}

impl Story {
    fn write(&self, passages: &[Option<CopiedPassage>], out: &mut dyn Write) -> io::Result<()> {
        let source_of = |passage: &CopiedPassage, id: &str| json!({ "uid": uid(id), "begin": passage.begin, "end": passage.end });
        let sources: HashMap<&str, Value> = (self.members.iter().zip(passages))
            .filter_map(|(row, passage)| Some((&*row.id, source_of(passage.as_ref()?, &row.id))))
            .collect();
        let pboiler = self.share_of_repeats();
        for (row, passage) in self.members.iter().zip(passages) {
            let Some(passage) = passage else { continue };
            let mut fields = passage.fields.clone();
            let named = [
                ("series", &row.outlet),
                ("date", &row.published_raw),
                ("title", &row.headline),
                ("url", &row.url),
            ];
            for (name, value) in named {
                if let Some(value) = value {
                    fields.entry(name).or_insert_with(|| json!(value));
                }
            }
            let source = row.best_source_id.as_deref().and_then(|id| sources.get(id));
            let ours = [
                ("id", json!(row.id)),
                ("uid", json!(uid(&row.id))),
                ("cluster", json!(self.cluster)),
                ("size", json!(self.members.len())),
                ("begin", json!(passage.begin)),
                ("end", json!(passage.end)),
                ("text", json!(passage.text)),
                ("src", json!(source)),
                ("pboiler", json!(pboiler)),
            ];
            fields.extend(ours.map(|(name, value)| (name.to_owned(), value)));
            serde_json::to_writer(&mut *out, &fields)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// The share of the articles whose outlet has an earlier one in the story. Text that one series
    /// prints again and again is boilerplate.
    fn share_of_repeats(&self) -> f64 {
        let mut seen: HashSet<&str> = HashSet::default();
        let outlets = self.members.iter().filter_map(|row| row.outlet.as_deref());
        let repeats = outlets.filter(|outlet| !seen.insert(outlet)).count();
        #[expect(clippy::cast_precision_loss, reason = "no story has 2^52 articles")]
        let share = repeats as f64 / self.members.len() as f64;
        share
    }
}

/// A number for an article, for programs without 64-bit integers.
fn uid(id: &str) -> u64 {
    hash::bytes(id.as_bytes()) >> 11
}
