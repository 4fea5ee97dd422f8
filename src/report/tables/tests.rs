use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::report::fixtures::{
    article, baseline, cluster, cluster_id, edge, family, identity, member, outlet, outlet_agency,
    pair, passage, record, reject, relation, timeline, version,
};
use crate::report::rows::Row;
use crate::report::written::{TABLES, all_files};
use crate::report::{
    AgencyCounts, AgencyFacts, ArticleRow, ClusterRow, Flag, OutputFolder, Overwrite, PassageRow,
    ReadFacts, RunFacts, Share, SkippedFacts, Snippet, Summary, SummaryFacts,
};

/// Texts that break careless writers. Each is, or will be, someone's headline.
const HOSTILE: [&str; 12] = [
    "two\nlines",
    "carriage\rreturn\r\n",
    "\"quoted\", with a comma",
    "\"",
    "NUL \0 inside",
    "=cmd|' /C calc'!A0",
    "+1 -1 @sum",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{202e}backwards\u{202c}",
    "\u{feff}mark at the start",
    " spaces ",
    "a|b|c",
];

fn write(rows: impl FnOnce(&mut Tables)) -> (tempfile::TempDir, WrittenTables) {
    let folder = tempfile::tempdir().unwrap();
    let output = OutputFolder::claim(folder.path(), &identity(), Overwrite::Refuse).unwrap();
    let mut tables = Tables::create(
        &output,
        LargeTables { pairs: true, articles: true, passages: true },
        Some(baseline()),
        &Formats::default(),
    )
    .unwrap();
    rows(&mut tables);
    let written = tables.finish().unwrap();
    output.finish(&written, &record()).unwrap();
    (folder, written)
}

fn json_rows(folder: &tempfile::TempDir, table: &str) -> Vec<serde_json::Map<String, Value>> {
    let text = fs::read_to_string(folder.path().join(format!("{table}.jsonl"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn csv_rows(folder: &tempfile::TempDir, table: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(folder.path().join(format!("{table}.csv"))).unwrap();
    let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    (columns, rows)
}

/// The CSV cell for a value of a JSON row.
fn as_cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(as_cell).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    }
}

#[test]
fn csv_and_json_lines_have_the_same_columns_and_values() {
    let mut first = cluster();
    first.review_flags = vec![Flag::Chained, Flag::MixedLanguage];
    let mut alone = ClusterRow { story_rank: 2, articles: 1, outlets: 1, verbatim: 0, ..cluster() };
    (alone.jaccard_min, alone.jaccard_mean, alone.cohesion, alone.headline) =
        (None, None, None, None);
    let (folder, _) = write(|tables| {
        tables.cluster(&first).unwrap();
        tables.cluster(&alone).unwrap();
        tables.member(&member()).unwrap();
        tables.version(&version()).unwrap();
        tables.family(&family()).unwrap();
        tables.relation(&relation()).unwrap();
        tables.edge(&edge()).unwrap();
        tables.outlet(&outlet()).unwrap();
        tables.outlet_agency(&outlet_agency()).unwrap();
        tables.timeline(&timeline()).unwrap();
        tables.pair(&pair()).unwrap();
        tables.article(&article()).unwrap();
        tables.passages(&[&[passage()], &[passage(), passage()]]).unwrap();
    });

    for table in TABLES {
        let (columns, cells) = csv_rows(&folder, table);
        let lines = json_rows(&folder, table);
        assert_eq!(cells.len(), lines.len());
        for (cells, line) in cells.iter().zip(&lines) {
            let mut sorted = columns.clone();
            sorted.sort();
            assert_eq!(line.keys().cloned().collect::<Vec<_>>(), sorted, "{table}");
            for (column, cell) in columns.iter().zip(cells) {
                assert_eq!(*cell, as_cell(&line[column]), "{table}: {column}");
            }
        }
    }
}

#[test]
fn csv_header_names_the_fields_in_their_order() {
    fn check<R: Row>(row: &R) {
        let json = serde_json::to_string(row).unwrap();
        let mut rest = json.as_str();
        for column in R::COLUMNS {
            let name = column.name;
            let key = format!("\"{name}\":");
            let at = rest
                .find(&key)
                .unwrap_or_else(|| panic!("{name} is missing or out of order in {json}"));
            rest = &rest[at + key.len()..];
        }
    }
    check(&cluster());
    check(&member());
    check(&version());
    check(&family());
    check(&relation());
    check(&edge());
    check(&outlet());
    check(&outlet_agency());
    check(&timeline());
    check(&pair());
    check(&article());
    check(&passage());
}

#[test]
fn tables_are_written_to_the_byte() {
    let mut flagged = cluster();
    flagged.review_flags = vec![Flag::Template, Flag::Oversize];
    let (folder, _) = write(|tables| {
        tables.cluster(&flagged).unwrap();
        tables.pair(&pair()).unwrap();
        tables.reject(&reject()).unwrap();
    });
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let id = cluster_id("gazette-1");
    assert_eq!(
        read("clusters.csv"),
        format!(
            "cluster_id,story_rank,articles,outlets,canonical_id,canonical_outlet,canonical_rule,headline,agency,agency_confidence,agency_evidence,language,\
             first_date,last_date,first_seen,last_seen,date_precision,span_minutes,jaccard_min,\
             jaccard_mean,cohesion,cohesion_sampled,verbatim,edited,excerpts,extended,versions,status,family_id,credit_kept,review_flags\n\
             {id},1,2,2,gazette-1,Gazette,longest,Harbour bridge opens,AFP,0.8333,dateline:1,,2026-03-04,2026-03-04,2026-03-04T12:00:00Z,2026-03-04T13:30:00Z,second,90,0.9123,1.0,1.0,false,1,0,0,0,0,ok,,0.5,template|oversize\n"
        )
    );
    assert_eq!(
        read("pairs.jsonl"),
        "{\"a\":\"gazette-1\",\"b\":\"herald-7\",\"jaccard\":0.3333,\"contained_a_in_b\":0.5,\"contained_b_in_a\":0.4,\
         \"shared_shingles\":123,\"minutes_apart\":90,\"same_outlet\":false,\"cluster_id\":null,\"cosine\":0.4472,\"score\":0.61}\n"
    );
    assert_eq!(
        read("rejects.jsonl"),
        "{\"file\":\"news.jsonl\",\"line\":9,\"offset\":4096,\"code\":\"bad_json\",\"message\":\"not valid JSON: expected \
         ',' or '}'\",\"snippet\":\"{\\\"id\\\": \\\"gazette-9\\\" \\\"text\\\"\"}\n"
    );
}

#[test]
fn table_without_rows_still_has_a_header() {
    let (folder, _) = write(|_| ());
    for (table, columns) in [
        ("clusters", ClusterRow::COLUMNS),
        ("members", MemberRow::COLUMNS),
        ("pairs", PairRow::COLUMNS),
    ] {
        assert_eq!(
            csv_rows(&folder, table),
            (columns.iter().map(|column| column.name.to_owned()).collect(), vec![])
        );
        assert!(json_rows(&folder, table).is_empty());
    }
    assert_eq!(fs::read(folder.path().join("rejects.jsonl")).unwrap(), b"");
}

#[test]
fn hostile_text_survives_exactly() {
    let (folder, _) = write(|tables| {
        for text in HOSTILE {
            tables.cluster(&ClusterRow { headline: Some(text.into()), ..cluster() }).unwrap();
            tables
                .member(&MemberRow { id: text.into(), outlet: Some(text.into()), ..member() })
                .unwrap();
            tables.pair(&PairRow { a: text.into(), ..pair() }).unwrap();
            tables
                .reject(&RejectRow { snippet: Snippet::of(text.as_bytes()), ..reject() })
                .unwrap();
        }
    });
    for (table, column) in
        [("clusters", "headline"), ("members", "id"), ("members", "outlet"), ("pairs", "a")]
    {
        let (columns, cells) = csv_rows(&folder, table);
        let place = columns.iter().position(|name| name == column).unwrap();
        let in_csv: Vec<_> = cells.iter().map(|row| row[place].clone()).collect();
        assert_eq!(in_csv, HOSTILE, "{table}.csv: {column}");
        let in_json: Vec<_> =
            json_rows(&folder, table).iter().map(|row| as_cell(&row[column])).collect();
        assert_eq!(in_json, HOSTILE, "{table}.jsonl: {column}");
    }
    let snippets: Vec<_> =
        json_rows(&folder, "rejects").iter().map(|row| as_cell(&row["snippet"])).collect();
    assert_eq!(snippets, HOSTILE);
}

#[test]
fn every_written_file_is_recognised_as_ours() {
    let (_folder, written) = write(|_| ());
    let mut names: Vec<_> = written.files().iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    let mut known: Vec<String> = all_files().collect();
    known.retain(|name| cfg!(feature = "parquet") || !has_ending(name, "parquet"));
    known.sort_unstable();
    assert_eq!(names, known);
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == ending)
}

#[test]
fn only_requested_formats_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let output = OutputFolder::claim(folder.path(), &identity(), Overwrite::Refuse).unwrap();
    let tables = Tables::create(&output, LargeTables::default(), None, &Formats::of(&[])).unwrap();
    let written = tables.finish().unwrap();
    assert!(written.files().iter().all(|file| has_ending(&file.name, "jsonl")));
}

/// Names that a column must not have: reserved words of SQLite, `PostgreSQL` and `DuckDB`, and
/// attributes of pandas data frames. `tests/tables` checks all of them.
const CLASHING: &[&str] = &[
    "all",
    "any",
    "column",
    "count",
    "default",
    "end",
    "filter",
    "first",
    "flags",
    "from",
    "group",
    "index",
    "items",
    "keys",
    "last",
    "limit",
    "max",
    "mean",
    "median",
    "min",
    "mode",
    "order",
    "rank",
    "references",
    "sample",
    "shape",
    "size",
    "sum",
    "table",
    "to",
    "user",
    "value",
    "values",
    "when",
];

/// The tables of `docs/tables.md`: name, type and meaning of each column.
fn described(table: &str) -> Vec<(String, String, String)> {
    let docs = include_str!("../../../docs/tables.md");
    let (_, section) = docs
        .split_once(&format!("\n## {table}\n"))
        .unwrap_or_else(|| panic!("docs/tables.md does not describe {table}"));
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    rows.map(|row| {
        let mut cells = row.splitn(3, " | ").map(|cell| cell.trim_matches('`').to_owned());
        (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap())
    })
    .collect()
}

#[test]
fn documents_describe_every_column_of_every_table() {
    fn check<R: Row>(tables: &mut Vec<&'static str>) {
        let described = described(R::TABLE);
        let shown: Vec<(&str, String)> = described
            .iter()
            .map(|(name, values, meaning)| {
                assert!(meaning.len() > 5, "{}: {name} has no meaning", R::TABLE);
                (&**name, values.clone())
            })
            .collect();
        let columns = R::COLUMNS.iter().map(|column| {
            let null = if column.may_be_null { "?" } else { "" };
            (column.name, format!("{}{null}", column.values.name()))
        });
        assert_eq!(shown, columns.collect::<Vec<_>>(), "{}", R::TABLE);
        let clash = R::COLUMNS.iter().find(|column| CLASHING.contains(&column.name));
        assert_eq!(clash, None, "{}: a reserved word of SQL or an attribute in pandas", R::TABLE);
        tables.push(R::TABLE);
    }
    let mut tables = Vec::new();
    check::<ClusterRow>(&mut tables);
    check::<MemberRow>(&mut tables);
    check::<EdgeRow>(&mut tables);
    check::<OutletRow>(&mut tables);
    check::<OutletAgencyRow>(&mut tables);
    check::<TimelineRow>(&mut tables);
    check::<VersionRow>(&mut tables);
    check::<FamilyRow>(&mut tables);
    check::<RelationRow>(&mut tables);
    check::<PairRow>(&mut tables);
    check::<ArticleRow>(&mut tables);
    check::<PassageRow>(&mut tables);
    check::<ChangeRow>(&mut tables);
    assert_eq!(tables, TABLES);
}

#[test]
fn large_tables_are_omitted_unless_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let output = OutputFolder::claim(folder.path(), &identity(), Overwrite::Refuse).unwrap();
    let mut tables =
        Tables::create(&output, LargeTables::default(), None, &Formats::default()).unwrap();
    tables.pair(&pair()).unwrap();
    tables.article(&article()).unwrap();
    tables.passages(&[&[passage()]]).unwrap();
    let written = tables.finish().unwrap();
    let is_large =
        |name: &str| ["pairs", "articles", "passages"].iter().any(|table| name.starts_with(table));
    assert!(!written.files().iter().any(|file| is_large(&file.name)));
}

#[test]
fn summary_counts_what_the_tables_have() {
    let (_folder, written) = write(|tables| {
        tables.cluster(&ClusterRow { articles: 3, ..cluster() }).unwrap();
        tables.reject(&reject()).unwrap();
        tables.reject(&reject()).unwrap();
    });
    let run =
        RunFacts { version: "0.1.0".into(), command: "cluster".into(), ..RunFacts::default() };
    let read = ReadFacts { records: 10, outlets: 4 };
    let agencies = AgencyFacts::collect(
        [("AFP".to_owned(), 3)],
        AgencyCounts { all: 8, own: 1, credited: 1, credit_missing: 1, ..AgencyCounts::default() },
    );
    let facts = SummaryFacts {
        run,
        read,
        left_out: SkippedFacts::default(),
        agencies,
        folder: "out".into(),
        files: vec![],
    };
    let summary = Summary::collect(&written, facts);
    assert_eq!(summary.share_in_stories, Some(Share::new(0.25)));
    assert_eq!(
        serde_json::to_value(&summary).unwrap(),
        json!({
            "run": {
                "version": "0.1.0",
                "command": "cluster",
                "inputs": [],
                "seconds": 0.0,
                "threads": 0,
                "peak_memory_bytes": null,
                "warnings": [],
                "next": [],
            },
            "read": { "records": 10, "outlets": 4 },
            "skipped": { "records": 2, "share": 0.2, "reasons": [{ "code": "bad_json", "records": 2 }] },
            "left_out": { "records": 0, "share": null, "reasons": [] },
            "stories": {
                "count": 1,
                "articles": 2,
                "verbatim": 1,
                "edited": 0,
                "extended": 0,
                "excerpts": 0,
                "versions": 0,
                "same_outlet": 1,
                "flagged": 0,
                "flags": {},
                "by_size": { "2": 0, "3-5": 1, "6-20": 0, "21-100": 0, ">100": 0 },
                "most_carried": [{
                    "cluster_id": cluster_id("gazette-1").to_string(),
                    "story_rank": 1,
                    "articles": 3,
                    "outlets": 2,
                    "agency": "AFP",
                    "jaccard": 1.0,
                    "headline": "Harbour bridge opens",
                }],
            },
            "related": 0,
            "changes": { "baseline": "before", "same": 0, "new": 0, "grown": 0, "merged": 0, "shrunk": 0, "gone": 1 },
            "share_in_stories": 0.25,
            "agencies": {
                "shares": [{ "agency": "AFP", "articles": 3, "share": 0.375 }],
                "own": 1,
                "copies": 2,
                "credit_elsewhere": 0,
                "credit_missing": 1,
                "credit_missing_share": 0.5,
            },
            "folder": "out",
            "files": [],
        })
    );
}

#[test]
fn batches_of_rows_give_the_same_files_as_single_rows() {
    let second = ClusterRow { story_rank: 2, ..cluster() };
    let (one_by_one, _) = write(|tables| {
        tables.cluster(&cluster()).unwrap();
        tables.cluster(&second).unwrap();
        tables.member(&member()).unwrap();
        tables.edge(&edge()).unwrap();
        tables.version(&version()).unwrap();
        tables.timeline(&timeline()).unwrap();
    });
    let (together, written) = write(|tables| {
        let first = StoryRows {
            clusters: vec![cluster()],
            members: vec![member()],
            ..StoryRows::default()
        };
        let last = StoryRows {
            clusters: vec![second.clone()],
            edges: vec![edge()],
            versions: vec![version()],
            timeline: vec![timeline()],
            ..StoryRows::default()
        };
        tables.stories(&[first, last]).unwrap();
    });
    for WrittenFile { name, .. } in written.files() {
        let [one, other] =
            [&one_by_one, &together].map(|folder| fs::read(folder.path().join(name)).unwrap());
        assert_eq!(one, other, "{name}");
    }
}
