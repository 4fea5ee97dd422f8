//! `wirecopy check`.

use serde_json::{Value, json};

use crate::articles::{FERRY, LIBRARY, article, corpus, lines};
use crate::program::Desk;
use crate::relations::NEWS_IN_BRIEF;

#[test]
fn valid_input_is_described_with_three_articles_and_the_next_command() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    let said = desk.run("check news.jsonl").done().stdout;
    assert!(said.starts_with("news.jsonl   JSON Lines, UTF-8, 6 records\n"), "{said}");
    for line in ["  schema   wirecopy", "  id       id               unique", "  1  a1 · ", "  3  "]
    {
        assert!(said.lines().any(|shown| shown.starts_with(line)), "{line} is not in {said}");
    }
    assert!(
        said.ends_with("\nReady, with 1 warning. Next:  wirecopy cluster news.jsonl\n"),
        "{said}"
    );
}

#[test]
fn nothing_is_written() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("check news.jsonl").done();
    let files = std::fs::read_dir(desk.path(".")).unwrap().count();
    assert_eq!(files, 1);
}

#[test]
fn input_that_cluster_would_refuse_fails_with_the_first_reasons() {
    let desk = Desk::new();
    desk.put("news.jsonl", format!("{}\n{}", lines(&corpus()), "{\"id\": 7,\n".repeat(14)));
    let said = desk.run("check news.jsonl");
    assert_eq!(said.exit, 1);
    assert!(said.stdout.contains("70.0 % of the records are not articles"), "{}", said.stdout);
    assert!(said.stdout.contains("    news.jsonl:8: not valid JSON"), "{}", said.stdout);
    assert!(said.stdout.ends_with("Not ready: 14 of 20 records are bad.\n"), "{}", said.stdout);
    assert_eq!(desk.run("cluster news.jsonl -o out").exit, 3);
}

#[test]
fn dates_ids_outlets_and_letters_get_warnings() {
    let desk = Desk::new();
    let mut articles = [
        article("a1", "gazette.example", FERRY),
        article("a1", "edition.gazette.example", &FERRY.replace("ferry", "boat")),
        article("a2", "gazette.example", "Itâ€™s raining in Tarn."),
    ];
    articles[0]["date"] = json!("None");
    articles[1]["date"] = json!("03/04/2026");
    articles[2]["date"] = json!("2026-03-04");
    desk.put("news.jsonl", lines(&articles));
    let said = desk.run("check news.jsonl --json").done().stdout;
    let group = &serde_json::from_str::<Value>(&said).unwrap()["groups"][0];
    assert_eq!(group["repeated_ids"], 1);
    assert_eq!(group["aliases"], json!([["gazette.example", "edition.gazette.example"]]));
    assert_eq!(
        group["dates"],
        json!({
            "exact": 0, "day": 1, "month": 0, "future": 0, "first_future": null, "unread": 1,
            "first_unread": "03/04/2026", "missing": 1
        })
    );
    assert_eq!((&group["mojibake"], &group["short"]), (&json!(1), &json!(1)));
    let said = desk.run("check news.jsonl").done().stdout;
    for words in [
        "'03/04/2026'",
        "--date-format",
        "they are clustered, but are not in timelines",
        "1 repeated",
    ] {
        assert!(said.contains(words), "{words} is not in {said}");
    }
}

#[test]
fn pictures_among_the_articles_are_accepted() {
    let desk = Desk::new();
    let item = |kind: &str, body: &str| json!({ "uri": format!("urn:{body}"), "type": kind, "pubstatus": "usable", "body_text": body });
    let mut items = vec![item("text", FERRY)];
    items.extend((0..20).map(|number| item("picture", &number.to_string())));
    desk.put("news.jsonl", lines(&items));
    let said = desk.run("check news.jsonl").done().stdout;
    assert!(said.contains("no_article 20"), "{said}");
    assert!(
        said.ends_with("Ready, with 2 warnings. Next:  wirecopy cluster news.jsonl\n"),
        "{said}"
    );
    desk.run("cluster news.jsonl -o out").done();
}

#[test]
fn files_with_the_same_layout_are_described_together() {
    let desk = Desk::new();
    let all = corpus();
    desk.put("a.jsonl", lines(&all[..3]));
    desk.put("b.jsonl", lines(&all[3..]));
    desk.put("c.csv", format!("id,outlet,title,body\nc9,carol.example,Ferry,\"{FERRY}\"\n"));
    let said = desk.run("check .").done().stdout;
    assert!(said.contains("a.jsonl and 1 more   JSON Lines, UTF-8, 6 records\n"), "{said}");
    assert!(said.contains("c.csv   CSV, UTF-8, 1 record\n"), "{said}");
}

/// What `check` says, without its line ends.
fn words(said: &str) -> String {
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn ten_faults_of_a_corpus_are_named_in_plain_words_on_one_screen() {
    let desk = Desk::new();
    let mut articles = Vec::new();
    let mut add = |number: usize, fields: &[(&str, &str)]| {
        let outlet = format!("paper{number}.example");
        let mut article =
            article(&format!("n{number}"), &outlet, &format!("{FERRY}\nEdition {number}."));
        article["date"] = json!("2026-03-04");
        for (field, value) in fields {
            article[*field] = json!(value);
        }
        articles.push(article);
    };
    let wall = "Here is the thing with ad blockers. We get it: ads are not what you are here for. But ads help us keep the lights on.";
    let html = format!("<p>{}</p>", FERRY.replace('\n', "</p><p>"));
    add(1, &[("body", &html)]);
    for (number, headline) in [
        (2, "Ferry sails again"),
        (3, "Council votes on the tram"),
        (4, "Rain until Friday, says office"),
    ] {
        add(number, &[("outlet", "wall.example"), ("title", headline), ("body", wall)]);
    }
    add(
        5,
        &[("body", "Itâ€™s raining in Tarn, and the cafÃ© by the harbour is closed for the day.")],
    );
    add(
        6,
        &[("body", "The ferry sailed at noon and the captain said that it would [+1234 chars]")],
    );
    add(7, &[("date", "03/04/2026")]);
    add(8, &[("date", "1404/12/13")]);
    add(9, &[("date", "2999-01-01")]);
    add(10, &[("outlet", "2026-03-04")]);
    for number in 11..17 {
        add(
            number,
            &[
                ("outlet", "gazette.example"),
                ("title", "The Gazette: news from Tarn and the islands"),
            ],
        );
    }
    add(17, &[("body", "")]);
    add(18, &[("id", "n1"), ("outlet", "edition.gazette.example")]);
    desk.put("news.jsonl", lines(&articles));
    let said = desk.run("check news.jsonl").done().stdout;
    for fault in [
        "1 text is HTML; only the words are read",
        "have a text that their outlet has under headlines of other stories too (a paywall, a consent page?)",
        "contain mojibake",
        "truncated texts",
        "dates such as '03/04/2026' can be read in two ways: say --date-format %d/%m/%Y if the day comes first",
        "dates such as '1404/12/13' are of the Persian calendar",
        "dated in the future, such as '2999-01-01'",
        "have a date for an outlet",
        "have the headline 'The Gazette: news from Tarn and the islands': it may be the name of the site",
        "of the records are not articles: empty_body 1",
        "1 repeated",
        "1 pair may be the same: gazette.example / edition.gazette.example",
    ] {
        assert!(words(&said).contains(fault), "{fault} is not in\n{said}");
    }
    assert!(said.lines().count() <= 50, "{said}");
}

#[test]
fn text_in_place_of_many_articles_is_told_and_is_no_story() {
    let desk = Desk::new();
    let wall = format!("Subscribe to read on. {}", LIBRARY.replace('\n', " "));
    let headlines = [
        "Ferry sails again",
        "Council votes on the tram",
        "Rain until Friday, says office",
        "Fair on the meadow",
    ];
    let mut articles = corpus();
    for (number, headline) in (0..).zip(headlines) {
        let mut article = article(&format!("w{number}"), "wall.example", &wall);
        article["title"] = json!(headline);
        articles.push(article);
    }
    // One text under an edited headline, and at other outlets under others, is what it always was.
    for (number, headline) in [
        (0, "From gazette.example"),
        (1, "From gazette.example again"),
        (2, "News from gazette.example"),
    ] {
        let mut article = article(&format!("g{number}"), "gazette.example", FERRY);
        article["title"] = json!(headline);
        articles.push(article);
    }
    desk.put("news.jsonl", lines(&articles));
    let checked: Value =
        serde_json::from_str(&desk.run("check --json news.jsonl").done().stdout).unwrap();
    assert_eq!(checked["groups"][0]["same_texts"], 4);
    let said = desk.run("cluster news.jsonl -o out").done().stderr;
    assert!(
        said.contains(
            "4 articles have a text that their outlet has under headlines of other stories too"
        ),
        "{said}"
    );
    let members = desk.rows("out/members.jsonl");
    assert!(members.iter().all(|member| member["outlet"] != "wall.example"), "{members:#?}");
    let stories = desk.rows("out/clusters.jsonl");
    let story = stories
        .iter()
        .find(|story| story["articles"] == 6)
        .unwrap_or_else(|| panic!("{stories:#?}"));
    assert_eq!(story["outlets"], 3);
    let warnings = desk.json("out/run.json")["warnings"].to_string();
    assert!(warnings.contains("under headlines of other stories"), "{warnings}");
}

#[test]
fn outlet_that_mixes_up_its_texts_tells_no_story_twice() {
    let desk = Desk::new();
    let texts: Vec<String> =
        NEWS_IN_BRIEF.lines().collect::<Vec<_>>().chunks(3).map(|lines| lines.join("\n")).collect();
    let cluster = |unlike: usize| {
        let mut articles = Vec::new();
        for (number, text) in texts.iter().take(4).enumerate() {
            let other = match number {
                _ if number < unlike => "Choir wins a prize abroad",
                _ => "Ferry sails again, after a storm",
            };
            for (copy, headline) in ["Ferry sails again", other].into_iter().enumerate() {
                let mut article = article(&format!("m{number}{copy}"), "mixed.example", text);
                article["title"] = json!(headline);
                articles.push(article);
            }
        }
        desk.put("news.jsonl", lines(&articles));
        desk.run("cluster news.jsonl -o out --force").done();
        desk.rows("out/members.jsonl").len()
    };
    // Fewer than three such texts may be stories under new headlines.
    assert_eq!(cluster(2), 8);
    assert_eq!(cluster(3), 0);
}

#[test]
fn similar_texts_of_one_outlet_under_unlike_headlines_are_a_series() {
    let desk = Desk::new();
    let cluster = |headlines: [&str; 3]| {
        let articles = headlines.map(|headline| {
            let text = format!("{LIBRARY}\nThe guests this week talked of {headline}.");
            let mut article = article(headline, "radio.example", &text);
            article["title"] = json!(headline);
            article
        });
        desk.put("news.jsonl", lines(&articles));
        desk.run("cluster news.jsonl -o out --force").done();
        desk.rows("out/clusters.jsonl").len()
    };
    assert_eq!(cluster(["Library opens", "Library opens at last", "Library opens today"]), 1);
    assert_eq!(cluster(["Talk: Bees in winter", "Talk: A comet at dusk", "Talk: Bread prices"]), 0);
}

#[test]
fn heads_of_texts_are_looked_at_unless_told_otherwise() {
    let desk = Desk::new();
    desk.put(
        "tarn/a.txt",
        format!("Title: Ferry aground\nSource: The Courier\nDate: 4 March 2026\n\n{FERRY}"),
    );
    let sample = |options: &str| {
        let said = desk.run(&format!("check --json tarn {options}")).done().stdout;
        serde_json::from_str::<Value>(&said).unwrap()["groups"][0]["sample"][0].clone()
    };
    let found = sample("");
    assert_eq!(
        (&found["headline"], &found["outlet"]),
        (&json!("Ferry aground"), &json!("The Courier"))
    );
    let ignored = sample("--no-text-head");
    assert_eq!((&ignored["headline"], &ignored["outlet"]), (&Value::Null, &json!("tarn")));
    assert!(ignored["text"].as_str().unwrap().starts_with("Title: Ferry aground"));
    desk.run("cluster tarn -o out --no-text-head").done();
    assert_eq!(desk.json("out/run.json")["config"]["reading"]["no_text_head"], true);
    desk.put("news.jsonl", lines(&corpus()));
    let said = desk.run("check news.jsonl --no-text-head");
    assert!(
        said.exit != 0 && said.stderr.contains("--no-text-head needs plain text files"),
        "{}",
        said.stderr
    );
}

#[test]
fn dates_of_other_calendars_are_said_and_formats_know_months_of_every_language() {
    let desk = Desk::new();
    let mut articles = corpus();
    let dates = [
        "14/03/2562",
        "2562-03-15",
        "16 มีนาคม 2562",
        "1397/12/23",
        "23 اسفند 1397",
        "12 رمضان 1440",
    ];
    for (article, date) in articles.iter_mut().zip(dates) {
        article["date"] = json!(date);
    }
    desk.put("news.jsonl", lines(&articles));
    let said = words(&desk.run("check news.jsonl").done().stdout);
    for expected in [
        "day only 50.0 %, unreadable 50.0 %, in Buddhist years, of which 543 are taken off 50.0 %",
        "dates such as '1397/12/23' are of the Persian calendar and are not read: convert them to Gregorian dates first",
        "are of the Islamic (Hijri) calendar",
    ] {
        assert!(said.contains(expected), "{expected} is not in {said}");
    }
    assert!(!said.contains("--date-format"), "{said}");
    desk.run("cluster news.jsonl -o out --singletons").done();
    let years: Vec<String> = desk
        .rows("out/members.jsonl")
        .iter()
        .filter_map(|member| Some(member["date"].as_str()?[..4].to_owned()))
        .collect();
    assert_eq!(years, ["2019"; 3]);
    for article in &mut articles {
        article["date"] = json!("mars 14 kl 2019");
    }
    desk.put("swedish.jsonl", lines(&articles));
    let mut command = desk.command("check swedish.jsonl --json --date-format");
    let output = command.arg("%B %d kl %Y").output().unwrap();
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(checked["groups"][0]["dates"]["day"], 6, "{checked:#}");
}

#[test]
fn texts_without_spaces_have_a_word_for_two_characters() {
    let desk = Desk::new();
    let body =
        "港湾労働者の組合は火曜日の夜、賃上げを求めるストライキを終えることを決めた。".repeat(20);
    desk.put("news.jsonl", lines(&[article("a", "gazette.example", &body)]));
    let said = desk.run("check news.jsonl --json").done().stdout;
    let found: Value = serde_json::from_str(&said).unwrap();
    let words = found["groups"][0]["median_words"].as_u64().unwrap();
    assert!((300..400).contains(&words), "{words}");
    assert_eq!(found["groups"][0]["short"], 0);
}
