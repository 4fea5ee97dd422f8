//! Cleaning of whole articles.

use super::*;
use crate::article::{Article, CreditState};

const LEDE: &str = "Harbour pilots in Lisbon voted on Tuesday to end a strike that had kept some thirty ships waiting off \
    the mouth of the Tagus for eleven days, their union said.";
const QUOTE: &str = "\u{201c}We did not get all that we wanted, but the families could not wait any longer,\u{201d} said Nadia \
    Example, who had led the talks for the union since the spring.";
const END: &str = "The port expects to clear the queue by Friday.";

fn article(body: &str) -> Article<'_> {
    Article { key: "a".into(), body: body.into(), ..Article::default() }
}

/// The kept blocks as written in the body.
fn kept(cleaner: &Cleaner, article: &Article<'_>) -> Vec<String> {
    let text = cleaner.clean(article);
    let block = |block: Block| {
        let (first, last) = (text.spans()[block.tokens.start], text.spans()[block.tokens.end - 1]);
        article.body[first.start as usize..last.end as usize].to_owned()
    };
    text.blocks().map(block).collect()
}

/// Paragraphs in the form of [`kept`]: from the first word to the last.
fn paragraphs(texts: &[&str]) -> Vec<String> {
    let trim = |text: &&str| text.trim_matches(|each: char| !each.is_alphanumeric()).to_owned();
    texts.iter().map(trim).collect()
}

#[track_caller]
fn assert_kept(body: &str, expected: &[&str]) {
    assert_eq!(kept(&Cleaner::new(), &article(body)), paragraphs(expected));
}

/// The agency and carrier that a body credits, and the words that show them.
fn credit(body: &str) -> Option<(String, Option<String>, CreditKind, String)> {
    let text = Cleaner::new().clean(&article(body));
    let credit = text.credit()?;
    let span = credit.span.expect("the article has no byline field");
    assert_eq!(body[span.range()].trim(), credit.words, "the span should show the words");
    Some((credit.agency.clone(), credit.carrier.clone(), credit.kind, credit.words.clone()))
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|row| row.split('\t').collect())
}

#[test]
fn page_of_a_carrier_is_reduced_to_its_story() {
    let page = format!(
        "date 2022-11-08 Open Menu\n\nHarbour Pilots End Strike\n\nNadia Example Published November 08, 2022 | 07:43 PM\n\n\
         Harbour pilots end strike\n\n{LEDE}\n\n\
         Lisbon, (APP - UrduPoint / Pakistan Point News - 8th Nov, 2022) {LEDE}\n\n{QUOTE}\n\n- 'Thirty ships' -\n\n{END}\n\n\
         Related Topics\n\nLisbon Strike Union Tuesday Friday Port Ships From\n\nRecent Stories\n\n\
         Ministers meet in the north to talk about the pri ..\n\nMinisters meet in the north to talk about the price of fish\n\n\
         4 minutes ago\n Dam project to end on ti ..\n\nDam project to end on time\n\n39 minutes ago\n\nMore Stories From World"
    );
    assert_kept(&page, &[LEDE, QUOTE, "Thirty ships", END]);
    let words = "Lisbon, (APP - UrduPoint / Pakistan Point News - 8th Nov, 2022)";
    let expected =
        ("APP".to_owned(), Some("UrduPoint".to_owned()), CreditKind::Dateline, words.to_owned());
    assert_eq!(credit(&page), Some(expected));
}

#[test]
fn every_boilerplate_example_is_dropped_and_every_near_miss_is_kept() {
    let cleaner = Cleaner::new();
    let mut wrong = Vec::new();
    for row in rows(include_str!("tables/boilerplate.tsv")) {
        for (line, is_kept) in [(row[2], false), (*row.get(3).unwrap_or(&""), true)] {
            let body = format!("{LEDE}\n{QUOTE}\n{line}\n{END}");
            let text = cleaner.clean(&article(&body));
            let n_blocks = text.blocks().len();
            if !line.is_empty() && n_blocks != 3 + usize::from(is_kept) {
                wrong.push((line, n_blocks));
            }
        }
    }
    assert_eq!(wrong, []);
}

#[test]
fn every_credit_example_is_removed() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("tables/credits.tsv")) {
        let (kind, credits, example) = (row[0], row[3], row[4]);
        let body = if kind == "dateline" {
            example.to_owned()
        } else {
            format!("{LEDE}\n{QUOTE}\n{END}\n{example}")
        };
        let text = Cleaner::new().clean(&article(&body));
        let credited = text.credit().map(|credit| match &credit.carrier {
            Some(carrier) => format!("{}/{carrier}", credit.agency),
            None => credit.agency.clone(),
        });
        if credited.as_deref() != Some(credits) || (kind != "dateline" && text.blocks().len() != 3)
        {
            wrong.push((example, credited));
        }
    }
    assert_eq!(wrong, []);
}

#[test]
fn name_on_a_line_amid_the_story_is_that_of_a_picture() {
    let rest = "The ships will be called in by the order in which they came, and those with fruit and fish on board go first, \
        whatever their flag, said the harbour master, who had not slept for two nights. Two of the ships have left for Vigo \
        already, and the owners of a third want to be paid for the eleven days that it lay off the mouth of the river.";
    let article = article(&format!("{LEDE}\n{QUOTE}\nASSOCIATED PRESS\n{rest}")).into_owned();
    let cleaner = Cleaner::new();
    let text = cleaner.clean(&article);
    assert_eq!((text.credit(), kept(&cleaner, &article)), (None, paragraphs(&[LEDE, QUOTE, rest])));
    let ap = cleaner.agencies().iter().position(|agency| &*agency.name == "AP").unwrap();
    assert_eq!(text.agencies().state(ap), CreditState::Named);
    for body in [
        format!("Pilots end strike\nASSOCIATED PRESS\n{LEDE}\n{QUOTE}\n{rest}"),
        format!("{LEDE}\n{QUOTE}\n{rest}\nASSOCIATED PRESS"),
    ] {
        assert_eq!(credit(&body).map(|(agency, ..)| agency).as_deref(), Some("AP"), "{body}");
    }
}

#[test]
fn other_initials_and_picture_credits_are_not_agencies() {
    for words in [
        "(CDC) —",
        "ALBANY (R-KY) —",
        "(AFP Photo)",
        "© AFP Photo/Nadia Example",
        "Nadia Example/AFP",
        "AP",
    ] {
        assert_eq!(
            credit(&format!("{LEDE}\n{words} {END}\n{words}")),
            None,
            "{words:?} should credit nobody"
        );
    }
}

#[test]
fn headline_and_repeated_blocks_are_dropped() {
    let body = format!("HARBOUR PILOTS END STRIKE\n{LEDE}\n{QUOTE}\n{QUOTE}\n{END}");
    let article = Article { headline: Some("Harbour pilots end strike".into()), ..article(&body) };
    assert_eq!(kept(&Cleaner::new(), &article), paragraphs(&[LEDE, QUOTE, END]));
}

#[test]
fn data_of_a_script_is_dropped() {
    let picture = r#"{"src": "pier.jpg", "width": 90, "alt": "<p>The pier at dawn, before the ferry left.</p>"}"#;
    let data = format!("More pictures [{}]", [picture; 3].join(", "));
    assert_kept(&format!("{LEDE}\n{data}\n{END}"), &[LEDE, END]);
    let told = format!("{LEDE} [{picture}]");
    assert_kept(&told, &[told.trim_end_matches(['}', ']'])]);
}

#[test]
fn story_before_a_dateline_is_kept() {
    let body = format!("{QUOTE}\nLISBON (AP) \u{2014} {LEDE}\n{END}");
    assert_kept(&body, &[QUOTE, LEDE, END]);
}

#[test]
fn credit_after_the_last_sentence_is_removed() {
    let body = format!("{LEDE}\n{END} (Reporting by Nadia Example in Lisbon; Editing by Bo Lind)");
    assert_kept(&body, &[LEDE, END]);
    assert_eq!(credit(&body).map(|credit| credit.0), Some("Reuters".to_owned()));
}

#[test]
fn dateline_outweighs_a_contributor() {
    let body =
        format!("LISBON (AFP) - {LEDE}\n{END}\nThe Associated Press contributed to this report.");
    assert_eq!(credit(&body).map(|credit| credit.0), Some("AFP".to_owned()));
}

#[test]
fn byline_field_shows_its_agency() {
    for byline in
        ["Associated Press", "By Nadia Example, AP", "Nadia Example, Associated Press Writer"]
    {
        let article = Article { byline: Some(byline.into()), ..article(LEDE) };
        let text = Cleaner::new().clean(&article);
        let credit = text
            .credit()
            .map(|credit| (credit.agency.as_str(), credit.words.as_str(), credit.span));
        assert_eq!(credit, Some(("AP", byline, None)));
    }
}

#[test]
fn section_heading_within_the_story_removes_nothing() {
    let body =
        format!("{LEDE}\n{QUOTE}\nRelated stories\nFerry runs aground\n{LEDE} Again.\n{END}");
    assert_kept(&body, &[LEDE, QUOTE, "Ferry runs aground", &format!("{LEDE} Again"), END]);
}

#[test]
fn texts_with_the_same_words_have_the_same_hash() {
    let cleaner = Cleaner::new();
    let hash = |body: &str| cleaner.clean(&article(body)).stream_hash();
    let page = format!("LISBON (AP) \u{2014} {LEDE}\nAdvertisement\n{QUOTE}");
    assert_eq!(hash(&page), hash(&format!("{LEDE}\n{}", QUOTE.to_uppercase())));
    assert_ne!(hash(&page), hash(&format!("{QUOTE}\n{LEDE}")));
}

#[test]
fn block_of_a_script_without_spaces_is_marked() {
    let text =
        Cleaner::new().clean(&article("港口引水人星期二投票決定結束罷工。\nThe strike is over."));
    assert_eq!(text.blocks().map(|block| block.spaceless).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn article_without_words_is_empty() {
    let text = Cleaner::new().clean(&article(" \n * * *\n"));
    assert_eq!(
        (text.n_words(), text.n_words_raw(), text.blocks().len(), text.credit()),
        (0, 0, 0, None)
    );
}

#[test]
fn rows_of_the_user_are_added_to_the_tables() {
    let boilerplate =
        "# mine\nline\tthe harbour post says good night\\W*\tThe Harbour Post says good night!";
    let agencies = "HNS\tsource\tHarbour News Service\tdateline\tLISBON (Harbour News Service) - A ship sailed.";
    let cleaner =
        Cleaner::with_tables(Some(boilerplate), Some(agencies)).expect("the rows are well formed");
    let body =
        format!("LISBON (Harbour News Service) - {LEDE}\nThe Harbour Post says good night!\n{END}");
    assert_eq!(kept(&cleaner, &article(&body)), paragraphs(&[LEDE, END]));
    assert_eq!(
        cleaner.clean(&article(&body)).credit().map(|credit| credit.agency.as_str()),
        Some("HNS")
    );
}

#[test]
fn bad_row_is_refused_with_its_line_and_both_values() {
    let message = |boilerplate, agencies| {
        Cleaner::with_tables(boilerplate, agencies)
            .map(|_| ())
            .expect_err("the row is bad")
            .to_string()
    };
    let refusals = [
        message(Some("# kinds\n\nbanner\tgood night\tGood night"), None),
        message(Some("line\tgood night"), None),
        message(Some("line\tgood (night\tGood night"), None),
        message(Some("line\tgood night\tGood morning"), None),
        message(Some("line\tgood .*\tGood night\tGood morning, he said."), None),
        message(None, Some("HNS\twriter\tHNS\tdateline\tLISBON (HNS) - A ship sailed.")),
        message(None, Some("HNS\tsource\tHNS\tfooter\tLISBON (HNS) - A ship sailed.")),
    ];
    let expected = [
        r#"boilerplate table, line 3: expected a kind (line or heading), found "banner""#,
        r#"boilerplate table, line 1: expected an example in column 3 (columns are separated by one tab), found "line\tgood night""#,
        r#"boilerplate table, line 1: not a regular expression: "good (night""#,
        r#"boilerplate table, line 1: expected an example that the pattern matches, found "Good morning""#,
        r#"boilerplate table, line 1: expected a near miss that the pattern does not match, found "Good morning, he said.""#,
        r#"agencies table, line 1: expected a role (source or carrier), found "writer""#,
        r#"agencies table, line 1: expected places (dateline, byline, line, tail, end, outlet), found "footer""#,
    ];
    assert_eq!(refusals, expected);
}

#[test]
fn agency_is_found_in_urdu_and_arabic_letters() {
    let story = "کراچی (آن لائن) بندرگاہ کے کارکنوں نے منگل کو ہڑتال ختم کر دی۔";
    let arabic = story.replace('ی', "ي").replace('ک', "ك").replace('ہ', "ه");
    assert_ne!(arabic, story);
    for body in [story, &arabic] {
        assert_eq!(credit(body).map(|credit| credit.0).as_deref(), Some("Online"), "{body}");
    }
    let named = "کراچی۔ یکم دسمبر (اے پی پی) بندرگاہ کے کارکنوں نے منگل کو ہڑتال ختم کر دی۔";
    let arabic = named.replace('ی', "ي").replace('ک', "ك");
    assert_eq!(credit(&arabic).map(|credit| credit.0).as_deref(), Some("APP"));
}
