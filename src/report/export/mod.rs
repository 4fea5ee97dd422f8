//! Exports a finished run to the formats of other programs, and to a sheet for labels by hand.

mod network;
mod passim;
mod pseudonyms;

pub use self::network::{Doubtful, OutletNetwork};
pub use self::passim::{CopiedPassage, PassimExport};
pub use self::pseudonyms::Pseudonyms;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::finished::FinishedRun;
use crate::error::Result;
use crate::hash;
use crate::report::{ClusterId, ClusterRow, EdgeRow, FamilyId, MemberRow, Role, unwritable};

/// An export format that is a single file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// One object for each story, with its articles and their sources.
    Json,
    /// Two columns: each copy, and the canonical article of its story.
    DupRef,
    /// The fields that datatrove's `MinHash` deduplication adds: JSON Lines with the id of each article.
    Datatrove,
}

impl Export {
    /// Writes a run in this format.
    pub fn write(self, run: &FinishedRun, out: &mut dyn Write) -> Result<()> {
        match self {
            Export::Json => json(run, out),
            Export::DupRef => dup_ref(run, out),
            Export::Datatrove => datatrove(run, out),
        }
    }
}

/// A story with its articles and sources.
#[derive(Serialize)]
struct Story<'a> {
    #[serde(flatten)]
    cluster: ClusterRow<'a>,
    members: Vec<MemberRow<'a>>,
    edges: Vec<EdgeRow<'a>>,
}

/// The fields of `MinHash` deduplication in datatrove.
#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    metadata: Metadata,
}

#[derive(Serialize)]
struct Metadata {
    /// −1 for an article without a copy.
    minhash_cluster_id: i64,
    minhash_cluster_size: u32,
}

fn json(run: &FinishedRun, out: &mut dyn Write) -> Result<()> {
    let mut edges = run.edge_rows()?.peekable();
    each_story(run, |cluster, members| {
        let id = cluster.cluster_id;
        let mut of_story = Vec::new();
        while let Some(edge) =
            edges.next_if(|edge| edge.as_ref().map_or(true, |edge| edge.cluster_id == id))
        {
            of_story.push(edge?);
        }
        line(out, &Story { cluster, members, edges: of_story })
    })
}

fn dup_ref(run: &FinishedRun, out: &mut dyn Write) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let failed = |error: csv::Error| unwritable(Path::new("-"))(io::Error::from(error));
    csv.write_record(["duplicate", "reference"]).map_err(failed)?;
    each_story(run, |cluster, members| {
        for member in members.iter().filter(|member| member.role != Role::Canonical) {
            csv.write_record([&*member.id, &*cluster.canonical_id]).map_err(failed)?;
        }
        Ok(())
    })?;
    csv.flush().map_err(unwritable(Path::new("-")))
}

fn datatrove(run: &FinishedRun, out: &mut dyn Write) -> Result<()> {
    each_story(run, |cluster, members| {
        let is_single = cluster.articles == 1;
        for member in &members {
            let minhash_cluster_id = if is_single { -1 } else { i64::from(cluster.story_rank) };
            let metadata = Metadata { minhash_cluster_id, minhash_cluster_size: cluster.articles };
            line(out, &Document { id: &member.id, metadata })?;
        }
        Ok(())
    })
}

/// Visits each story with its articles.
fn each_story(
    run: &FinishedRun,
    mut each: impl FnMut(ClusterRow<'static>, Vec<MemberRow<'static>>) -> Result<()>,
) -> Result<()> {
    let mut rows = run.member_rows()?.peekable();
    for cluster in run.cluster_rows()? {
        let cluster = cluster?;
        let id = cluster.cluster_id;
        let mut members = Vec::new();
        while let Some(row) =
            rows.next_if(|row| row.as_ref().map_or(true, |row| row.cluster_id == id))
        {
            members.push(row?);
        }
        each(cluster, members)?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, value)
        .map_err(io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .map_err(unwritable(Path::new("-")))
}

/// The columns. [`Gold`](crate::eval::Gold) reads the first three.
const COLUMNS: [&str; 8] =
    ["story", "id", "label", "outlet", "published", "jaccard", "headline", "url"];

/// Stories of a run, to be labelled by hand.
#[derive(Debug)]
pub struct LabelSheet {
    stories: Vec<(u32, Vec<MemberRow<'static>>)>,
}

impl LabelSheet {
    /// Chooses `most` stories of several articles by the hashes of their names, and with each one the other versions of its
    /// developing story: a missed copy is likely to be there.
    pub fn read(run: &FinishedRun, most: usize) -> Result<LabelSheet> {
        let mut by_hash: BTreeMap<u64, (ClusterId, u32, Option<FamilyId>)> = BTreeMap::new();
        for row in run.cluster_rows()? {
            let row = row?;
            if row.articles > 1 {
                let hash = hash::bytes(row.cluster_id.to_string().as_bytes());
                by_hash.insert(hash, (row.cluster_id, row.story_rank, row.family_id));
                if by_hash.len() > most {
                    by_hash.pop_last();
                }
            }
        }
        let chosen: BTreeSet<ClusterId> = by_hash.values().map(|&(id, ..)| id).collect();
        // A family goes by the first chosen story of it.
        let mut place_of: BTreeMap<FamilyId, u32> = BTreeMap::new();
        for &(_, rank, family) in by_hash.values() {
            if let Some(family) = family {
                let place = place_of.entry(family).or_insert(rank);
                *place = rank.min(*place);
            }
        }
        let mut stories = Vec::new();
        each_story(run, |cluster, members| {
            let place = cluster.family_id.and_then(|family| place_of.get(&family).copied());
            if place.is_some() || chosen.contains(&cluster.cluster_id) {
                let rank = cluster.story_rank;
                stories.push((place.unwrap_or(rank), rank, members));
            }
            Ok(())
        })?;
        stories.sort_by_key(|&(place, rank, _)| (place, rank));
        let stories = stories.into_iter().map(|(_, rank, members)| (rank, members)).collect();
        Ok(LabelSheet { stories })
    }

    /// The number of stories.
    pub fn stories(&self) -> usize {
        self.stories.len()
    }

    /// The number of articles.
    pub fn articles(&self) -> usize {
        self.stories.iter().map(|(_, members)| members.len()).sum()
    }

    /// Writes the sheet with tabs between the columns, and no label yet.
    pub fn write(&self, out: &mut dyn Write) -> Result<()> {
        let mut sheet = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        let failed = |error: csv::Error| unwritable(Path::new("-"))(io::Error::from(error));
        sheet.write_record(COLUMNS).map_err(failed)?;
        for (rank, members) in &self.stories {
            let rank = rank.to_string();
            for row in members {
                let jaccard = format!("{:.2}", row.jaccard.value());
                let text = |text: &Option<std::borrow::Cow<'static, str>>| {
                    // One line for each article, for whoever reads it as lines.
                    let words = text.as_deref().unwrap_or_default().split_whitespace();
                    words.collect::<Vec<_>>().join(" ")
                };
                let (outlet, published) = (text(&row.outlet), text(&row.published_raw));
                let (headline, url) = (text(&row.headline), text(&row.url));
                let record = [&*rank, &*row.id, "", &outlet, &published, &jaccard, &headline, &url];
                sheet.write_record(record).map_err(failed)?;
            }
        }
        sheet.flush().map_err(unwritable(Path::new("-")))
    }
}
