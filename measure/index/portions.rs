//! Portions in any order give the clusters of a single run.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Bench, lines, random};

pub(crate) fn check(corpus: &Path, portions: usize) -> Result<(), Box<dyn Error>> {
    let text = lines(corpus)?;
    let mut shuffled: Vec<&str> = text.lines().collect();
    let mut order: Vec<(u64, usize)> =
        (0..shuffled.len()).map(|at| (random(at as u64), at)).collect();
    order.sort_unstable();
    let all = shuffled.clone();
    shuffled.clear();
    shuffled.extend(order.iter().map(|&(_, at)| all[at]));

    let bench = Bench::new()?;
    bench.write("all.jsonl", &all)?;
    bench.run("cluster all.jsonl -o whole -q --max-bad 100")?;
    let size = shuffled.len().div_ceil(portions.max(2));
    let mut days = shuffled.chunks(size).enumerate().peekable();
    while let Some((day, portion)) = days.next() {
        bench.write("day.jsonl", portion)?;
        if day == 0 {
            bench.run("index build day.jsonl -o days.wirecopy -q --max-bad 100")?;
        } else if days.peek().is_some() {
            bench.run("index add days.wirecopy day.jsonl -q --max-bad 100")?;
        } else {
            bench.run("cluster day.jsonl --index days.wirecopy -o days -q --max-bad 100")?;
        }
    }
    bench.run("index verify days.wirecopy -q")?;

    let [whole, days] = ["whole", "days"].map(|run| clusters(&bench, run));
    let (whole, days) = (whole?, days?);
    let mut both: BTreeMap<[Option<&str>; 2], u64> = BTreeMap::new();
    for id in whole.keys().chain(days.keys().filter(|id| !whole.contains_key(*id))) {
        let cluster = [&whole, &days].map(|run| run.get(id).map(|cluster| &**cluster));
        *both.entry(cluster).or_default() += 1;
    }
    let shared = both.iter().filter(|([a, b], _)| a.is_some() && b.is_some());
    let shared: u64 = shared.map(|(_, &articles)| pairs(articles)).sum();
    let [in_whole, in_days] = [whole_pairs(&whole), whole_pairs(&days)];
    println!(
        "{} records in {} portions: {in_whole} pairs in one run, {in_days} in portions, {shared} in both; {} articles bear another cluster's name",
        all.len(),
        all.len().div_ceil(size),
        both.iter().filter(|([a, b], _)| a != b).map(|(_, articles)| articles).sum::<u64>(),
    );
    if in_whole == shared && in_days == shared { Ok(()) } else { Err("the clusters differ".into()) }
}

/// The cluster of each article, by key.
fn clusters(bench: &Bench, run: &str) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let members = fs::read_to_string(bench.path(run).join("members.jsonl"))?;
    let mut clusters = BTreeMap::new();
    for line in members.lines() {
        let row: Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().map(str::to_owned).ok_or("a row lacks a field");
        clusters.insert(field("id")?, field("cluster_id")?);
    }
    Ok(clusters)
}

fn whole_pairs(clusters: &BTreeMap<String, String>) -> u64 {
    let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
    for cluster in clusters.values() {
        *sizes.entry(cluster).or_default() += 1;
    }
    sizes.into_values().map(pairs).sum()
}

fn pairs(articles: u64) -> u64 {
    articles * articles.saturating_sub(1) / 2
}
