#![allow(missing_docs)]
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, BufWriter, Write};

use wirecopy::clean::Cleaner;
use wirecopy::shingle::{Runs, Shingling};
use wirecopy::verify::{Profile, Rules, evidence, measure};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let cleaner = Cleaner::new();
    let shingling = Shingling::Words(4);
    let mut arts = Vec::new();
    let mut out = BufWriter::new(std::fs::File::create(&args[2]).unwrap());
    let mut labels: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut sets = Vec::new();
    let mut label_of: BTreeMap<String, String> = BTreeMap::new();
    for line in BufReader::new(std::fs::File::open(&args[1]).unwrap()).lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        label_of.insert(v["id"].as_str().unwrap().into(), v["label"].as_str().unwrap_or("").into());
    }
    let corpus = wirecopy::corpus::Corpus::open(
        &[wirecopy::corpus::Input::Path(args[1].clone().into())],
        &Default::default(),
        "/tmp".as_ref(),
        &mut std::io::empty(),
    )
    .unwrap();
    let chunks: Vec<_> = corpus.chunks().map(|c| c.unwrap()).collect();
    let records: Vec<_> = chunks
        .iter()
        .flat_map(|c| c.records().filter_map(Result::ok).collect::<Vec<_>>())
        .collect();
    for record in &records {
        let article = &record.article;
        let id = article.key.to_string();
        let body = article.body.to_string();
        let label = label_of[&id].clone();
        let text = cleaner.clean(article);
        let runs = Runs::of(&article.body, &text, shingling);
        let mut set: Vec<u64> = runs.hashes().to_vec();
        set.sort_unstable();
        set.dedup();
        let n = arts.len();
        if !label.is_empty() && label != "exclude" {
            labels.entry(label).or_default().push(n);
        }
        let blocks: Vec<_> = text.blocks().map(|b| (b.tokens.start, b.tokens.end)).collect();
        let spans: Vec<_> = text.spans().iter().map(|s| (s.start, s.end)).collect();
        writeln!(out, "{}", serde_json::json!({"id": id.clone(), "text": body.clone(), "n": n, "blocks": blocks, "spans": spans, "set": set.len(), "credit": text.credit().map(|c| c.agency.to_string())})).unwrap();
        let profile = Profile::of_runs(article, &text, runs, shingling);
        arts.push((profile, id));
        sets.push(set);
    }
    let mut by: wirecopy::hash::HashMap<u64, Vec<u32>> = Default::default();
    for (n, set) in sets.iter().enumerate() {
        for &h in set {
            by.entry(h).or_default().push(n as u32);
        }
    }
    let mut shared: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut lists: Vec<Vec<u32>> = by.into_iter().map(|(_, v)| v).collect();
    lists.sort();
    for list in lists {
        if list.len() < 2 || list.len() > 400 {
            continue;
        }
        for i in 0..list.len() {
            for j in i + 1..list.len() {
                *shared.entry((list[i], list[j])).or_default() += 1;
            }
        }
    }
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (&(a, b), &k) in &shared {
        if k >= 6
            && f64::from(k) >= 0.1 * (sets[a as usize].len().min(sets[b as usize].len()) as f64)
        {
            pairs.insert((a, b));
        }
    }
    for list in labels.values() {
        for i in 0..list.len() {
            for j in i + 1..list.len() {
                pairs.insert((list[i] as u32, list[j] as u32));
            }
        }
    }
    for (a, b) in pairs {
        let (l, r) = (&arts[a as usize].0, &arts[b as usize].0);
        let m = measure(l, r, Rules::default());
        let e = evidence(l, r);
        writeln!(out, "{}", serde_json::json!({"a": a, "b": b, "shared": shared.get(&(a, b)).copied().unwrap_or(0), "old": m.score.share(), "guard": format!("{:?}", m.guard), "taken": [m.prose_taken, m.narration_taken], "ev": e})).unwrap();
    }
}
