//! Data next to a story: related stories, round-ups and extracts, and copies that were not merged.

use std::cmp::Reverse;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::column::{share, shortened};
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{
    ClusterId, FamilyId, FamilyRow, FinishedRun, PairRow, Relation, RelationRow, table,
};

/// Most pairs of unmerged copies that are shown for a story.
const MOST_APART: usize = 5;

/// The data in the page. Stories are given by their places.
#[derive(Debug, Default, Serialize)]
pub(super) struct Related {
    /// The versions of each developing story.
    families: Vec<Vec<Take>>,
    parts: Vec<Part>,
    apart: Vec<Apart>,
}

/// One of several versions of a developing story.
#[derive(Debug, Serialize)]
struct Take {
    /// `None` for a single article.
    story: Option<usize>,
    id: String,
}

/// An article that contains another one or is part of it.
#[derive(Debug, Serialize)]
struct Part {
    a: String,
    b: String,
    stories: [Option<usize>; 2],
    relation: Relation,
    /// The share of the contained one in the other.
    share: u16,
}

/// Two copies that are not in one story.
#[derive(Debug, Serialize)]
struct Apart {
    a: String,
    b: String,
    stories: [Option<usize>; 2],
    score: u16,
}

impl Related {
    /// Reads the tables for these stories.
    pub(super) fn read(run: &FinishedRun, stories: &HashMap<ClusterId, usize>) -> Result<Related> {
        let place = |id: Option<ClusterId>| id.and_then(|id| stories.get(&id).copied());
        Ok(Related {
            families: families(run.folder(), place)?,
            parts: parts(run.folder(), place)?,
            apart: apart(run, place)?,
        })
    }
}

/// The rows of a table; empty if the run did not write it.
fn rows<R: DeserializeOwned>(folder: &Path, name: &'static str) -> Result<Vec<R>> {
    if folder.join(name).exists() { table::rows(folder, name)?.collect() } else { Ok(Vec::new()) }
}

fn families(
    folder: &Path,
    place: impl Fn(Option<ClusterId>) -> Option<usize>,
) -> Result<Vec<Vec<Take>>> {
    let mut families: Vec<Vec<Take>> = Vec::new();
    let mut last: Option<FamilyId> = None;
    for row in rows::<FamilyRow<'static>>(folder, "families.jsonl")? {
        if last.replace(row.family_id) != Some(row.family_id) {
            families.push(Vec::new());
        }
        let take = Take { story: place(row.cluster_id), id: shortened(&row.canonical_id) };
        families.last_mut().expect("one was just begun").push(take);
    }
    families.retain(|takes| takes.iter().any(|take| take.story.is_some()));
    Ok(families)
}

fn parts(folder: &Path, place: impl Fn(Option<ClusterId>) -> Option<usize>) -> Result<Vec<Part>> {
    let of = |row: RelationRow<'_>| Part {
        stories: [place(row.cluster_id_a), place(row.cluster_id_b)],
        share: share(match row.relation {
            Relation::Contains => row.contained_b_in_a,
            Relation::ExcerptOf => row.contained_a_in_b,
        }),
        relation: row.relation,
        a: shortened(&row.a),
        b: shortened(&row.b),
    };
    let mut parts: Vec<Part> =
        rows::<RelationRow<'static>>(folder, "relations.jsonl")?.into_iter().map(of).collect();
    parts.retain(|part| part.stories.iter().any(Option::is_some));
    Ok(parts)
}

fn apart(
    run: &FinishedRun,
    place: impl Fn(Option<ClusterId>) -> Option<usize>,
) -> Result<Vec<Apart>> {
    let mut pairs: Vec<PairRow<'static>> = rows(run.folder(), "pairs.jsonl")?;
    pairs.retain(|pair| pair.cluster_id.is_none());
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    pairs.sort_by(|one, other| {
        (Reverse(one.score), &one.a, &one.b).cmp(&(Reverse(other.score), &other.a, &other.b))
    });
    let members = run.members()?;
    let story_of = |id: &str| place(members.cluster_of(id).and_then(|name| name.parse().ok()));
    let mut shown: HashMap<usize, usize> = HashMap::default();
    let mut apart = Vec::new();
    for pair in pairs {
        let stories = [story_of(&pair.a), story_of(&pair.b)];
        let mut is_wanted = false;
        for story in stories.into_iter().flatten() {
            let shown = shown.entry(story).or_default();
            is_wanted |= *shown < MOST_APART;
            *shown += 1;
        }
        if is_wanted {
            let [a, b] = [&pair.a, &pair.b].map(|id| shortened(id));
            apart.push(Apart { a, b, stories, score: share(pair.score) });
        }
    }
    Ok(apart)
}
