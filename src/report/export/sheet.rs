//! A sheet of stories to be labelled by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use super::rows;
use crate::error::Result;
use crate::hash;
use crate::report::{ClusterId, FamilyId, FinishedRun, MemberRow, unwritable};

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
        rows::stories(run, |cluster, members| {
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
