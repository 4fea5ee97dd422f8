use std::collections::BTreeMap;
use std::time::Duration;

use wirecopy::report::{
    AgencyCounts, AgencyFacts, BySize, CarriedStory, ChangeCounts, ClusterId, ReadFacts, RunFacts,
    Share, SkippedFacts, SkippedFor, WrittenFile,
};

use super::*;
use crate::terminal::{Marks, Paint};

fn summary() -> Summary {
    Summary {
        run: RunFacts {
            version: "0.1.0".into(),
            command: "cluster".into(),
            inputs: vec!["corpus/*.jsonl.gz".into()],
            seconds: Duration::from_millis(48_210).into(),
            threads: 8,
            peak_memory_bytes: Some(1_900_000_000),
            warnings: vec![
                "a.jsonl.gz: compressed data ends early at byte 1,203,991 (after record 88,201). Used the complete \
                 records; the file is probably a partial download"
                    .into(),
            ],
            next: vec!["wirecopy eval wirecopy-out --gold labels.jsonl".into(), "wirecopy cluster --help".into()],
        },
        read: ReadFacts { records: 1_204_331, outlets: 812 },
        skipped: SkippedFacts {
            records: 1_962,
            share: Some(Share::new(0.0016)),
            reasons: [("empty_body", 1_540), ("bad_json", 311), ("duplicate_id", 111)]
                .map(|(code, records)| SkippedFor { code: code.into(), records })
                .into(),
        },
        stories: Stories {
            count: 61_870,
            articles: 349_282,
            verbatim: 171_904,
            edited: 88_377,
            versions: 0,
            extended: 10_000,
            excerpts: 17_131,
            same_outlet: 22_019,
            flagged: 141,
            flags: BTreeMap::from([(Flag::Chained, 88), (Flag::Template, 41), (Flag::Oversize, 14)]),
            by_size: BySize { two: 31_020, up_to_5: 18_644, up_to_20: 9_812, up_to_100: 2_204, over_100: 190 },
            most_carried: vec![
                carried(412, 398, Some("AP"), Some("Council passes the harbour budget after a night of talks and 61 amendments")),
                carried(377, 361, Some("GlobeNewswire"), Some("市議会が夜通しの協議と六十一の修正案の末に港湾予算案を可決、橋の建設は来年に延期")),
                carried(298, 255, None, None),
            ],
        },
        left_out: SkippedFacts::default(),
        related: 0,
        changes: None,
        share_in_stories: Some(Share::new(0.2905)),
        agencies: AgencyFacts::collect(
            [("AP", 134_885), ("Reuters", 77_077), ("AFP", 36_130), ("dpa", 9_635), ("GlobeNewswire", 3)]
                .map(|(agency, articles)| (agency.to_owned(), articles)),
            AgencyCounts { all: 1_202_369, own: 2_636, credited: 257_845, credit_elsewhere: 3_412, credit_missing: 26_155 },
        ),
        folder: "wirecopy-out".into(),
        files: ["clusters.csv", "clusters.jsonl", "members.csv", "members.jsonl", "rejects.jsonl", "run.json"]
            .map(|name| WrittenFile { name: name.into(), bytes: 1 })
            .into(),
    }
}

fn carried(
    articles: u32,
    outlets: u32,
    agency: Option<&str>,
    headline: Option<&str>,
) -> CarriedStory {
    CarriedStory {
        cluster_id: ClusterId::name_all(["gazette-1"])[0],
        story_rank: 1,
        articles,
        outlets,
        agency: agency.map(str::to_owned),
        jaccard: Some(Share::new(0.97)),
        headline: headline.map(str::to_owned),
    }
}

fn nothing_found() -> Summary {
    Summary {
        run: RunFacts {
            seconds: Duration::from_millis(80).into(),
            threads: 1,
            warnings: vec![],
            ..summary().run
        },
        read: ReadFacts { records: 1, outlets: 0 },
        skipped: SkippedFacts::default(),
        stories: Stories::default(),
        share_in_stories: Some(Share::NONE),
        agencies: AgencyFacts::default(),
        ..summary()
    }
}

/// A summary with hostile texts.
fn hostile() -> Summary {
    let text = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}\nnext \"line\" \0 =cmd|' /C calc'!A0 o\u{301}\u{301}\u{301} \u{9b}1m";
    let mut summary = summary();
    for story in &mut summary.stories.most_carried {
        story.headline = Some(text.repeat(30));
        story.agency = Some(text.into());
    }
    summary.run.inputs = vec![text.repeat(3), text.into()];
    summary.run.warnings = vec![text.into()];
    summary.run.next = vec![text.into()];
    summary.skipped.reasons[0].code = text.into();
    summary.folder = text.into();
    summary.changes =
        Some(ChangeCounts { baseline: text.repeat(3), gone: 1_234_567, ..ChangeCounts::default() });
    summary.agencies.shares[0].agency = text.into();
    summary
}

fn plain(width: usize, marks: Marks) -> Style {
    Style { width, paint: Paint::Plain, marks }
}

#[test]
fn summary_shows_the_run_at_a_glance() {
    assert_eq!(render(&summary(), plain(80, Marks::Unicode)), include_str!("expected/unicode.txt"));
}

#[test]
fn summary_can_be_pure_ascii() {
    let mut summary = summary();
    summary.stories.most_carried.remove(1);
    let shown = render(&summary, plain(80, Marks::Ascii));
    assert!(shown.is_ascii());
    assert_eq!(shown, include_str!("expected/ascii.txt"));
}

#[test]
fn summary_without_stories_says_so() {
    assert_eq!(
        render(&nothing_found(), plain(80, Marks::Unicode)),
        include_str!("expected/nothing_found.txt")
    );
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for summary in [summary(), nothing_found(), hostile()] {
        for marks in [Marks::Unicode, Marks::Ascii] {
            for width in 0..200 {
                for line in render(&summary, plain(width, marks)).lines() {
                    assert!(
                        columns(line) <= width,
                        "{} columns for {width}: {line}",
                        columns(line)
                    );
                }
            }
        }
    }
}

#[test]
fn articles_cannot_send_commands_to_the_terminal() {
    let shown = render(&hostile(), plain(100, Marks::Unicode));
    let forbidden = |character: &char| {
        character.is_control() && *character != '\n'
            || ('\u{202a}'..='\u{202e}').contains(character)
    };
    assert_eq!(shown.chars().find(forbidden), None, "{shown}");
    assert!(shown.contains(r"\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e} next"), "{shown}");
}

#[test]
fn colours_do_not_change_the_text() {
    let colored = render(&summary(), Style { paint: Paint::Colored, ..Style::default() });
    assert!(colored.contains("\u{1b}[33mempty body 1,540"), "{colored}");
    assert_eq!(
        anstream::adapter::strip_str(&colored).to_string(),
        render(&summary(), Style::default())
    );
}
