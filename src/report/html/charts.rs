//! Data for the page's plots that is not in the stories.

use std::collections::BTreeMap;

use serde::Serialize;

use super::columns::{Moment, Words};
use crate::article::CreditState;
use crate::report::counts::{BARS, bar};
use crate::report::{MemberRow, Role};

/// Rows of the table by hour up to which the page has one; with more, the days say enough.
const MOST_HOURS: usize = 8192;

/// Minutes after the first article of a story, up to which its copies are counted together.
const LAGS: [i64; 22] = [
    1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1080, 1440, 2160, 2880, 4320, 7200,
    10_080, 20_160, 43_200,
];

/// Counts for the plots.
#[derive(Debug, Serialize)]
pub(super) struct Charts {
    /// Similarities of the copies to the canonical articles.
    sim: Vec<u64>,
    /// The copies of each agency, by how they name it.
    agencies: AgencyColumns,
    /// Articles by day and agency, without the agencies' own: three columns of one table.
    days: [Vec<i64>; 3],
    /// The same by hour, of those whose time is known.
    hours: Option<[Vec<i64>; 3]>,
    agency: Words,
    undated: u64,
    /// Articles on the sites of the agencies that they come from.
    own: u64,
    lags: Lags,
}

/// Agencies, a row each.
#[derive(Debug, Default, Serialize)]
struct AgencyColumns {
    name: Vec<String>,
    credited: Vec<u64>,
    named: Vec<u64>,
    absent: Vec<u64>,
    own: Vec<u64>,
}

/// How soon copies followed the first article of their story.
#[derive(Debug, Serialize)]
struct Lags {
    /// The upper bounds in minutes.
    bounds: [i64; LAGS.len()],
    /// The agencies; none for the stories of no known one.
    agency: Vec<Option<String>>,
    /// For each agency the copies up to each bound, those up to the one before it not counted.
    copies: Vec<[u64; LAGS.len()]>,
}

/// How many copies of an agency name it how, and how many are its own.
#[derive(Clone, Copy, Debug, Default)]
struct CreditCounts {
    credited: u64,
    named: u64,
    absent: u64,
    own: u64,
}

/// Counts while the copies are read.
#[derive(Debug)]
pub(super) struct ChartCounts {
    sim: Vec<u64>,
    agencies: BTreeMap<String, CreditCounts>,
    days: BTreeMap<(i64, i32), i64>,
    hours: BTreeMap<(i64, i32), i64>,
    agency: Words,
    undated: u64,
    own: u64,
    lags: BTreeMap<Option<String>, [u64; LAGS.len()]>,
}

impl ChartCounts {
    pub(super) fn new() -> ChartCounts {
        ChartCounts {
            sim: vec![0; BARS],
            agencies: BTreeMap::new(),
            days: BTreeMap::new(),
            hours: BTreeMap::new(),
            agency: Words::default(),
            undated: 0,
            own: 0,
            lags: BTreeMap::new(),
        }
    }

    /// Counts a copy of a story that comes from this agency.
    pub(super) fn add(
        &mut self,
        row: &MemberRow<'_>,
        agency: Option<&str>,
        moment: Option<Moment>,
    ) {
        if row.role != Role::Canonical {
            self.sim[bar(row.jaccard)] += 1;
        }
        if let Some(agency) = agency {
            let counts = self.agencies.entry(agency.to_owned()).or_default();
            match row.credit_state {
                _ if row.own => counts.own += 1,
                Some(CreditState::Credited) => counts.credited += 1,
                Some(CreditState::Named) => counts.named += 1,
                Some(CreditState::Absent) => counts.absent += 1,
                None => {}
            }
        }
        if row.own {
            self.own += 1;
            return;
        }
        let agency = agency.map_or(-1, |agency| self.agency.place(agency));
        match moment {
            Some(moment) => {
                *self.days.entry((moment.day(), agency)).or_default() += 1;
                if moment.is_exact() && self.hours.len() <= MOST_HOURS {
                    *self.hours.entry((moment.hour(), agency)).or_default() += 1;
                }
            }
            None => self.undated += 1,
        }
    }

    /// Counts how soon the copies of a story followed its first article, if all its times are known and several outlets
    /// carried it.
    pub(super) fn end_story(
        &mut self,
        rows: &[MemberRow<'_>],
        outlets: u32,
        agency: Option<&str>,
        day_only: bool,
    ) {
        if outlets < 2 || day_only {
            return;
        }
        let is_copy = |row: &&MemberRow<'_>| !row.own && row.position != Some(1);
        let lags = rows.iter().filter(is_copy).filter_map(|row| row.lag_minutes);
        let mut counts = [0; LAGS.len()];
        for lag in lags {
            if let Some(count) = counts.get_mut(LAGS.partition_point(|&bound| bound < lag)) {
                *count += 1;
            }
        }
        if counts.iter().any(|&count| count > 0) {
            let known = self.lags.entry(agency.map(str::to_owned)).or_default();
            known.iter_mut().zip(counts).for_each(|(known, count)| *known += count);
        }
    }

    pub(super) fn finish(self) -> Charts {
        let mut agencies = AgencyColumns::default();
        for (name, counts) in self.agencies {
            agencies.name.push(name);
            agencies.credited.push(counts.credited);
            agencies.named.push(counts.named);
            agencies.absent.push(counts.absent);
            agencies.own.push(counts.own);
        }
        let (agency, copies) = self.lags.into_iter().unzip();
        Charts {
            sim: self.sim,
            agencies,
            days: columns(&self.days),
            hours: (self.hours.len() <= MOST_HOURS).then(|| columns(&self.hours)),
            agency: self.agency,
            undated: self.undated,
            own: self.own,
            lags: Lags { bounds: LAGS, agency, copies },
        }
    }
}

/// Counts by time and agency as three columns.
fn columns(counts: &BTreeMap<(i64, i32), i64>) -> [Vec<i64>; 3] {
    let mut columns = [const { Vec::new() }; 3];
    for (&(time, agency), &articles) in counts {
        columns[0].push(time);
        columns[1].push(i64::from(agency));
        columns[2].push(articles);
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::UtcTime;
    use crate::report::fixtures::member;

    #[test]
    fn own_pages_of_an_agency_are_counted_apart() {
        let mut counts = ChartCounts::new();
        let moment = Some(Moment::Instant(7 * 3600));
        let named = MemberRow { credit_state: Some(CreditState::Named), ..member() };
        counts.add(&named, Some("Northline"), moment);
        counts.add(
            &MemberRow { own: true, credit_state: None, ..member() },
            Some("Northline"),
            moment,
        );
        counts.add(&MemberRow { credit_state: None, ..member() }, None, None);
        let charts = counts.finish();
        let AgencyColumns { name, named, own, .. } = &charts.agencies;
        assert_eq!(
            (&name[..], &named[..], &own[..]),
            (&["Northline".to_owned()][..], &[1][..], &[1][..])
        );
        assert_eq!(charts.hours, Some([vec![7], vec![0], vec![1]]));
        assert_eq!((charts.own, charts.undated), (1, 1));
    }

    #[test]
    fn copies_are_counted_by_how_soon_they_followed() {
        let row = |position, lag| MemberRow {
            position: Some(position),
            lag_minutes: Some(lag),
            published: Some(UtcTime::of_seconds(0)),
            ..member()
        };
        let mut counts = ChartCounts::new();
        counts.end_story(&[row(1, 0), row(2, 2), row(3, 3), row(4, 1_000_000)], 3, None, false);
        counts.end_story(&[row(1, 0), row(2, 2)], 2, None, true);
        let Lags { agency, copies, .. } = counts.finish().lags;
        assert_eq!(agency, [None]);
        assert_eq!(copies[0][..4], [0, 1, 1, 0]);
        assert_eq!(copies[0].iter().sum::<u64>(), 2);
    }
}
