//! Data for the page's plots that is not in the stories.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::column::Words;
use super::moment::Moment;
use crate::report::{ClusterId, MemberRow, Role, Share};

/// Bars of a histogram of shares.
const BARS: usize = 50;

/// Counts for the plots.
#[derive(Debug, Serialize)]
pub(super) struct Charts {
    /// Similarities of the copies to the canonical articles.
    sim: Vec<u64>,
    /// The scores of the compared pairs, if the run wrote them.
    scores: Option<Scores>,
    /// Articles by day and agency: three columns of one table.
    days: [Vec<i64>; 3],
    agency: Words,
    undated: u64,
}

/// The scores of compared pairs.
#[derive(Debug, Default, Serialize)]
pub(super) struct Scores {
    /// Of pairs in the same story.
    together: Vec<u64>,
    /// Of pairs in different stories.
    apart: Vec<u64>,
}

/// The score of a compared pair. Earlier versions did not write it.
#[derive(Debug, Deserialize)]
pub(super) struct PairScore {
    pub(super) score: Option<Share>,
    cluster_id: Option<ClusterId>,
}

/// Counts while the copies are read.
#[derive(Debug)]
pub(super) struct ChartCounts {
    sim: Vec<u64>,
    days: BTreeMap<(i64, i32), i64>,
    agencies: Words,
    undated: u64,
}

impl ChartCounts {
    pub(super) fn new() -> ChartCounts {
        ChartCounts {
            sim: vec![0; BARS],
            days: BTreeMap::new(),
            agencies: Words::default(),
            undated: 0,
        }
    }

    pub(super) fn add(
        &mut self,
        row: &MemberRow<'_>,
        agency: Option<&str>,
        moment: Option<Moment>,
    ) {
        if row.role != Role::Canonical {
            self.sim[bar(row.jaccard)] += 1;
        }
        let agency = agency.map_or(-1, |agency| self.agencies.place(agency));
        match moment {
            Some(moment) => *self.days.entry((moment.day(), agency)).or_default() += 1,
            None => self.undated += 1,
        }
    }

    pub(super) fn finish(self, scores: Option<Scores>) -> Charts {
        let mut days = [const { Vec::new() }; 3];
        for ((day, agency), articles) in self.days {
            days[0].push(day);
            days[1].push(i64::from(agency));
            days[2].push(articles);
        }
        Charts { sim: self.sim, scores, days, agency: self.agencies, undated: self.undated }
    }
}

impl Scores {
    pub(super) fn new() -> Scores {
        Scores { together: vec![0; BARS], apart: vec![0; BARS] }
    }

    pub(super) fn add(&mut self, score: Share, pair: &PairScore) {
        let bars = if pair.cluster_id.is_some() { &mut self.together } else { &mut self.apart };
        bars[bar(score)] += 1;
    }
}

/// The bar of a share. The last one includes 1.
fn bar(share: Share) -> usize {
    (usize::from(share.ten_thousandths()) * BARS / 10_000).min(BARS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_has_its_bar() {
        let bars = [0.0, 0.0199, 0.02, 0.6, 0.9999, 1.0].map(|share| bar(Share::new(share)));
        assert_eq!(bars, [0, 0, 1, 30, 49, 49]);
    }
}
