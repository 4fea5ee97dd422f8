//! The pairs that a run gets wrong, for a person to read.

use serde::Serialize;

use crate::hash::HashMap;

use super::Gold;

/// Pairs of ids that a run gets wrong, lower id first, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct WrongPairs<'a> {
    /// In the same cluster, with different labels.
    pub false_merges: Vec<[&'a str; 2]>,
    /// With the same label, in different clusters.
    pub misses: Vec<[&'a str; 2]>,
}

impl<'a> WrongPairs<'a> {
    pub(super) fn find(
        gold: &'a Gold,
        labels: &[u32],
        clusters: &[u32],
        limit: usize,
    ) -> WrongPairs<'a> {
        WrongPairs {
            false_merges: together_in_one_alone(gold, clusters, labels, limit),
            misses: together_in_one_alone(gold, labels, clusters, limit),
        }
    }
}

/// Pairs that share a group in `groups` but not in `others`.
///
/// An article is skipped if every later one of its group is also in its group of `others`.
fn together_in_one_alone<'a>(
    gold: &'a Gold,
    groups: &[u32],
    others: &[u32],
    limit: usize,
) -> Vec<[&'a str; 2]> {
    let mut members: HashMap<u32, Vec<u32>> = HashMap::default();
    let mut in_both: HashMap<(u32, u32), usize> = HashMap::default();
    for ((article, &group), &other) in (0..).zip(groups).zip(others) {
        members.entry(group).or_default().push(article);
        *in_both.entry((group, other)).or_default() += 1;
    }

    let mut passed: HashMap<u32, usize> = HashMap::default();
    let mut wrong = Vec::new();
    for ((article, group), other) in (0..).zip(groups).zip(others) {
        let place = passed.entry(*group).or_default();
        let later = &members[group][*place + 1..];
        *place += 1;
        let alike =
            in_both.get_mut(&(*group, *other)).expect("the loop above counted every article");
        *alike -= 1;
        if later.len() == *alike {
            continue;
        }
        for &partner in later {
            if wrong.len() == limit {
                return wrong;
            }
            if others[partner as usize] != *other
                && gold.ignored().binary_search(&(article, partner)).is_err()
            {
                wrong.push([gold.id(article), gold.id(partner)]);
            }
        }
    }
    wrong
}
