//! The data of the stories, and what is next to a story: related stories, round-ups and extracts, and copies that were not merged.

use std::cmp::Reverse;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::columns::{Moment, Words, share, shortened};
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{
    CanonicalRule, ClusterId, ClusterRow, FamilyId, FamilyRow, FinishedRun, Flag, PairRow,
    Relation, RelationRow, Status, finished,
};

/// The stories, one row each, by rank.
#[derive(Debug, Default, Serialize)]
pub(super) struct Stories {
    id: Vec<String>,
    size: Vec<u32>,
    outlets: Vec<u32>,
    headline: Vec<Option<String>>,
    canonical_id: Vec<String>,
    canonical_outlet: Words,
    canonical_rule: Words,
    agency: Words,
    agency_confidence: Vec<Option<u16>>,
    agency_evidence: Words,
    language: Words,
    sim_min: Vec<Option<u16>>,
    sim_mean: Vec<Option<u16>>,
    cohesion: Vec<Option<u16>>,
    cohesion_sampled: Vec<u8>,
    verbatim: Vec<u32>,
    edited: Vec<u32>,
    excerpts: Vec<u32>,
    extended: Vec<u32>,
    versions: Vec<u32>,
    status: Words,
    credit_kept: Vec<Option<u16>>,
    /// The flags of each, separated by spaces.
    flags: Words,
    /// Times of its first and last article, in seconds since 1970.
    first: Vec<Option<i64>>,
    last: Vec<Option<i64>>,
    /// Whether only the day of one of its dates is known.
    day_only: Vec<u8>,
    /// The block with its texts; -1 if the page has none.
    pub(super) texts: Vec<i32>,
}

/// The times of a story's articles.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    pub(super) day_only: bool,
}

impl Times {
    pub(super) fn add(&mut self, moment: Moment) {
        let seconds = moment.seconds();
        self.first = Some(self.first.map_or(seconds, |first| first.min(seconds)));
        self.last = Some(self.last.map_or(seconds, |last| last.max(seconds)));
        self.day_only |= !moment.is_exact();
    }
}

impl Stories {
    pub(super) fn push(&mut self, row: &ClusterRow<'_>, times: Times) {
        self.id.push(row.cluster_id.to_string());
        self.size.push(row.articles);
        self.outlets.push(row.outlets);
        self.headline.push(row.headline.as_deref().map(shortened));
        self.canonical_id.push(shortened(&row.canonical_id));
        self.canonical_outlet.push(row.canonical_outlet.as_deref());
        self.canonical_rule.push(Some(match row.canonical_rule {
            CanonicalRule::Agency => "agency",
            CanonicalRule::Earliest => "earliest",
            CanonicalRule::Longest => "longest",
            CanonicalRule::Id => "id",
        }));
        self.agency.push(row.agency.as_deref());
        self.agency_confidence.push(row.agency_confidence.map(share));
        self.agency_evidence.push(row.agency_evidence.as_deref());
        self.language.push(row.language.as_deref());
        self.sim_min.push(row.jaccard_min.map(share));
        self.sim_mean.push(row.jaccard_mean.map(share));
        self.cohesion.push(row.cohesion.map(share));
        self.cohesion_sampled.push(u8::from(row.cohesion_sampled));
        self.verbatim.push(row.verbatim);
        self.edited.push(row.edited);
        self.excerpts.push(row.excerpts);
        self.extended.push(row.extended);
        self.versions.push(row.versions);
        self.status.push(match row.status {
            Status::Corrected => Some("corrected"),
            Status::Killed => Some("killed"),
            Status::Ok | Status::Updated => None,
        });
        self.credit_kept.push(row.credit_kept.map(share));
        let flags: Vec<&str> = row.review_flags.iter().copied().map(flag_name).collect();
        self.flags.push((!flags.is_empty()).then(|| flags.join(" ")).as_deref());
        self.first.push(times.first);
        self.last.push(times.last);
        self.day_only.push(u8::from(times.day_only));
        self.texts.push(-1);
    }

    pub(super) fn len(&self) -> usize {
        self.id.len()
    }
}

fn flag_name(flag: Flag) -> &'static str {
    match flag {
        Flag::Chained => "chained",
        Flag::Template => "template",
        Flag::Oversize => "oversize",
        Flag::MixedLanguage => "mixed_language",
    }
}

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
            families: families(run, place)?,
            parts: parts(run, place)?,
            apart: apart(run, place)?,
        })
    }
}

/// The rows of a table; empty if the run did not write it.
fn rows<R: DeserializeOwned>(run: &FinishedRun, name: &'static str) -> Result<Vec<R>> {
    if run.has_table(name)? { finished::rows(run, name)?.collect() } else { Ok(Vec::new()) }
}

fn families(
    run: &FinishedRun,
    place: impl Fn(Option<ClusterId>) -> Option<usize>,
) -> Result<Vec<Vec<Take>>> {
    let mut families: Vec<Vec<Take>> = Vec::new();
    let mut last: Option<FamilyId> = None;
    for row in rows::<FamilyRow<'static>>(run, "families.jsonl")? {
        if last.replace(row.family_id) != Some(row.family_id) {
            families.push(Vec::new());
        }
        let take = Take { story: place(row.cluster_id), id: shortened(&row.canonical_id) };
        families.last_mut().expect("one was just begun").push(take);
    }
    families.retain(|takes| takes.iter().any(|take| take.story.is_some()));
    Ok(families)
}

fn parts(
    run: &FinishedRun,
    place: impl Fn(Option<ClusterId>) -> Option<usize>,
) -> Result<Vec<Part>> {
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
        rows::<RelationRow<'static>>(run, "relations.jsonl")?.into_iter().map(of).collect();
    parts.retain(|part| part.stories.iter().any(Option::is_some));
    Ok(parts)
}

fn apart(
    run: &FinishedRun,
    place: impl Fn(Option<ClusterId>) -> Option<usize>,
) -> Result<Vec<Apart>> {
    let mut pairs: Vec<PairRow<'static>> = rows(run, finished::PAIRS)?;
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
