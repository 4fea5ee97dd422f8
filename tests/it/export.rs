//! `wirecopy export`.

use serde_json::{Value, json};

use crate::articles::{corpus, lines};
use crate::program::Desk;

fn clustered() -> Desk {
    let mut articles = corpus();
    for (article, hour) in articles.iter_mut().zip(10..) {
        article["date"] = json!(format!("2026-03-04T{hour}:00:00Z"));
    }
    articles[1]["outlet"] = json!("A & B <Herald>");
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&articles));
    desk.run("cluster news.jsonl -o out --singletons").done();
    desk
}

#[test]
fn outlets_are_a_network_for_gephi() {
    let desk = clustered();
    desk.run("export out --to gephi").done();
    let edges = desk.read("out/outlet_edges.csv");
    assert_eq!(
        edges,
        "Source,Target,Type,Weight,clusters,median_lag_minutes\n\
         gazette.example,A & B <Herald>,Directed,1,1,60\n\
         gazette.example,herald.example,Directed,1,1,60\n\
         gazette.example,tribune.example,Directed,1,1,120\n"
    );
    let nodes = desk.read("out/outlet_nodes.csv");
    assert!(
        nodes.starts_with("Id,Label,articles,wire_share,main_agency\nA & B <Herald>,"),
        "{nodes}"
    );
    assert_eq!(nodes.lines().count(), 6);
}

#[test]
fn graphml_escapes_the_names() {
    let desk = clustered();
    let xml = desk.run("export out --to graphml").done().stdout;
    assert!(xml.contains("<node id=\"A &amp; B &lt;Herald&gt;\">"), "{xml}");
    assert_eq!((xml.matches("<node ").count(), xml.matches("<edge ").count()), (5, 3));
    desk.run("export out --to graphml -o network.graphml").done();
    assert_eq!(desk.read("network.graphml"), xml);
}

#[test]
fn network_over_time_has_the_times_of_outlets_and_copies() {
    let desk = clustered();
    let xml = desk.run("export out --to gexf").done().stdout;
    assert!(
        xml.contains(r#"<graph mode="dynamic" defaultedgetype="directed" timeformat="dateTime">"#),
        "{xml}"
    );
    let node = r#"<node id="gazette.example" label="gazette.example" start="2026-03-04T10:00:00Z" end="2026-03-04T13:00:00Z">"#;
    assert!(xml.contains(node), "{xml}");
    let edge = "source=\"gazette.example\" target=\"tribune.example\" weight=\"1\" start=\"2026-03-04T12:00:00Z\" end=\"2026-03-04T12:00:00Z\">";
    assert!(xml.contains(edge), "{xml}");
    let copies = r#"<attvalue for="copies" value="1" start="2026-03-04T12:00:00Z"/>"#;
    assert!(xml.contains(copies), "{xml}");
    assert!(xml.contains("label=\"A &amp; B &lt;Herald&gt;\""), "{xml}");
    assert_eq!((xml.matches("<node ").count(), xml.matches("<edge ").count()), (5, 3));
}

#[test]
fn published_network_names_no_outlet_and_each_keeps_its_pseudonym() {
    let desk = clustered();
    for format in ["gexf", "graphml"] {
        let xml =
            desk.run(&format!("export out --to {format} --anonymise names.tsv")).done().stdout;
        assert!(!xml.contains("example") && !xml.contains("Herald"), "{xml}");
        assert!((1..=5).all(|number| xml.contains(&format!("\"outlet-{number}\""))), "{xml}");
    }
    let names = desk.read("names.tsv");
    assert_eq!(names.lines().count(), 5);
    assert!(names.starts_with("A & B <Herald>\toutlet-"), "{names}");
    // Another run keeps the names that there are, also those that somebody chose.
    let chosen = names.lines().find(|line| line.starts_with("gazette.example\t")).unwrap();
    desk.put("names.tsv", names.replace(chosen, "gazette.example\tTabloid A"));
    let mut articles = corpus();
    articles[3]["outlet"] = json!("news.example");
    desk.put("more.jsonl", lines(&articles));
    desk.run("cluster more.jsonl -o more").done();
    desk.run("export more --to gephi --anonymize names.tsv -o published").done();
    let nodes = desk.read("published/outlet_nodes.csv");
    assert!(nodes.contains("Tabloid A") && nodes.contains("outlet-6"), "{nodes}");
    assert_eq!(desk.read("names.tsv").lines().count(), 6);
    let said = desk.run("export out --to json --anonymise names.tsv");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("--anonymise applies only to"), "{}", said.stderr);
}

#[test]
fn copies_are_pairs_of_duplicate_and_reference() {
    let desk = clustered();
    let said = desk.run("export out --to dup-ref").done().stdout;
    assert_eq!(said, "duplicate,reference\nb1,a1\nc1,a1\nb2,a2\n");
}

#[test]
fn articles_have_the_fields_of_datatrove() {
    let desk = clustered();
    let said = desk.run("export out --to datatrove").done().stdout;
    let rows: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |id: &str| &rows.iter().find(|row| row["id"] == json!(id)).unwrap()["metadata"];
    assert_eq!(*of("b1"), json!({ "minhash_cluster_id": 1, "minhash_cluster_size": 3 }));
    assert_eq!(*of("d1"), json!({ "minhash_cluster_id": -1, "minhash_cluster_size": 1 }));
}

#[test]
fn story_is_one_object_with_its_articles() {
    let desk = clustered();
    let said = desk.run("export out --to json").done().stdout;
    let story: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert_eq!((&story["articles"], &story["members"][0]["id"]), (&json!(3), &json!("a1")));
    assert_eq!(story["edges"][0]["target_id"], json!("b1"));
    assert_eq!(said.lines().count(), 3);
}

#[test]
fn copied_passages_are_rows_of_passim_with_offsets_in_characters() {
    let mut articles = corpus();
    for (article, hour) in articles.iter_mut().zip(10..) {
        article["date"] = json!(format!("2026-03-04T{hour}:00:00Z"));
        article["section"] = json!("world");
    }
    let local = "Für unsere Leserinnen und Leser in Öhringen: ein Absatz, den nur der Bote hat, größer und schöner.\n\n";
    let body = format!("{local}{}", articles[1]["body"].as_str().unwrap());
    articles[1]["body"] = json!(body);
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&articles));
    desk.run("cluster news.jsonl -o out --singletons").done();
    let said = desk.run("export out --to passim").done().stdout;
    let rows: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        rows.iter().map(|row| row["size"].as_u64()).collect::<Vec<_>>(),
        [3, 3, 3, 2, 2].map(Some)
    );
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    for row in &rows {
        let article = articles.iter().find(|article| article["id"] == row["id"]).unwrap();
        let body = article["body"].as_str().unwrap().chars();
        let (begin, end) = (number(&row["begin"]), number(&row["end"]));
        let passage: String = body.skip(begin).take(end - begin).collect();
        assert_eq!(json!(passage), row["text"], "{row}");
        assert_eq!((&row["section"], &row["date"]), (&json!("world"), &article["date"]));
        assert!(row.get("body").is_none(), "{row}");
    }
    let with_local = rows.iter().find(|row| row["id"] == articles[1]["id"]).unwrap();
    assert!(number(&with_local["begin"]) >= local.trim_end().chars().count(), "{with_local}");
    let uids: Vec<&Value> = rows.iter().map(|row| &row["uid"]).collect();
    let sources: Vec<&Value> = rows.iter().map(|row| &row["src"]).collect();
    assert_eq!(sources.iter().filter(|source| source.is_null()).count(), 2);
    for source in sources.iter().filter(|source| !source.is_null()) {
        let row = rows.iter().find(|row| row["uid"] == source["uid"]).unwrap();
        assert!(uids.contains(&&source["uid"]));
        assert_eq!((&row["begin"], &row["end"]), (&source["begin"], &source["end"]));
    }
}
