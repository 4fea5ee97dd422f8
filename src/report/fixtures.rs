//! Rows and records for tests.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::article::CreditState;

use super::{
    Accounted, ArticleRow, Baseline, CanonicalRule, ClusterId, ClusterRow, Counts, DatePrecision,
    EdgeReason, EdgeRow, FamilyId, FamilyRow, InputIdentity, InputRecord, LshRecord, MemberRow,
    Members, OutletAgencyRow, OutletRow, PairRow, PassageRow, RanIn, RejectRow, Relation,
    RelationRow, Role, RunIdentity, RunRecord, ScoreCounts, Share, Snippet, StageRecord, Status,
    TimelineRow, UtcDay, UtcTime, VersionRow,
};

/// Noon of 4 March 2026 in UTC.
const NOON: i64 = 1_772_625_600;

/// An earlier run with a story that shares no article with the rows here.
pub(super) fn baseline() -> Baseline {
    let row = |id| format!("{{\"cluster_id\":\"c0123456789ab\",\"id\":\"{id}\"}}\n");
    let table = row("observer-7") + &row("tribune-3");
    let members = Members::read(&mut table.as_bytes(), false).expect("it is a table");
    Baseline::of(members, "before".to_owned())
}

/// A cluster of two verbatim copies from two outlets.
pub(super) fn cluster() -> ClusterRow<'static> {
    ClusterRow {
        cluster_id: cluster_id("gazette-1"),
        story_rank: 1,
        articles: 2,
        outlets: 2,
        canonical_id: "gazette-1".into(),
        canonical_outlet: Some("Gazette".into()),
        canonical_rule: CanonicalRule::Longest,
        headline: Some("Harbour bridge opens".into()),
        agency: Some("AFP".into()),
        agency_confidence: Some(Share::new(5.0 / 6.0)),
        agency_evidence: Some("dateline:1".into()),
        language: None,
        first_date: Some(UtcDay::of_seconds(NOON)),
        last_date: Some(UtcDay::of_seconds(NOON)),
        first_seen: Some(UtcTime::of_seconds(NOON)),
        last_seen: Some(UtcTime::of_seconds(NOON + 5_400)),
        date_precision: DatePrecision::Second,
        span_minutes: Some(90),
        jaccard_min: Some(Share::new(0.912_345)),
        jaccard_mean: Some(Share::ALL),
        cohesion: Some(Share::ALL),
        cohesion_sampled: false,
        verbatim: 1,
        edited: 0,
        excerpts: 0,
        extended: 0,
        versions: 0,
        status: Status::Ok,
        family_id: None,
        credit_kept: Some(Share::new(0.5)),
        review_flags: vec![],
    }
}

/// The canonical article of [`cluster`].
pub(super) fn member() -> MemberRow<'static> {
    MemberRow {
        cluster_id: cluster_id("gazette-1"),
        id: "gazette-1".into(),
        position: Some(1),
        role: Role::Canonical,
        outlet: Some("Gazette".into()),
        outlet_raw: Some("The Gazette".into()),
        url: None,
        headline: Some("Harbour bridge opens".into()),
        byline: None,
        headline_changed: Some(false),
        date: Some(UtcDay::of_seconds(NOON)),
        published: Some(UtcTime::of_seconds(NOON)),
        published_raw: Some("4 March 2026, noon".into()),
        date_precision: DatePrecision::Second,
        language: None,
        n_words: 310,
        n_words_raw: 352,
        score: Share::ALL,
        jaccard: Share::ALL,
        contained: Share::ALL,
        coverage: Share::ALL,
        words_added: Some(0),
        words_removed: None,
        agency: Some("AFP".into()),
        agency_credit: Some("AFP".into()),
        credit_text: Some("OSLO (AFP) —".into()),
        credit_kept: Some(true),
        credit_state: Some(CreditState::Credited),
        own: false,
        best_source_id: None,
        lag_minutes: Some(0),
        source_file: "news.jsonl".into(),
        source_line: 3,
        source_offset: 1_024,
        index_only: false,
    }
}

/// The canonical article of [`cluster`] as one of all that were read.
pub(super) fn article() -> ArticleRow<'static> {
    ArticleRow {
        id: "gazette-1".into(),
        cluster_id: Some(cluster_id("gazette-1")),
        outlet: Some("Gazette".into()),
        date: Some(UtcDay::of_seconds(NOON)),
        published: Some(UtcTime::of_seconds(NOON)),
        date_precision: DatePrecision::Second,
        n_words: 310,
        agency: Some("AFP".into()),
        credit_state: Some(CreditState::Credited),
        own: false,
        source_file: "news.jsonl".into(),
        source_line: 3,
        source_offset: 1_024,
    }
}

/// A passage of another article of [`cluster`].
pub(super) fn passage() -> PassageRow<'static> {
    PassageRow {
        cluster_id: cluster_id("gazette-1"),
        id: "herald-7".into(),
        passage: 1,
        start_char: 14,
        end_char: 56,
        canonical_id: "gazette-1".into(),
        canonical_start_char: 0,
        canonical_end_char: 42,
        words: 7,
        text: "The harbour bridge was opened on Wednesday.".into(),
    }
}

/// The canonical article of [`cluster`] as a version.
pub(super) fn version() -> VersionRow<'static> {
    VersionRow {
        cluster_id: cluster_id("gazette-1"),
        agency: Some("AFP".into()),
        version: Some(2),
        id: "gazette-1".into(),
        date: Some(UtcDay::of_seconds(NOON)),
        published: Some(UtcTime::of_seconds(NOON)),
        published_raw: Some("4 March 2026, noon".into()),
        status: Status::Updated,
        marker: Some("UPDATE 2-".into()),
    }
}

/// The copy of [`cluster`] and its likely source.
pub(super) fn edge() -> EdgeRow<'static> {
    EdgeRow {
        source_id: "gazette-1".into(),
        target_id: "herald-1".into(),
        source_outlet: Some("Gazette".into()),
        target_outlet: None,
        cluster_id: cluster_id("gazette-1"),
        lag_minutes: Some(90),
        jaccard: Share::ALL,
        ambiguous: false,
        reason: EdgeReason::SameText,
    }
}

/// The outlet of [`member`].
pub(super) fn outlet() -> OutletRow<'static> {
    OutletRow {
        outlet: "Gazette".into(),
        articles: 12,
        in_stories: 5,
        wire_articles: 3,
        wire_share: Share::new(0.25),
        verbatim_share: None,
        credit_kept_share: Some(Share::new(0.5)),
        first_count: 1,
        median_lag_minutes: Some(30),
    }
}

/// An agency of [`outlet`].
pub(super) fn outlet_agency() -> OutletAgencyRow<'static> {
    OutletAgencyRow {
        outlet: "Gazette".into(),
        agency: "AFP".into(),
        articles: 3,
        share: Share::new(0.25),
    }
}

/// The hour of [`cluster`].
pub(super) fn timeline() -> TimelineRow {
    TimelineRow {
        cluster_id: cluster_id("gazette-1"),
        bucket_start: UtcTime::of_seconds(NOON),
        bucket_minutes: 60,
        new_copies: 1,
        cumulative: 1,
    }
}

/// A digest that contains the story of [`cluster`].
pub(super) fn relation() -> RelationRow<'static> {
    RelationRow {
        a: "herald-9".into(),
        b: "gazette-1".into(),
        relation: Relation::Contains,
        contained_a_in_b: Share::new(0.2),
        contained_b_in_a: Share::new(0.9),
        shared_shingles: 270,
        cluster_id_a: None,
        cluster_id_b: Some(cluster_id("gazette-1")),
    }
}

/// The story of [`cluster`] as one of two versions of a developing story.
pub(super) fn family() -> FamilyRow<'static> {
    FamilyRow {
        family_id: FamilyId::name_all(["gazette-1"])[0],
        family_stories: 2,
        family_articles: 5,
        cluster_id: Some(cluster_id("gazette-1")),
        canonical_id: "gazette-1".into(),
        articles: 2,
        outlets: 2,
    }
}

/// A verified pair of articles that are not in one cluster.
pub(super) fn pair() -> PairRow<'static> {
    PairRow {
        a: "gazette-1".into(),
        b: "herald-7".into(),
        jaccard: Share::new(1.0 / 3.0),
        contained_a_in_b: Share::new(0.5),
        contained_b_in_a: Share::new(0.4),
        shared_shingles: 123,
        minutes_apart: Some(90),
        same_outlet: false,
        cluster_id: None,
        cosine: Share::new(0.447_2),
        score: Share::new(0.61),
    }
}

/// A rejected record.
pub(super) fn reject() -> RejectRow<'static> {
    RejectRow {
        file: "news.jsonl".into(),
        line: 9,
        offset: 4_096,
        code: "bad_json".into(),
        message: "not valid JSON: expected ',' or '}'".into(),
        snippet: Snippet::of(br#"{"id": "gazette-9" "text""#),
        id: None,
    }
}

/// The id of the cluster with this canonical article, if there are no clashes.
pub(super) fn cluster_id(canonical_key: &str) -> ClusterId {
    ClusterId::name_all([canonical_key])[0]
}

/// The settings and inputs of [`record`].
pub(super) fn identity() -> RunIdentity {
    RunIdentity {
        config: serde_json::json!({ "threshold": 0.36 }),
        inputs: vec![InputIdentity { path: "news.jsonl".into(), bytes: Some(1_203) }],
    }
}

/// The record of a run with [`identity`].
pub(super) fn record() -> RunRecord {
    RunRecord {
        version: "0.1.0".into(),
        argv: vec!["wirecopy".into(), "cluster".into(), "news.jsonl".into()],
        named_inputs: vec!["news.jsonl".into()],
        ran_in: RanIn { folder: "/home/ann/news".into(), from_results: Some("..".into()) },
        index: None,
        tables_in: None,
        inputs: vec![InputRecord {
            path: "news.jsonl".into(),
            bytes: 1_203,
            xxh3: 0x0123_4567_89ab_cdef,
            records: 7,
            rejects: 2,
            format: "jsonl".into(),
            encoding: "UTF-8".into(),
            schema: "news-please".into(),
            within: None,
        }],
        counts: Counts::new(
            7,
            Accounted { clustered: 4, single: 1, rejected: 2, ..Accounted::default() },
        )
        .expect("7 = 4 + 1 + 2"),
        left_out: None,
        stages: vec![
            StageRecord { stage: "read".into(), seconds: Duration::from_millis(1_250).into() },
            StageRecord { stage: "cluster".into(), seconds: Duration::from_millis(80).into() },
        ],
        peak_memory_bytes: None,
        lsh: LshRecord {
            scheme: "bottom-k".into(),
            parameters: BTreeMap::from([("minima".into(), 32), ("min_shared".into(), 2)]),
            threshold: Share::new(0.36),
            estimated_recall: Some(Share::new(0.999)),
            estimated_at_jaccard: Some(Share::new(0.2)),
            measured_recall: None,
        },
        scores: ScoreCounts::default(),
        warnings: vec!["2 records were left out".into()],
        citation: "wirecopy 0.1.0".into(),
    }
}
