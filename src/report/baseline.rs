//! Compares the stories with those of an earlier run, while members are written.

use std::collections::BTreeMap;

use super::cluster_id::ClusterId;
use super::finished::FinishedRun;
use super::members::Members;
use super::rows::stories::{Change, ChangeCounts, ChangeRow};
use crate::error::Result;
use crate::hash::HashSet;

/// The stories of an earlier run. A single article is not a story.
#[derive(Debug)]
pub struct Baseline {
    members: Members,
    /// Ids of its stories that share an article with a story of this run.
    found: HashSet<String>,
    /// The current story of this run.
    open: Option<OpenStory>,
    counts: ChangeCounts,
}

#[derive(Debug)]
struct OpenStory {
    id: ClusterId,
    size: u32,
    /// Earlier stories by their places in the earlier run, each with the number of shared articles.
    shared: BTreeMap<usize, u32>,
}

impl Baseline {
    /// Reads the stories of an earlier run.
    pub fn read(run: &FinishedRun) -> Result<Baseline> {
        Ok(Baseline::of(run.members()?, run.folder().display().to_string()))
    }

    pub(super) fn of(members: Members, name: String) -> Baseline {
        let counts = ChangeCounts { baseline: name, ..ChangeCounts::default() };
        Baseline { members, found: HashSet::default(), open: None, counts }
    }

    /// Reads the next article of this run. Returns the change of the previous story, if it ended
    /// and has changed.
    pub(super) fn next(&mut self, story: ClusterId, id: &str) -> Option<ChangeRow> {
        let ended = if self.open.as_ref().is_some_and(|open| open.id == story) {
            None
        } else {
            self.close()
        };
        let earlier = self.members.place_of(id);
        let open =
            self.open.get_or_insert(OpenStory { id: story, size: 0, shared: BTreeMap::new() });
        open.size += 1;
        if let Some(place) = earlier.filter(|&place| self.members.clusters()[place].1.len() > 1) {
            *open.shared.entry(place).or_default() += 1;
        }
        ended
    }

    /// Ends the current story.
    fn close(&mut self) -> Option<ChangeRow> {
        let OpenStory { id, size, shared } = self.open.take()?;
        if size < 2 {
            return None;
        }
        let (mut baseline_ids, mut baseline_articles) = (Vec::new(), 0);
        for &place in shared.keys() {
            let (name, articles) = &self.members.clusters()[place];
            baseline_articles += count(articles.len());
            baseline_ids.push(name.to_owned());
        }
        self.found.extend(baseline_ids.iter().cloned());
        let both: u32 = shared.values().sum();
        let (added, removed) = (size - both, baseline_articles - both);
        let change = match (baseline_ids.len(), added, removed) {
            (0, ..) => Some(Change::New),
            (1, 0, 0) => None,
            (1, _, 0) => Some(Change::Grown),
            (1, ..) => Some(Change::Shrunk),
            _ => Some(Change::Merged),
        };
        self.counts.add(change);
        let cluster_id = Some(id);
        change.map(|change| ChangeRow {
            change,
            cluster_id,
            baseline_ids,
            articles: size,
            baseline_articles,
            added,
            removed,
        })
    }

    /// Ends the last story. Returns its change, followed by the stories that are gone, and the
    /// counts.
    pub(super) fn finish(mut self) -> (Vec<ChangeRow>, ChangeCounts) {
        let mut rows = Vec::from_iter(self.close());
        for (name, articles) in self.members.clusters() {
            if articles.len() < 2 || self.found.contains(name) {
                continue;
            }
            self.counts.add(Some(Change::Gone));
            rows.push(ChangeRow {
                change: Change::Gone,
                cluster_id: None,
                baseline_ids: vec![name.to_owned()],
                articles: 0,
                baseline_articles: count(articles.len()),
                added: 0,
                removed: count(articles.len()),
            });
        }
        (rows, self.counts)
    }
}

fn count(articles: usize) -> u32 {
    u32::try_from(articles).expect("a run has fewer than 2^32 articles")
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn named(number: usize) -> ClusterId {
        format!("c{number:012x}").parse().unwrap()
    }

    /// The changes from one run to another. A story is a list of articles.
    fn changes(before: &[&[&str]], now: &[&[&str]]) -> (Vec<ChangeRow>, ChangeCounts) {
        let mut table = String::new();
        for (story, articles) in (0..).zip(before) {
            for id in *articles {
                let story = named(story);
                writeln!(table, "{{\"cluster_id\":\"{story}\",\"id\":\"{id}\"}}").unwrap();
            }
        }
        let members = Members::read(&mut table.as_bytes(), false).unwrap();
        let mut baseline = Baseline::of(members, "before".to_owned());
        let articles = (100..)
            .zip(now)
            .flat_map(|(story, articles)| articles.iter().map(move |id| (named(story), id)));
        let mut rows: Vec<ChangeRow> =
            articles.filter_map(|(story, id)| baseline.next(story, id)).collect();
        let (last, counts) = baseline.finish();
        rows.extend(last);
        (rows, counts)
    }

    fn kinds(before: &[&[&str]], now: &[&[&str]]) -> Vec<Change> {
        changes(before, now).0.iter().map(|row| row.change).collect()
    }

    #[test]
    fn story_is_new_grown_merged_shrunk_or_gone() {
        let before: &[&[&str]] =
            &[&["a", "b"], &["c", "d"], &["e", "f", "g"], &["h", "i"], &["j", "k"]];
        let now: &[&[&str]] =
            &[&["a", "b", "new"], &["c", "d", "h", "i"], &["e", "f"], &["x", "y"]];
        let all = [Change::Grown, Change::Merged, Change::Shrunk, Change::New, Change::Gone];
        assert_eq!(kinds(before, now), all);
        let (rows, counts) = changes(before, now);
        assert_eq!(rows[1].baseline_ids, [named(1).to_string(), named(3).to_string()]);
        assert_eq!(
            (rows[2].articles, rows[2].baseline_articles, rows[2].added, rows[2].removed),
            (2, 3, 0, 1)
        );
        assert_eq!((rows[4].cluster_id, &rows[4].baseline_ids[0]), (None, &named(4).to_string()));
        assert_eq!((counts.new, counts.grown, counts.merged, counts.gone), (1, 1, 1, 1));
    }

    #[test]
    fn same_articles_in_another_order_are_unchanged() {
        let (rows, counts) = changes(&[&["a", "b"], &["c", "d"]], &[&["d", "c"], &["b", "a"]]);
        assert!(rows.is_empty());
        assert_eq!(counts.same, 2);
    }

    #[test]
    fn article_without_a_copy_is_not_a_story() {
        assert_eq!(kinds(&[&["a"]], &[&["b"]]), []);
        assert_eq!(kinds(&[&["a"]], &[&["a", "b"]]), [Change::New]);
        assert_eq!(kinds(&[&["a", "b"]], &[&["a"], &["b"]]), [Change::Gone]);
    }

    #[test]
    fn both_parts_of_a_split_story_have_shrunk() {
        assert_eq!(
            kinds(&[&["a", "b", "c", "d"]], &[&["a", "b"], &["c", "d"]]),
            [Change::Shrunk; 2]
        );
    }

    proptest! {
        #[test]
        fn every_story_of_either_run_is_counted_once(
            before in prop::collection::vec(0..6usize, 0..24),
            now in prop::collection::vec(0..6usize, 0..24),
        ) {
            let names: Vec<String> = (0..24).map(|id| id.to_string()).collect();
            let stories = |of: &[usize]| -> Vec<Vec<&str>> {
                let articles = |story| (0..of.len()).filter(move |&id| of[id] == story);
                (0..6).map(|story| articles(story).map(|id| &*names[id]).collect()).collect()
            };
            let (before, now) = (stories(&before), stories(&now));
            let (before, now): (Vec<&[&str]>, Vec<&[&str]>) =
                (before.iter().map(Vec::as_slice).collect(), now.iter().map(Vec::as_slice).collect());
            let (rows, counts) = changes(&before, &now);
            let several = |of: &[&[&str]]| of.iter().filter(|articles| articles.len() > 1).count() as u64;
            let ChangeCounts { same, new, grown, merged, shrunk, gone, .. } = counts;
            prop_assert_eq!(same + new + grown + merged + shrunk, several(&now));
            prop_assert_eq!(rows.len() as u64, new + grown + merged + shrunk + gone);
            for row in rows {
                prop_assert_eq!(row.articles + row.removed, row.baseline_articles + row.added);
            }
        }
    }
}
