//! Properties of a whole corpus.

use std::path::Path;

use super::*;
use crate::eval::{Gold, IgnoreKind};
use crate::hash::{self, HashMap, HashSet};
use crate::similarity::Overlap;

fn corpus(articles: u64) -> Synth {
    Synth::new(Settings { articles, ..Settings::default() })
}

fn data_file(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).unwrap()
}

fn lines(synth: &Synth) -> String {
    synth.articles().map(|article| article.to_json_line()).collect()
}

fn rows(synth: &Synth) -> String {
    synth.ignored_pairs().fold(String::new(), |rows, pair| rows + &pair.to_string() + "\n")
}

/// If the generator is changed on purpose, regenerate both files with the settings in [`SAMPLE`].
#[test]
fn the_sample_is_reproduced_byte_for_byte() {
    let synth = Synth::new(SAMPLE);
    assert!(
        lines(&synth) == data_file("sample.jsonl"),
        "data/sample.jsonl is not what SAMPLE gives"
    );
    assert!(
        rows(&synth) == data_file("sample.ignore_pairs.tsv"),
        "its ignore file is not what SAMPLE gives"
    );
}

#[test]
fn the_sample_and_its_ignore_file_can_be_scored() {
    let (labels, rows) = (data_file("sample.jsonl"), data_file("sample.ignore_pairs.tsv"));
    let gold = Gold::read(&mut labels.as_bytes(), Some(&mut rows.as_bytes())).unwrap();
    assert_eq!((gold.articles(), gold.unknown_ignore_rows()), (400, 0));
}

#[test]
fn a_larger_corpus_starts_with_the_same_whole_days() {
    let (small, large) = (corpus(DAY_ARTICLES), corpus(DAY_ARTICLES + 10));
    assert!(large.articles().take(small.articles().count()).eq(small.articles()));
}

#[test]
fn a_day_can_be_generated_alone() {
    let synth = corpus(2 * DAY_ARTICLES + 30);
    let last = synth.day(2);
    let alone: Vec<SynthArticle> = (0..last.len()).map(|number| last.article(number)).collect();
    let in_order: Vec<SynthArticle> = synth.articles().skip(8000).collect();
    assert_eq!(alone.len(), 30);
    assert_eq!(alone, in_order);
}

#[test]
fn another_seed_gives_other_articles() {
    let bodies = |seed| -> HashSet<String> {
        Synth::new(Settings { seed, ..SAMPLE }).articles().map(|article| article.body).collect()
    };
    assert!(bodies(1).is_disjoint(&bodies(2)));
}

#[test]
fn ids_and_dates_ascend_through_the_corpus() {
    let articles: Vec<SynthArticle> = corpus(DAY_ARTICLES + 100).articles().collect();
    assert!(
        articles.windows(2).all(|pair| pair[0].id < pair[1].id && pair[0].date <= pair[1].date)
    );
}

#[test]
fn a_label_is_on_at_least_two_articles() {
    let mut labels: HashMap<String, usize> = HashMap::default();
    for article in corpus(2000).articles().filter(|article| !article.label.is_empty()) {
        *labels.entry(article.label).or_default() += 1;
    }
    assert!(labels.values().all(|&articles| articles > 1));
    assert!(labels.len() > 50);
}

#[test]
fn every_kind_of_article_and_edit_occurs_in_a_day() {
    let articles: Vec<SynthArticle> = corpus(DAY_ARTICLES).articles().collect();
    let kinds: HashSet<String> =
        articles.iter().map(|article| format!("{:?}", article.kind)).collect();
    let edits: HashSet<String> = articles
        .iter()
        .flat_map(|article| &article.edits)
        .map(|edit| format!("{edit:?}"))
        .collect();
    assert_eq!((kinds.len(), edits.len()), (8, 10));
}

#[test]
fn versions_of_one_story_are_ignored_and_have_different_labels() {
    let synth = corpus(DAY_ARTICLES);
    let labels: HashMap<String, String> =
        synth.articles().map(|article| (article.id, article.label)).collect();
    let takes: Vec<IgnoredPair> =
        synth.ignored_pairs().filter(|pair| pair.kind == IgnoreKind::Take).collect();
    assert!(takes.len() > 20);
    let different = |pair: &IgnoredPair| {
        let (earlier, later) = (&labels[&pair.earlier], &labels[&pair.later]);
        earlier.is_empty() || earlier != later
    };
    assert!(takes.iter().all(different));
}

#[test]
fn short_articles_have_about_eighty_words() {
    let synth =
        Synth::new(Settings { articles: 2000, length: Length::Short, ..Settings::default() });
    let words: usize =
        synth.articles().map(|article| article.body.split_whitespace().count()).sum();
    assert!((65..110).contains(&(words / 2000)), "{} words", words / 2000);
}

/// The hashes of a text's word 4-grams, line by line; sorted and distinct.
fn shingles(text: &str) -> Vec<u64> {
    let mut shingles = Vec::new();
    for line in text.lines() {
        let words: Vec<u64> =
            line.split_whitespace().map(|word| hash::bytes(word.as_bytes())).collect();
        shingles.extend(words.windows(4).map(hash::sequence));
    }
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

#[test]
fn copies_share_much_and_different_stories_little() {
    let synth = Synth::new(Settings { articles: 300, ..SAMPLE });
    let articles: Vec<(SynthArticle, Vec<u64>)> =
        synth.articles().map(|article| (article.clone(), shingles(&article.body))).collect();
    let versions: HashSet<[String; 2]> = synth
        .ignored_pairs()
        .filter(|pair| pair.kind == IgnoreKind::Take)
        .map(|pair| [pair.earlier, pair.later])
        .collect();
    let (mut copies, mut strangers) = (Vec::new(), Vec::new());
    for (number, (one, of_one)) in articles.iter().enumerate() {
        for (other, of_other) in &articles[number + 1..] {
            let same_site = one.outlet == other.outlet;
            let are_versions = versions.contains(&[one.id.clone(), other.id.clone()]);
            let template = one.kind == SynthKind::Brief && other.kind == SynthKind::Brief;
            let jaccard = Overlap::of_sorted(of_one, of_other).jaccard();
            if !one.label.is_empty() && one.label == other.label {
                copies.push(jaccard);
            } else if !template && !same_site && !are_versions {
                strangers.push(jaccard);
            }
        }
    }
    for jaccards in [&mut copies, &mut strangers] {
        jaccards.sort_by(f64::total_cmp);
    }
    let (median_copy, most_strange) = (copies[copies.len() / 2], strangers[strangers.len() - 1]);
    assert!(median_copy > 0.3, "half of the copies share less than {median_copy}");
    assert!(most_strange < 0.35, "two different stories share {most_strange}");
    assert!(strangers[strangers.len() * 9 / 10] < 0.05);
}
