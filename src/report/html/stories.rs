//! The data of all stories that the page needs at once, for its tables and its search.

use serde::Serialize;

use super::column::{Words, share, shortened};
use super::moment::Moment;
use crate::report::{CanonicalRule, ClusterRow, Flag, Status};

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
