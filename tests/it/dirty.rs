//! Faults of real corpora: how each affects the stories, and how it is reported.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, lines};
use crate::program::Desk;

/// Checks that two texts are copies.
fn copies(story: &str, copy: &str) -> Vec<Value> {
    let desk = Desk::new();
    desk.put(
        "news.jsonl",
        lines(&[article("a", "gazette.example", story), article("b", "herald.example", copy)]),
    );
    desk.run("cluster news.jsonl -o out").done();
    desk.rows("out/members.jsonl")
}

#[track_caller]
fn assert_same(story: &str, copy: &str) {
    let rows = copies(story, copy);
    let roles: Vec<_> = rows
        .iter()
        .map(|row| (&row["id"], &row["role"], &row["jaccard"], &row["words_added"]))
        .collect();
    let expected = [(json!("a"), json!("canonical")), (json!("b"), json!("verbatim"))];
    let one = (json!(1.0), json!(0));
    let expected: Vec<_> = expected.iter().map(|(id, role)| (id, role, &one.0, &one.1)).collect();
    assert_eq!(roles, expected, "{copy}");
}

/// The first words of a text.
fn first_words(text: &str, words: usize) -> String {
    text.split(' ').take(words).collect::<Vec<_>>().join(" ")
}

/// The result of `check` for the only group of files, as JSON.
fn checked(articles: &[Value]) -> Value {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(articles));
    let said = desk.run("check news.jsonl --json").done().stdout;
    serde_json::from_str::<Value>(&said).unwrap()["groups"][0].take()
}

#[test]
fn typography_makes_no_difference() {
    let story =
        FERRY.replace("had failed", "hadn\u{2019}t \u{201c}failed\u{201d} \u{2014} yet \u{2014}");
    for copy in [
        story
            .replace('\u{2019}', "'")
            .replace(['\u{201c}', '\u{201d}'], "\"")
            .replace('\u{2014}', "--"),
        story.replace(' ', "\u{a0}"),
        story.replace("lighthouse", "light\u{ad}house").replace("captain", "cap\u{200b}tain"),
        story.replace("first", "\u{fb01}rst").replace("office", "o\u{fb03}ce"),
        story.replace('\n', "\r\n\r\n"),
    ] {
        assert_same(&story, &copy);
    }
}

#[test]
fn composed_and_decomposed_letters_are_the_same() {
    let decomposed = FERRY.replace("Tarn", "Ta\u{308}rn").replace("captain", "capta\u{fb01}n");
    assert_same(&FERRY.replace("Tarn", "T\u{e4}rn").replace("captain", "captafin"), &decomposed);
}

#[test]
fn lines_of_a_printed_column_are_joined_and_unhyphenated() {
    let words: Vec<&str> = FERRY.split_whitespace().collect();
    let column: Vec<String> = words.chunks(7).map(|line| line.join(" ")).collect();
    let column = column.join("\n").replace("lighthouse", "light-\nhouse");
    assert_same(FERRY, &column);
}

#[test]
fn text_that_outlets_add_below_a_story_is_removed() {
    let tail = "Read more: Ten bridges to see\nSign up for our free daily newsletter!\nRelated stories\n\
        Follow Nadia Example on Twitter @nadia\nNadia Example is a senior reporter for the Harbour Post.\n\
        This story has been corrected to say that the ferry has 212 seats.\n\
        \u{a9} 2026 The Associated Press. All rights reserved. This material may not be published, broadcast, rewritten or redistributed.";
    assert_same(FERRY, &format!("{FERRY}\n{tail}"));
}

#[test]
fn changed_headlines_do_not_separate_copies() {
    let desk = Desk::new();
    let headlines = [
        "Ferry runs aground off Tarn",
        "Opinion | Ferry runs aground off Tarn - The New York Times",
        "Ferry runs aground off Tarn (March 4, 2026)",
        "None",
    ];
    let articles: Vec<Value> = headlines
        .iter()
        .zip(["a", "b", "c", "d"])
        .map(|(headline, id)| {
            json!({ "id": id, "outlet": format!("{id}.example"), "title": headline, "body": FERRY })
        })
        .collect();
    desk.put("news.jsonl", lines(&articles));
    desk.run("cluster news.jsonl -o out").done();
    let rows = desk.rows("out/members.jsonl");
    let told: Vec<_> = rows.iter().map(|row| row["headline"].as_str().unwrap()).collect();
    assert_eq!(told, headlines, "they are kept as written");
    assert!(rows.iter().all(|row| row["cluster_id"] == rows[0]["cluster_id"]));
}

#[test]
fn excerpts_are_reported_and_have_the_role() {
    let opening = first_words(FERRY, 60);
    for copy in [
        format!("{opening}\u{2026}"),
        format!("{opening}\u{2026} [+1234 chars]"),
        format!("{opening} [...]"),
        format!("{opening} Subscribe to continue reading."),
    ] {
        let rows = copies(FERRY, &copy);
        assert_eq!((rows.len(), &rows[1]["role"]), (2, &json!("excerpt")), "{copy}");
        let said = checked(&[article("a", "gazette.example", &copy)]);
        let odd = [&said["cut_off"], &said["walled"]];
        let is_wall = copy.ends_with("reading.");
        assert_eq!(odd, [&json!(u8::from(!is_wall)), &json!(u8::from(is_wall))], "{copy}");
    }
}

#[test]
fn consent_texts_and_repeated_headlines_are_reported() {
    let consent = "This site uses cookies to make it better for you, and so do our partners.";
    let mut only = article("b", "herald.example", "From Herald");
    only["title"] = json!("From  HERALD");
    let said = checked(&[article("a", "gazette.example", consent), only]);
    assert_eq!([&said["walled"], &said["headline_only"]], [&json!(1), &json!(1)]);
    assert_eq!(said["short"], json!(2), "such texts are matched only when they are equal");
}

#[test]
fn masks_are_reported_with_advice() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&[article("a", "g.example", "The ferry @ @ @ @ on Tuesday.")]));
    let said = desk.run("check news.jsonl").done().stdout;
    assert!(said.contains("--mask-token @"), "{said}");
}

#[test]
fn mixed_alphabets_are_reported_and_a_few_do_not_hide_a_copy() {
    let few = FERRY.replacen('a', "\u{430}", 12);
    assert_eq!(copies(FERRY, &few)[1]["role"], json!("edited"));
    let all = FERRY.replace('a', "\u{430}").replace('e', "\u{435}");
    assert_eq!(copies(FERRY, &all), [json!(null); 0], "words of other letters are other words");
    let russian =
        "\u{428}\u{442}\u{43e}\u{440}\u{43c} \u{43d}\u{430} \u{43c}\u{43e}\u{440}\u{435}.";
    let said = checked(&[article("a", "g.example", &few), article("b", "g.example", russian)]);
    assert_eq!(said["mixed_letters"], json!(1));
}

#[test]
fn mojibake_is_reported_and_its_copy_found() {
    let story = FERRY.replace("had failed", "hadn\u{2019}t failed");
    let misread = story.replace('\u{2019}', "\u{e2}\u{20ac}\u{2122}");
    assert_eq!(copies(&story, &misread).len(), 2);
    assert_eq!(checked(&[article("a", "g.example", &misread)])["mojibake"], json!(1));
}

#[test]
fn dates_of_every_kind_are_read_or_reported() {
    let dates = [
        json!("2026-03-04T10:15:00Z"),
        json!(1_772_619_300),
        json!(1_772_619_300_000_u64),
        json!("2026-03-04"),
        json!("/2014/04/"),
        json!("None"),
        json!(null),
        json!("03/04/2026"),
        json!("2199-12-10"),
    ];
    let articles: Vec<Value> = (0..)
        .zip(&dates)
        .map(|(id, date)| json!({ "id": id, "outlet": "g.example", "date": date, "body": FERRY }))
        .collect();
    let said = checked(&articles);
    assert_eq!(
        said["dates"],
        json!({
            "exact": 3, "day": 2, "month": 1, "future": 1, "first_future": "2199-12-10", "unread": 1,
            "first_unread": "03/04/2026", "missing": 2
        })
    );
}

#[test]
fn one_page_under_several_urls_is_reported_and_counted_once() {
    let desk = Desk::new();
    let page = |id: &str, url: &str| {
        let outlet = url.split('/').nth(2).unwrap();
        json!({ "id": id, "outlet": outlet, "url": url, "body": FERRY })
    };
    let articles = [
        page("a", "https://www.gazette.example/ferry"),
        page("b", "https://gazette.example/ferry?utm_source=x"),
        page("c", "https://amp.gazette.example/ferry"),
        page("d", "https://edition.gazette.example/ferry/amp"),
        page("e", "https://herald.example/ferry"),
    ];
    desk.put("news.jsonl", lines(&articles));
    desk.put("names.txt", "gazette.example\tThe Gazette\nherald.example\tThe Herald\n");
    let said = checked(&articles);
    assert_eq!((&said["same_pages"], &said["outlets"]), (&json!(2), &json!(3)));
    let outlets = |words: &str| {
        desk.run(&format!("cluster news.jsonl -o out --force {words}")).done();
        let rows = desk.rows("out/members.jsonl");
        let of = |row: &Value| {
            format!("{} {}", row["outlet"].as_str().unwrap(), row["role"].as_str().unwrap())
        };
        (
            desk.rows("out/clusters.jsonl")[0]["outlets"].clone(),
            rows.iter().map(of).collect::<Vec<_>>(),
        )
    };
    assert_eq!(outlets("").0, json!(3));
    let (count, rows) = outlets("--outlets-by domain --outlet-aliases names.txt");
    assert_eq!(count, json!(2));
    assert_eq!(
        rows,
        [
            "The Gazette canonical",
            "The Gazette same_outlet",
            "The Gazette same_outlet",
            "The Gazette same_outlet",
            "The Herald verbatim"
        ]
    );
    desk.run("explain out a e").done();
}

#[test]
fn duplicate_ids_are_repeats_or_versions_and_large_numbers_stay_exact() {
    let desk = Desk::new();
    let with_id = |id: Value, body: &str| json!({ "id": id, "outlet": "g.example", "body": body });
    let large = 9_007_199_254_740_993_u64;
    desk.put(
        "news.jsonl",
        lines(&[
            with_id(json!(7), FERRY),
            with_id(json!(7), FERRY),
            with_id(json!("7"), LIBRARY),
            with_id(json!(large), FERRY),
            with_id(json!(large + 1), LIBRARY),
        ]),
    );
    desk.run("cluster news.jsonl -o out --singletons").done();
    let mut ids: Vec<String> = desk
        .rows("out/members.jsonl")
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    assert_eq!(ids, ["7", "7#2", "9007199254740993", "9007199254740994"]);
    assert_eq!(desk.rows("out/rejects.jsonl")[0]["code"], json!("duplicate_id"));
}

#[test]
fn new_name_of_a_version_is_not_the_id_of_another_article() {
    let desk = Desk::new();
    let with_id = |id: &str, url: &str| json!({ "id": id, "url": url, "body": FERRY });
    let articles = [("7", "one"), ("7", "two"), ("7#2", "three"), ("7", "four"), ("7#2", "five")];
    let articles =
        articles.map(|(id, page)| with_id(id, &format!("https://gazette.example/{page}")));
    desk.put("news.jsonl", lines(&articles));
    desk.run("cluster news.jsonl -o out --singletons").done();
    let rows = desk.rows("out/members.jsonl");
    let mut ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["7", "7#2", "7#2#2", "7#3", "7#4"]);
}

/// Texts from one template, filled in with different values.
fn of_form(form: &str, values: &[[&str; 4]]) -> Vec<String> {
    let fill = |values: &[&str; 4]| {
        let mut text = form.to_owned();
        for (place, value) in ["{0}", "{1}", "{2}", "{3}"].iter().zip(values) {
            text = text.replace(place, value);
        }
        text
    };
    values.iter().map(fill).collect()
}

#[test]
fn texts_from_one_template_with_other_values_are_not_copies() {
    let forms = [
        "{0} weather for {1}: a high of {2} degrees and a low of {3}, wind from the west at ten miles an hour, no rain is expected.",
        "Winning numbers of the {0} lottery drawn on {1}: {2}, bonus number {3}. Check your ticket at any shop of the lottery.",
        "{0} beat {1} by {2} to {3} on Saturday evening in front of a full house and stay at the top of the table.",
        "{0} shares fell {1} percent to {2} crowns in early trading on {3}, while the index of the exchange was flat.",
        "{0}, {1}, died on {2} at home among family. A service will be held at {3}. No flowers are asked for.",
    ];
    let values = [
        ["Tarn", "Monday the 2nd", "twelve", "four"],
        ["Vessia", "Thursday the 19th", "thirty-one", "sixteen"],
        ["Wend", "Sunday the 8th", "nineteen", "eleven"],
    ];
    for form in forms {
        let desk = Desk::new();
        let texts = of_form(form, &values);
        let articles: Vec<Value> = ["a", "b", "c"]
            .iter()
            .zip(&texts)
            .map(|(id, text)| article(id, &format!("{id}.example"), text))
            .collect();
        desk.put("news.jsonl", lines(&articles));
        desk.run("cluster news.jsonl -o out").done();
        assert_eq!(desk.read("out/members.jsonl"), "", "{form}");
    }
}

/// The reasons why pairs of texts of these outlets and dates are no copies, or their scores.
fn told_of(texts: [(&str, &str, &str); 2]) -> (Value, f64) {
    let desk = Desk::new();
    let articles = ["a", "b"].into_iter().zip(texts).map(|(id, (outlet, date, text))| {
        let mut article = article(id, outlet, text);
        article["date"] = json!(date);
        article
    });
    desk.put("news.jsonl", lines(&articles.collect::<Vec<_>>()));
    desk.run("cluster news.jsonl -o out").done();
    let told: Value =
        serde_json::from_str(&desk.run("explain out a b --json").done().stdout).unwrap();
    let numbers = &told["numbers"];
    (numbers["guard"].clone(), numbers["score"].as_f64().unwrap())
}

#[test]
fn statement_that_two_outlets_quote_in_their_own_words_is_no_copy() {
    let said = "The ferry will sail again when the sandbank has been dredged and not one day before, whatever the \
        hotels of the island may ask for. Nobody should risk the lives of two hundred passengers for a weekend.";
    let one = format!(
        "Harbour master Nadia Example answered the hotels of Tarn on Tuesday. In a message on the site of the port she wrote: \
         \u{201c}{said}\u{201d}"
    );
    let other = format!(
        "After a week of complaints by innkeepers there was a reply from the port at last, which leaves little hope for a quick \
         end. \u{201c}{said}\u{201d} it reads."
    );
    let (guard, score) =
        told_of([("a.example", "2026-03-03", &one), ("b.example", "2026-03-03", &other)]);
    assert_eq!((guard, score), (json!("statement"), 0.0));
    // The same narration around the statement makes one story of them.
    let copy = one.replace("on Tuesday", "today");
    let (guard, score) =
        told_of([("a.example", "2026-03-03", &one), ("b.example", "2026-03-03", &copy)]);
    assert_eq!(guard, Value::Null);
    assert!(score > 0.8, "{score}");
}

#[test]
fn table_with_few_other_prices_is_no_copy() {
    let prices = "In the market of Tarn the kilo of herring cost 12.40, of cod 18.20, of plaice 15.10, of mussels 6.80, of crab \
        22.50, of eel 31.00, of salmon 24.90, of hake 17.30 and of squid 19.60 crowns at the close of trading.";
    let other = prices.replace("18.20", "18.90").replace("31.00", "30.50");
    let same = prices.replace("18.20", "18.90");
    let on_one_day = |other: &str| {
        told_of([("a.example", "2026-03-03", prices), ("b.example", "2026-03-03", other)]).0
    };
    assert_eq!(on_one_day(&other), json!("other_values"));
    assert_eq!(on_one_day(&same), Value::Null);
}

#[test]
fn notice_of_an_outlet_with_another_number_on_a_later_day_is_no_copy() {
    let notice = "The port authority of Tarn said that 41 ships were waiting this morning for a place at the quay, most of them \
        with grain for the mills up the river, and that the wait is expected to last until the end of the week.";
    let later = notice.replace("41", "39");
    let told =
        |outlet, date| told_of([("a.example", "2026-03-03", notice), (outlet, date, &later)]).0;
    assert_eq!(told("a.example", "2026-03-06"), json!("other_values"));
    assert_eq!(told("a.example", "2026-03-03"), Value::Null);
    assert_eq!(told("b.example", "2026-03-03"), Value::Null);
}
