//! Short articles for tests.

use serde_json::{Value, json};

/// A story of a made-up agency.
pub(crate) const FERRY: &str = "\
A ferry with 212 people on board ran aground off the island of Tarn on Tuesday morning, and all of them were brought ashore by noon, the coast guard said.
The captain told the harbour office by radio that the rudder had failed in heavy fog some two miles south of the lighthouse.
Fishing boats from three villages reached the ship before the rescue vessels did, and took the first passengers off.
Nobody was hurt, but forty travellers were treated for cold in a school that had been opened for them.
The company said that the ship had passed its yearly inspection in March, and promised to pay for hotels and onward journeys.
An inquiry will begin on Thursday, and until then the route between Tarn and the mainland stays closed to larger ships.";

/// Another story of the same made-up agency.
pub(crate) const LIBRARY: &str = "\
The national library of Vessia opened its new reading hall on Monday after a decade of building, two years later than planned and a third over budget.
Some four hundred readers queued in the rain before the doors were unlocked at nine, among them students who had waited since dawn.
The hall holds six hundred desks under a roof of timber and glass that the architect called a ship turned upside down.
Critics in parliament have asked why the cost rose from ninety million to more than a hundred and twenty million crowns.
The director answered that the old foundations had turned out to be rotten, and that no book was ever in danger.
Readers may use the hall free of charge until the end of the year, when a yearly card will cost thirty crowns.";

/// A text without its last paragraphs.
pub(crate) fn cut(text: &str, last: usize) -> String {
    let paragraphs: Vec<&str> = text.lines().collect();
    paragraphs[..paragraphs.len() - last].join("\n")
}

/// An article as a JSON object.
pub(crate) fn article(id: &str, outlet: &str, body: &str) -> Value {
    json!({ "id": id, "outlet": outlet, "title": format!("From {outlet}"), "body": body })
}

/// Articles, one per line.
pub(crate) fn lines(articles: &[Value]) -> String {
    articles.iter().flat_map(|article| [article.to_string(), "\n".to_owned()]).collect()
}

/// Two stories, one of them in three outlets, and a single article.
pub(crate) fn corpus() -> Vec<Value> {
    vec![
        article("a1", "gazette.example", FERRY),
        article("b1", "herald.example", &cut(FERRY, 2)),
        article(
            "c1",
            "tribune.example",
            &format!(
                "{FERRY}\nThe mayor of our town, who was on board, thanked the crew of the lifeboat."
            ),
        ),
        article("a2", "gazette.example", LIBRARY),
        article("b2", "herald.example", &cut(LIBRARY, 1)),
        article(
            "d1",
            "echo.example",
            "The spring fair of the valley takes place on the meadow by the mill again, with a market for seeds and plants, music by the brass band and a race for children.\nThe organisers expect more visitors than last year and ask everybody to come by bus.",
        ),
    ]
}
