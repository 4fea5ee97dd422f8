//! Digests that contain a story, and short excerpts of one.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, cut, lines};
use crate::program::Desk;

/// The other stories of a digest.
pub(crate) const NEWS_IN_BRIEF: &str = "\
Beekeepers in the south have lost a third of their hives over the winter, more than in any year since the count began, and blame a mite from abroad.
The mayor of Solm has withdrawn her plan to close the swimming bath after a petition of eleven thousand names was laid on her desk.
Two brothers who ran a chain of bakeries must repay the wages they kept from their drivers, a labour court ruled late on Sunday evening.
A comet that was last seen when the town walls were built can be found with field glasses low in the west this week.
Farmers drove their tractors to the ministry for a second day and left a heap of sugar beet in front of its main door.
The railway will run night trains to the coast again from June, with couchettes and a dining car that once belonged to a circus.
Teachers want smaller classes and a free afternoon each week, and have called a meeting of their union to vote on a walkout.
Firefighters freed a cow from a lift shaft in which it had stood for nine hours, eating the hay that neighbours lowered to it.
The price of cooking oil has fallen for the fourth month running, the office of statistics said, while bread and eggs cost a little more.
A painting thrown out with the rubbish turned out to be an early landscape by the court painter of the last queen.
Divers have found the anchor of a whaling ship that sank off the northern cape with all her crew in a storm of long ago.
The football association fined three clubs for fireworks, and ordered one of them to play its next match without spectators.
An opera about the building of the first tunnel has its opening night on Friday, with a real locomotive on the stage of the old theatre.
Scientists who counted the puffins on the western cliffs say that their number has doubled since cats were taken off the island.";

pub(crate) fn digest() -> String {
    format!("{NEWS_IN_BRIEF}\n{}", cut(FERRY, 1))
}

/// The digest as published by an outlet.
pub(crate) fn digest_of(id: &str, outlet: &str, body: &str) -> Value {
    let mut digest = article(id, outlet, body);
    digest["title"] = json!("News in brief");
    digest
}

fn relations(desk: &Desk) -> Vec<[Value; 5]> {
    let columns = ["a", "b", "relation", "cluster_id_a", "cluster_id_b"];
    let rows = desk.rows("out/relations.jsonl");
    rows.iter().map(|row| columns.map(|column| row[column].clone())).collect()
}

#[test]
fn digest_contains_a_story_once_however_many_copies_it_has() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "gazette.example", FERRY),
            article("b", "herald.example", &format!("{FERRY}\nThe mayor thanked the crew.")),
            article("c", "tribune.example", &cut(FERRY, 1)),
            digest_of("d", "echo.example", &digest()),
            article("e", "globe.example", LIBRARY),
        ]),
    );
    let said = desk.run("cluster news.jsonl -o out").done();

    let clusters = desk.rows("out/clusters.jsonl");
    assert_eq!(clusters.len(), 1);
    assert_eq!(clusters[0]["articles"], 3);
    let story = clusters[0]["cluster_id"].clone();
    assert_eq!(relations(&desk), [[json!("d"), json!("c"), json!("contains"), Value::Null, story]]);
    assert!(said.stdout.contains("Round-ups and extracts (not merged)     1"), "{}", said.stdout);
}

#[test]
fn short_text_is_an_excerpt_of_the_longer_one() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            digest_of("a", "gazette.example", &digest()),
            digest_of("b", "herald.example", &digest().replace("eleven", "twelve")),
            article("c", "tribune.example", &cut(FERRY, 1)),
        ]),
    );
    desk.run("cluster news.jsonl -o out --singletons").done();
    let rows = desk.rows("out/relations.jsonl");
    assert_eq!(rows.len(), 1);
    assert_eq!([&rows[0]["a"], &rows[0]["relation"]], [&json!("c"), &json!("excerpt_of")]);
    assert_eq!(rows[0]["contained_a_in_b"], json!(1.0));
    assert_ne!(rows[0]["cluster_id_a"], rows[0]["cluster_id_b"]);
}

#[test]
fn copies_of_one_story_are_not_related() {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[
            article("a", "gazette.example", FERRY),
            article("b", "herald.example", &cut(FERRY, 2)),
        ]),
    );
    let said = desk.run("cluster news.jsonl -o out").done();
    assert_eq!(desk.read("out/relations.jsonl"), "");
    assert!(!said.stdout.contains("not merged"), "{}", said.stdout);
}
