//! Characters that become several words: `½` is `1` and `2`.

use std::path::Path;

use serde_json::Value;

use crate::articles::{FERRY, article, lines};
use crate::program::Desk;

/// Clusters a corpus, and runs every command that maps its words back to its texts.
fn told(desk: &Desk) -> String {
    desk.run("cluster news.jsonl -o out --pairs").done();
    desk.run("report out").done();
    desk.run("export out --to passim -o passim").done();
    desk.run("export out --to json -o json").done();
    desk.run("cluster news.jsonl -o ocr --preset ocr").done();
    let said = ["explain out a b", "explain out a b --full"]
        .map(|command| desk.run(command).done().stdout);
    // Ignores line breaks, which may be anywhere.
    said.concat().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn text_with_a_fraction_is_reported_explained_and_exported() {
    for name in ["half", "half_behind_a_number"] {
        let desk = Desk::new();
        let fixture = Path::new("tests/characters").join(name).with_extension("jsonl");
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture);
        desk.put("news.jsonl", std::fs::read(fixture).unwrap());
        let said = told(&desk);
        assert!(said.contains("took ½ years") || said.contains("took 3 ½ years"), "{said}");
        assert!(said.contains("{+Nobody else was heard.+}"), "{said}");
    }
}

#[test]
fn changed_fraction_is_shown_as_written() {
    let desk = Desk::new();
    let body = |years: &str| {
        format!("{FERRY}\nThe works on the pier took {years} years and cost too much.")
    };
    let articles = [("a", "3½"), ("b", "3⅓")];
    desk.put(
        "news.jsonl",
        lines(&articles.map(|(id, years)| article(id, &format!("{id}.example"), &body(years)))),
    );
    let said = told(&desk);
    assert!(said.contains("[-3½-] {+3⅓+}"), "{said}");
}

#[test]
fn texts_with_every_expanding_character_are_reported_explained_and_exported() {
    let several = [
        '\u{a8}'..='\u{be}',
        '\u{132}'..='\u{149}',
        '\u{1c4}'..='\u{1cc}',
        '\u{2000}'..='\u{214f}',
        '\u{2150}'..='\u{218f}',
        '\u{2460}'..='\u{24ff}',
        '\u{3200}'..='\u{33ff}',
        '\u{fb00}'..='\u{fdff}',
        '\u{fe70}'..='\u{feff}',
        '\u{ff00}'..='\u{ffef}',
        '\u{1f100}'..='\u{1f2ff}',
    ];
    let all: String =
        several.into_iter().flatten().flat_map(|one| [one, ' ', '3', one, ' ']).collect();
    let desk = Desk::new();
    let articles: [Value; 2] = [("a", "Nobody."), ("b", "The mayor.")].map(|(id, end)| {
        article(
            id,
            &format!("{id}.example"),
            &format!("{FERRY}\nThe list was this: {all} and no more. {end}"),
        )
    });
    desk.put("news.jsonl", lines(&articles));
    let said = told(&desk);
    assert!(said.contains("½") && said.contains("℅") && said.contains("ﷺ"), "{said}");
}
