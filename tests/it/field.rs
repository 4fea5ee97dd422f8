//! Runs the program on the files in `tests/field`, which are of the kinds that people have. All
//! texts are invented.

use serde_json::Value;

use crate::program::{Desk, Said, project_file};

/// The results of a run over files of a case.
struct Clustered {
    members: Vec<Value>,
    /// The stories of at least two outlets.
    stories: Vec<Value>,
}

impl Clustered {
    fn of(case: &str, inputs: &[&str]) -> Clustered {
        Clustered::with(case, inputs, "")
    }

    fn with(case: &str, inputs: &[&str], options: &str) -> Clustered {
        let desk = Desk::in_project();
        let (paths, out) = (paths(case, inputs), desk.path("out"));
        desk.run(&format!("cluster {paths} -o {} --singletons {options}", out.display())).done();
        let stories = desk.rows("out/clusters.jsonl").into_iter();
        Clustered {
            members: desk.rows("out/members.jsonl"),
            stories: stories.filter(|story| story["outlets"].as_u64() > Some(1)).collect(),
        }
    }

    /// A column of all articles, in the order of their ids.
    fn column(&self, name: &str) -> Vec<String> {
        let mut members: Vec<&Value> = self.members.iter().collect();
        members.sort_by_key(|member| member["id"].as_str().unwrap().to_owned());
        members.into_iter().map(|member| text(&member[name])).collect()
    }

    /// The articles of the only story with several outlets.
    #[track_caller]
    fn only_story(&self) -> usize {
        assert_eq!(self.stories.len(), 1, "{:#?}", self.stories);
        usize::try_from(self.stories[0]["articles"].as_u64().unwrap()).unwrap()
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn paths(case: &str, inputs: &[&str]) -> String {
    let paths = inputs.iter().map(|input| format!("tests/field/{case}/{input}"));
    paths.collect::<Vec<_>>().join(" ")
}

fn check(case: &str, input: &str) -> Said {
    Desk::in_project().run(&format!("check {}", paths(case, &[input])))
}

fn checked(case: &str, input: &str) -> Value {
    let said = Desk::in_project().run(&format!("check --json {}", paths(case, &[input])));
    serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {}", said.stderr))
}

#[test]
fn date_is_found_in_every_shape_of_structured_data() {
    let pages = ["graph", "ctxlist", "list", "typelist", "microdata", "control"];
    let pages = pages.map(|page| format!("{page}.html"));
    let run = Clustered::of("01-html-date-jsonld-forms", &pages.each_ref().map(String::as_str));
    for member in &run.members {
        assert_eq!(member["published"], "2025-06-28T14:03:53Z", "{member:#}");
        assert_eq!(member["date_precision"], "second");
    }
    assert_eq!(run.members.len(), pages.len());
}

#[test]
fn java_dates_are_read_with_their_zone() {
    let run = Clustered::of("03-date-java-tostring", &["in.jsonl"]);
    let dates = [
        "2023-04-28T17:20:36Z",
        "2023-01-13T18:20:36Z",
        "2023-04-28T19:20:36Z",
        "2023-04-28T23:20:36Z",
    ];
    assert_eq!(run.column("published"), dates);
}

#[test]
fn site_is_one_outlet_with_or_without_its_name() {
    let run = Clustered::of("04-html-outlet-site-name-or-host", &["2023.html", "2024.html"]);
    assert_eq!((run.members.len(), run.stories.len()), (2, 0), "{:#?}", run.members);
}

#[test]
fn mobile_and_print_pages_belong_to_one_outlet() {
    let pages = ["a.html", "amp.html", "mobile.html", "print.html"];
    let run = Clustered::of("05-html-amp-and-three-urls", &pages);
    assert_eq!((run.members.len(), run.stories.len()), (4, 0), "{:#?}", run.members);
}

#[test]
fn further_pages_of_an_article_are_reported() {
    let pages = paths("06-html-paginated-article", &["a1.html", "a2.html", "a3.html", "b.html"]);
    let said = Desk::in_project().run(&format!("check {pages}")).done().stdout;
    assert!(said.contains("2 articles with the URL of a further page"), "{said}");
    let run = Clustered::of("06-html-paginated-article", &["a1.html", "b.html"]);
    assert_eq!(run.only_story(), 2);
}

#[test]
fn body_of_a_page_is_the_story_alone() {
    let pages = [
        "control",
        "br",
        "comments",
        "comments2",
        "divs",
        "dropcap",
        "headline",
        "inlined",
        "lazy",
        "spans",
        "twice",
    ];
    let pages = pages.map(|page| format!("{page}.html"));
    let case = "07-html-body-faults-others-had";
    let run = Clustered::of(case, &pages.each_ref().map(String::as_str));
    assert_eq!(run.only_story(), pages.len());
    for member in &run.members {
        assert!((199..=203).contains(&member["n_words"].as_u64().unwrap()), "{member:#}");
        assert!(!text(&member["byline"]).contains("wrote on"), "{member:#}");
    }
}

#[test]
fn page_is_read_whatever_it_starts_with() {
    let pages = [
        "article.html",
        "blank.html",
        "bom.html",
        "caps.htm",
        "comment.html",
        "div.html",
        "fragment.html",
        "head.html",
        "meta.html",
        "script.html",
        "script_only.html",
        "text_first.html",
        "xhtml.html",
    ];
    let run = Clustered::of("09-html-odd-beginnings", &pages);
    assert_eq!(run.members.len(), pages.len());
    for member in &run.members {
        assert!((199..=203).contains(&member["n_words"].as_u64().unwrap()), "{member:#}");
    }
}

/// Checks a download of four documents. The second is a copy of the first.
fn is_download(case: &str, file: &str) {
    let run = Clustered::of(case, &[file]);
    assert_eq!(run.members.len(), 4, "{file}: {:#?}", run.members);
    assert_eq!(run.only_story(), 2, "{file}");
    let outlets = run.members.iter().map(|member| text(&member["outlet"]));
    let outlets: std::collections::BTreeSet<String> = outlets.collect();
    assert!(outlets.contains("The Gazette (Lorvik)"), "{file}: {outlets:?}");
    assert!(outlets.len() > 1, "{file}: {outlets:?}");
    let first = run.members.iter().find(|it| it["headline"] == "Eleven saved from silo");
    let first = first.unwrap_or_else(|| panic!("{file}: {:#?}", run.members));
    assert!(text(&first["date"]).starts_with("2019-03-12"), "{file}: {first:#}");
    for member in &run.members {
        assert_ne!(member["date"], Value::Null, "{file}: {member:#}");
    }
}

#[test]
fn nexis_text_of_four_documents_is_four_articles() {
    is_download("10-nexis-txt-many-documents", "nexis.txt");
}

#[test]
fn database_page_of_four_documents_is_four_articles() {
    for file in ["nexis.html", "factiva.html", "europresse.html"] {
        is_download("11-nexis-html-many-documents", file);
    }
}

#[test]
fn container_is_read_or_refused_with_advice() {
    let case = "13-containers-docx-rtf-xlsx-zip";
    for (file, words) in [
        ("a.doc", "legacy Word or Excel document"),
        ("a.odt", "OpenDocument"),
        ("a.pdf", "PDF document"),
        ("a.rtf", "RTF"),
        ("mail.eml", "mail"),
        ("mail.mbox", "mail"),
        ("page.mhtml", "MHTML"),
    ] {
        let said = check(case, file);
        assert_ne!(said.exit, 0, "{file}");
        assert!(said.stderr.contains(words), "{file}: {}", said.stderr);
        let is_advised = ["save", "unpack", "convert"]
            .iter()
            .any(|word| said.stderr.to_lowercase().contains(word));
        assert!(is_advised, "{file}: {}", said.stderr);
    }
    for (file, articles) in [
        ("a.docx", 1),
        ("a.xlsx", 4),
        ("news.jsonl.xz", 4),
        ("news.jsonl.zip", 4),
        ("texts.tar", 4),
        ("texts.tar.gz", 4),
        ("texts.zip", 4),
    ] {
        let run = Clustered::of(case, &[file]);
        assert_eq!(run.members.len(), articles, "{file}: {:#?}", run.members);
        for member in &run.members {
            let is_text = file.starts_with("texts");
            assert!(!is_text || member["outlet"] == "gazette", "{file}: {member:#}");
            assert!(member["n_words"].as_u64().unwrap() > 100, "{file}: {member:#}");
        }
    }
}

#[test]
fn several_documents_of_proquest_or_wiso_are_refused_with_advice() {
    for (file, name) in [("proquest.txt", "ProQuest"), ("wiso.txt", "WISO")] {
        let said = check("14-proquest-wiso-txt", file);
        assert_ne!(said.exit, 0, "{file}");
        assert!(said.stderr.contains(name) && said.stderr.contains("CSV"), "{}", said.stderr);
    }
}

#[test]
fn consent_dialog_is_not_a_story() {
    let case = "15-html-consent-dialog-taken-for-story";
    let run = Clustered::of(case, &["one.html", "two.html", "three.html", "qc.html", "uc.html"]);
    let two = run.members.iter().find(|member| member["id"] == "two.html").unwrap();
    assert_eq!(two["n_words"], 126);
    assert_eq!(run.only_story(), 4);
    for member in run.members.iter().filter(|member| member["id"] != "two.html") {
        assert_eq!(member["n_words"], 143, "{member:#}");
    }
    let short = Clustered::of(case, &["one.html", "short.html", "short2.html"]);
    assert_eq!(short.stories.len(), 0);
}

#[test]
fn headline_is_not_the_name_of_the_paper() {
    let run = Clustered::of("16-html-headline-from-jsonld-name", &["a.html", "b.html"]);
    assert_eq!(run.column("headline")[0], "Light throne");
    assert!(run.column("headline").iter().all(|headline| headline != "The Gazette newspaper"));
}

#[test]
fn excel_tables_keep_their_letters_and_columns() {
    for file in ["bom1252.csv", "excel1252.csv", "excelutf8.csv", "sep.csv", "excel_unicode.txt"] {
        let run = Clustered::of("20-csv-excel-windows1252-semicolon", &[file]);
        assert_eq!(run.members.len(), 4, "{file}");
        let outlets = run.column("outlet");
        assert!(outlets.iter().any(|outlet| outlet == "Küsten-Anzeiger"), "{file}: {outlets:?}");
        for member in &run.members {
            assert_ne!(member["headline"], Value::Null, "{file}: {member:#}");
            assert_ne!(member["date"], Value::Null, "{file}: {member:#}");
        }
        assert!(text(&run.members[0]["date"]).starts_with("2019-03-1"), "{file}");
    }
}

#[test]
fn columns_are_recognised_by_common_names() {
    let folder = project_file("tests/field/21-csv-column-names");
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let fields = &checked("21-csv-column-names", &name)["groups"][0]["fields"];
        let records = |field: &str| {
            let field = fields.as_array().unwrap().iter().find(|it| it["field"] == field);
            field.unwrap()["filled"].as_u64().unwrap()
        };
        for field in ["text", "headline", "outlet", "date", "url"] {
            assert!(records(field) > 1, "{name} has no {field}: {fields:#}");
        }
    }
}

#[test]
fn outlet_number_is_the_same_with_a_fraction() {
    let run = Clustered::of("23-outlets-as-numbers", &["in.jsonl"]);
    let mut outlets = run.column("outlet");
    outlets.sort();
    outlets.dedup();
    assert!(outlets.iter().any(|outlet| outlet == "18775"), "{outlets:?}");
    assert!(!outlets.iter().any(|outlet| outlet == "18775.0"), "{outlets:?}");
    assert!(outlets.iter().any(|outlet| outlet == "0001"), "{outlets:?}");
}

#[test]
fn rows_broken_by_line_ends_are_rejected_and_reported() {
    let said = check("24-csv-unquoted-newlines", "in.csv");
    assert!(said.stdout.contains("bad_row"), "{}{}", said.stdout, said.stderr);
}

#[test]
fn late_or_unpaired_quotes_lose_no_row() {
    for file in ["semi.csv", "stray.csv"] {
        let group = &checked("26-csv-quotes-only-late", file)["groups"][0];
        let rows = project_file("tests/field/26-csv-quotes-only-late").join(file);
        let lines = std::fs::read_to_string(rows).unwrap();
        assert!(group["records"].as_u64().unwrap() >= 2, "{file}: {group:#}\n{lines}");
    }
}

#[test]
fn tab_separated_rows_without_their_last_cells_are_articles() {
    let group = &checked("27-tsv-in-csv-ragged", "in.csv")["groups"][0];
    assert_eq!(group["format"], "TSV");
    assert_eq!(group["rejects"], serde_json::json!({}), "{group:#}");
}

#[test]
fn lines_above_the_header_are_skipped() {
    for file in ["in.csv", "in2.csv"] {
        let group = &checked("28-csv-preamble-lines", file)["groups"][0];
        assert_eq!(group["rejects"], serde_json::json!({}), "{file}: {group:#}");
        assert!(group["outlets"].as_u64().unwrap() > 1, "{file}: {group:#}");
    }
}

#[test]
fn escaped_quotes_and_old_mac_line_ends_are_read() {
    for file in ["spark.csv", "mac.csv"] {
        let group = &checked("29-csv-backslash-escapes-and-cr", file)["groups"][0];
        assert_eq!(group["rejects"], serde_json::json!({}), "{file}: {group:#}");
        assert_eq!(group["dates"]["unread"], 0, "{file}: {group:#}");
        assert!(group["median_words"].as_u64().unwrap() > 120, "{file}: {group:#}");
    }
}

#[test]
fn dates_of_many_countries_are_read_or_reported() {
    let case = "30-dates-local-forms";
    let run = Clustered::of(case, &["in.jsonl"]);
    let file = std::fs::read_to_string(project_file("tests/field").join(case).join("in.jsonl"));
    let mut wrong = Vec::new();
    for line in file.unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let member = run.members.iter().find(|member| member["id"] == line["id"]).unwrap();
        let exact = if member["published"].is_null() { "date" } else { "published" };
        let (read, want) = (text(&member[exact]), text(&line["want"]));
        let read = if read == "null" { "none" } else { &read };
        let is_right = want.split(" or ").any(|want| match want {
            "told" | "2019" => read == "none",
            want => read.starts_with(want),
        });
        if !is_right {
            wrong.push(format!("{} is read as {read}, not as {want}", line["date"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn html_in_a_field_is_read_as_its_words() {
    let case = "32-json-body-is-html";
    for file in ["briefs.jsonl", "briefs-own-hosts.jsonl", "stories.jsonl"] {
        assert_eq!(Clustered::of(case, &[file]).stories.len(), 0, "{file}");
    }
    let run = Clustered::of(case, &["in.jsonl"]);
    assert_eq!(run.only_story(), 7);
    let words = |id: &str| {
        let member = run.members.iter().find(|member| member["id"] == id).unwrap();
        assert!(text(&member["credit_text"]).contains("dpa"), "{member:#}");
        member["n_words"].as_u64().unwrap()
    };
    for id in ["html", "htmlent", "double", "br", "nbsp"] {
        assert_eq!(words(id), words("plain"), "{id}");
    }
    let said = check(case, "in.jsonl").stdout;
    assert!(said.contains("texts are HTML"), "{said}");
}

#[test]
fn bodies_in_paragraphs_are_joined() {
    let case = "33-json-body-list-of-paragraphs";
    for file in ["fundus.json", "fundus_flat.json", "list.jsonl", "objects.jsonl", "pystr.csv"] {
        let run = Clustered::of(case, &[file]);
        assert_eq!(run.only_story(), 2, "{file}");
        for member in run.members.iter().filter(|member| member["role"] != "canonical") {
            assert!(member["n_words"].as_u64().unwrap() >= 140, "{file}: {member:#}");
        }
    }
}

#[test]
fn responses_of_news_apis_are_read() {
    let case = "34-json-apis";
    for file in [
        "elastic.jsonl",
        "eventregistry.json",
        "guardian.json",
        "mongo.jsonl",
        "newsapi.json",
        "nyt.json",
        "webz.json",
        "wprest.json",
        "zeeschuimer.ndjson",
    ] {
        let group = &checked(case, file)["groups"][0];
        let records = &group["records"];
        for field in group["fields"].as_array().unwrap() {
            let is_there = !matches!(
                field["field"].as_str(),
                Some("url" | "byline" | "language" | "headline")
            ) || (field["field"] == "headline" && file != "zeeschuimer.ndjson");
            assert!(!is_there || field["filled"] == *records, "{file}: {field:#}");
        }
    }
    let said = check(case, "gdelt.json");
    assert!(said.stderr.contains("no text field found. Fields seen: domain"), "{}", said.stderr);
}

#[test]
fn items_of_a_feed_are_all_kept_whatever_their_ids() {
    for (file, articles) in [("frag.xml", 3), ("noguid.xml", 3), ("dup.xml", 2), ("bbc.xml", 2)] {
        let run = Clustered::of("41-rss-guids", &[file]);
        assert_eq!((run.members.len(), run.stories.len()), (articles, 0), "{file}");
    }
}

#[test]
fn feed_of_headlines_gets_advice() {
    let said = check("42-feed-headline-only-and-short", "gnews.xml").stdout;
    assert!(said.contains("--preset headlines"), "{said}");
    let run = Clustered::of("42-feed-headline-only-and-short", &["short.jsonl"]);
    assert!(run.only_story() >= 2);
}

#[test]
fn feeds_of_all_kinds_are_read() {
    for file in [
        "amp.xml",
        "atom_html.xml",
        "atom_xhtml.xml",
        "blank.xml",
        "feed.json",
        "latin.xml",
        "nbsp.xml",
        "prefix.xml",
        "rdf.xml",
        "trunc.xml",
    ] {
        let run = Clustered::of("43-feed-kinds", &[file]);
        let articles = if file == "feed.json" { 2 } else { 1 };
        assert_eq!(run.members.len(), articles, "{file}: {:#?}", run.members);
        for member in &run.members {
            assert!(text(&member["outlet"]).ends_with(".example"), "{file}: {member:#}");
            assert!(text(&member["date"]).starts_with("2019-03-12"), "{file}: {member:#}");
        }
    }
}

#[test]
fn xml_of_archives_is_named_in_the_refusal() {
    for (file, name) in [
        ("alto.xml", "ALTO"),
        ("mediawiki.xml", "MediaWiki"),
        ("mets.xml", "METS"),
        ("page.xml", "PAGE XML"),
        ("tei.xml", "TEI"),
        ("txm.xml", "<corpus>"),
    ] {
        let said = check("44-xml-mediawiki-tei-alto-mets", file);
        assert_ne!(said.exit, 0, "{file}");
        assert!(said.stderr.contains(name), "{file}: {}", said.stderr);
    }
}

#[test]
fn crawled_page_is_read_in_any_compression() {
    for file in ["in.warc", "one.warc.gz"] {
        let run = Clustered::of("50-warc-encodings", &[file]);
        assert_eq!(run.members.len(), 12, "{file}: {:#?}", run.column("url"));
        assert_eq!(run.only_story(), 11, "{file}");
        for member in &run.members {
            assert!(member["n_words"].as_u64().unwrap() > 100, "{file}: {member:#}");
        }
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn table_of_a_database_is_found_or_asked_for() {
    let run = Clustered::of("51-sqlite-forms", &["nela.db"]);
    assert_eq!(run.only_story(), 2);
    for file in ["freshrss.db", "views.db"] {
        let said = check("51-sqlite-forms", file);
        assert!(said.exit == 0 || said.stderr.contains("--table"), "{file}: {}", said.stderr);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_of_every_writer_has_the_same_articles() {
    for file in [
        "binary",
        "brotli",
        "date32",
        "dict_large",
        "epoch",
        "epochms_double",
        "list",
        "liststruct",
        "lz4",
        "ns",
        "us_utc",
    ] {
        let run = Clustered::of("52-parquet-forms", &[&format!("{file}.parquet")]);
        assert_eq!((run.members.len(), run.only_story()), (3, 2), "{file}");
        for member in &run.members {
            assert!(text(&member["date"]).starts_with("2019-03-12"), "{file}: {member:#}");
        }
    }
    let run = Clustered::of("52-parquet-forms", &["hive"]);
    assert_eq!((run.members.len(), run.only_story()), (3, 2));
}

#[test]
fn ids_that_each_file_counts_from_one_keep_both_articles() {
    let run = Clustered::of("60-ids-per-file", &["courier.csv", "gazette.csv"]);
    assert_eq!(run.only_story(), 2);
}

#[test]
fn article_without_a_date_is_in_its_story() {
    let run = Clustered::of("61-identical-chain-papers-and-missing-dates", &["in.jsonl"]);
    let outlets = run.stories.iter().map(|story| story["outlets"].as_u64().unwrap());
    assert!(outlets.max() >= Some(3), "{:#?}", run.stories);
    let group = &checked("61-identical-chain-papers-and-missing-dates", "in.jsonl")["groups"][0];
    assert_eq!(group["dates"]["unread"], 0, "{group:#}");
    assert_eq!(group["far_dates"], 1, "{group:#}");
}

#[test]
fn export_of_4cat_is_read_with_headline_date_and_outlet() {
    let run = Clustered::of("62-4cat-csv", &["4cat.csv"]);
    assert_eq!(run.only_story(), 2);
    for member in &run.members {
        for column in ["headline", "date", "outlet"] {
            assert_ne!(member[column], Value::Null, "{column}: {member:#}");
        }
    }
}

#[test]
fn parts_of_a_byline_are_separated_by_a_space() {
    let run = Clustered::of("63-nitf-byline-parts", &["control.xml", "person.xml", "tight.xml"]);
    let bylines = run.column("byline");
    assert!(bylines.iter().any(|byline| byline == "By Ida Roe AP Business Writer"), "{bylines:?}");
    assert!(!bylines.iter().any(|byline| byline.contains("RoeAP")), "{bylines:?}");
}

#[test]
fn column_names_match_in_any_case_and_spacing() {
    for file in ["blanks.csv", "cap.csv", "r.csv", "upper.csv"] {
        let run = Clustered::of("68-column-names-in-capitals", &[file]);
        for member in &run.members {
            for column in ["headline", "date", "outlet", "url"] {
                assert_ne!(member[column], Value::Null, "{file}: {column}: {member:#}");
            }
        }
    }
}

#[test]
fn next_command_repeats_the_options() {
    let file = paths("69-next-command-loses-options", &["in.csv"]);
    let said = Desk::in_project()
        .run(&format!("check {file} --text contenido --outlet medio"))
        .done()
        .stdout;
    let next = format!("wirecopy cluster {file} --text contenido --outlet medio\n");
    assert!(said.ends_with(&next), "{said}");
}

#[test]
fn copies_of_another_file_are_removed_and_named_with_what_they_are_copies_of() {
    let case = "70-dedup-against-and-kinds";
    let old = paths(case, &["old.jsonl"]);
    let deduped = |file: &str, mode: &str| {
        let desk = Desk::in_project();
        let (inputs, out) = (paths(case, &["old.jsonl", file]), desk.path("out"));
        desk.run(&format!("cluster {inputs} -o {}", out.display())).done();
        let clean = desk.path("clean");
        let words =
            format!("dedup {} --against {old} -o {} {mode}", out.display(), clean.display());
        (desk.run(&words), desk)
    };
    let (said, desk) = deduped("new.jsonl", "");
    assert!(said.done().stdout.contains("2 kept + 1 removed = 3 read"));
    let kept: Vec<Value> =
        desk.rows("clean/new.jsonl").into_iter().map(|row| row["id"].clone()).collect();
    assert_eq!(kept, ["n2", "n3"]);
    assert!(
        desk.read("clean/removed.csv").contains("\nn1,o1,"),
        "{}",
        desk.read("clean/removed.csv")
    );
    for file in [
        "new.csv",
        "new.json",
        #[cfg(feature = "parquet")]
        "new.parquet",
    ] {
        let (said, _) = deduped(file, "");
        assert!(said.exit != 0 && said.stderr.contains("--mode list"), "{file}: {}", said.stderr);
        let (said, desk) = deduped(file, "--mode list");
        said.done();
        assert!(desk.read("clean/removed.csv").contains("n1,o1,"), "{file}");
    }
}

#[test]
fn index_is_stored_once_added_to_and_asked() {
    let desk = Desk::in_project();
    let (case, index) = ("71-index-store-and-ask", desk.path("news.wirecopy"));
    let index = index.display();
    let run = |words: &str, file: &str| {
        desk.run(&format!("{words} {}", paths(case, &[file]))).done().stdout
    };
    run(&format!("index build -o {index}"), "day1.jsonl");
    let said = run(&format!("index add {index}"), "day2.jsonl");
    assert!(said.contains("added 3 articles"), "{said}");
    let said = run(&format!("index add {index}"), "day2.jsonl");
    assert!(said.contains("added 0 articles") && said.contains("3 already present"), "{said}");
    let said = run(&format!("query {index}"), "ask.txt");
    assert!(said.contains("3 articles in 3 outlets: A, B, D"), "{said}");
}

#[test]
fn removed_rows_of_a_table_are_listed() {
    let desk = Desk::new();
    let table = project_file("tests/field/72-dedup-list-of-other-formats/one.csv");
    desk.put("one.csv", std::fs::read(table).unwrap());
    desk.run("cluster one.csv -o run").done();
    let said = desk.run("dedup run --mode list -o list").done().stdout;
    assert!(said.contains("2 kept + 1 removed = 3 read"), "{said}");
    assert_eq!(desk.read("list/removed.csv").lines().count(), 2);
}

#[test]
fn metadata_lines_above_a_text_are_not_part_of_it() {
    let run = Clustered::of("74-text-with-header-lines", &["x", "y"]);
    assert_eq!(run.only_story(), 2);
    assert_eq!(run.column("outlet"), ["The Gazette", "Courier"]);
    assert_eq!(run.column("headline"), ["Eleven saved from silo", "Silo collapses"]);
    assert_eq!(run.column("date"), ["2019-03-12", "2019-03-13"]);
    assert_eq!(run.column("n_words"), ["200", "200"]);
}

#[test]
fn tables_without_a_text_are_refused() {
    for file in ["20190312200000.gkg.csv", "20190312200000.mentions.CSV"] {
        let said = check("75-gdelt-gkg-and-mentions", file);
        let words =
            "GDELT table, without a header and without texts, not supported. It lists pages";
        assert!(said.exit != 0 && said.stderr.contains(words), "{file}: {}", said.stderr);
    }
}

#[test]
fn headline_that_changes_makes_no_second_story_and_names_of_one_site_are_reported() {
    let case = "76-two-takes-and-title-changes";
    let group = &checked(case, "in.jsonl")["groups"][0];
    assert_eq!(
        group["aliases"],
        serde_json::json!([["gazette.example", "feeds.gazette.example"]]),
        "{group:#}"
    );
    let run = Clustered::with(case, &["in.jsonl"], "--outlets-by domain");
    assert_eq!((run.members.len(), run.stories.len()), (4, 0), "{:#?}", run.stories);
    let stories: std::collections::BTreeSet<String> =
        run.column("cluster_id").into_iter().collect();
    assert_eq!(stories.len(), 1, "{stories:?}");
}
