//! The outlets: what each carries, and from whom.

use std::collections::BTreeMap;

use serde::Serialize;

use super::columns::Words;
use crate::report::{MemberRow, Role};

/// Counts for the outlets while the copies are read.
#[derive(Debug, Default)]
pub(super) struct OutletCounts {
    names: Words,
    counts: Vec<Counts>,
    agencies: Words,
    /// Articles by outlet and agency, without the agency's own.
    by_agency: BTreeMap<(i32, i32), u32>,
    /// The outlets of each story.
    carriers: Vec<Vec<i32>>,
}

#[derive(Clone, Debug, Default)]
struct Counts {
    articles: u32,
    stories: u32,
    copies: u32,
    verbatim: u32,
    credit_kept: u32,
    credit_known: u32,
    first: u32,
    lags: Vec<i64>,
}

/// The facts of one copy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Carried {
    /// Its outlet's place among the names; -1 for none.
    pub(super) outlet: i32,
    order: Option<u32>,
    lag: Option<i64>,
}

/// The table of outlets in the page, in the order in which copies name them.
#[derive(Debug, Serialize)]
pub(super) struct Outlets {
    name: Words,
    articles: Vec<u32>,
    stories: Vec<u32>,
    copies: Vec<u32>,
    verbatim: Vec<u32>,
    credit_kept: Vec<u32>,
    credit_known: Vec<u32>,
    /// Stories that it certainly had before all other dated copies.
    first: Vec<u32>,
    /// Median delay after the first article of the story, in minutes.
    median_lag: Vec<Option<i64>>,
    agency: Words,
    /// Articles by outlet and agency: three columns of one table.
    by_agency: [Vec<i64>; 3],
    /// The start of each story's outlets in `carrier`.
    starts: Vec<usize>,
    carrier: Vec<i32>,
}

impl OutletCounts {
    /// Counts a copy of a story from this agency.
    pub(super) fn add(&mut self, row: &MemberRow<'_>, agency: Option<&str>) -> Carried {
        let carried = Carried { outlet: -1, order: row.position, lag: row.lag_minutes };
        let Some(name) = row.outlet.as_deref() else { return carried };
        let outlet = self.names.place(name);
        let place = usize::try_from(outlet).expect("places are counted from 0");
        self.counts.resize(self.counts.len().max(place + 1), Counts::default());
        let counts = &mut self.counts[place];
        counts.articles += 1;
        counts.copies += u32::from(!matches!(row.role, Role::Canonical | Role::SameOutlet));
        counts.verbatim += u32::from(row.role == Role::Verbatim);
        counts.credit_known += u32::from(row.credit_kept.is_some());
        counts.credit_kept += u32::from(row.credit_kept == Some(true));
        if let Some(agency) = agency.filter(|_| !row.own) {
            *self.by_agency.entry((outlet, self.agencies.place(agency))).or_default() += 1;
        }
        Carried { outlet, ..carried }
    }

    /// Ends a story: counts its first outlet and the delays of the others.
    pub(super) fn end_story(&mut self, carried: &[Carried]) {
        let mut outlets: Vec<i32> =
            carried.iter().map(|copy| copy.outlet).filter(|&outlet| outlet >= 0).collect();
        outlets.sort_unstable();
        outlets.dedup();
        for &outlet in &outlets {
            self.of(outlet).stories += 1;
        }
        if outlets.len() > 1 {
            self.compare_times(carried);
        }
        self.carriers.push(outlets);
    }

    fn compare_times(&mut self, carried: &[Carried]) {
        if let Some(first) = first_outlet(carried) {
            self.of(first).first += 1;
        }
        for copy in carried.iter().filter(|copy| copy.outlet >= 0) {
            self.of(copy.outlet).lags.extend(copy.lag);
        }
    }

    fn of(&mut self, outlet: i32) -> &mut Counts {
        &mut self.counts[usize::try_from(outlet).expect("places are counted from 0")]
    }

    pub(super) fn finish(self) -> Outlets {
        let column = |of: fn(&Counts) -> u32| self.counts.iter().map(of).collect::<Vec<_>>();
        let mut by_agency = [const { Vec::new() }; 3];
        for (&(outlet, agency), &articles) in &self.by_agency {
            by_agency[0].push(i64::from(outlet));
            by_agency[1].push(i64::from(agency));
            by_agency[2].push(i64::from(articles));
        }
        let starts = self.carriers.iter().scan(0, |start, outlets| {
            *start += outlets.len();
            Some(*start)
        });
        Outlets {
            articles: column(|counts| counts.articles),
            stories: column(|counts| counts.stories),
            copies: column(|counts| counts.copies),
            verbatim: column(|counts| counts.verbatim),
            credit_kept: column(|counts| counts.credit_kept),
            credit_known: column(|counts| counts.credit_known),
            first: column(|counts| counts.first),
            median_lag: self.counts.iter().map(|counts| median(&counts.lags)).collect(),
            starts: std::iter::once(0).chain(starts).collect(),
            carrier: self.carriers.iter().flatten().copied().collect(),
            name: self.names,
            agency: self.agencies,
            by_agency,
        }
    }
}

/// The only outlet that was certainly before all other dated copies.
fn first_outlet(carried: &[Carried]) -> Option<i32> {
    let dated = || carried.iter().filter(|copy| copy.order.is_some());
    let first = dated().find(|copy| copy.order == Some(1))?.outlet;
    let is_alone = dated().all(|copy| copy.order != Some(1) || copy.outlet == first);
    let has_others = dated().any(|copy| copy.outlet != first);
    (first >= 0 && is_alone && has_others).then_some(first)
}

/// The median (lower of two).
fn median(values: &[i64]) -> Option<i64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_outlet_is_first_if_another_may_have_been() {
        let carried = |outlet, order| Carried { outlet, order, lag: None };
        let first = [carried(0, Some(1)), carried(1, Some(2)), carried(2, None)];
        assert_eq!(first_outlet(&first), Some(0));
        assert_eq!(first_outlet(&[first[0], carried(1, Some(1))]), None);
        assert_eq!(first_outlet(&[first[0], carried(0, Some(1))]), None);
        assert_eq!(first_outlet(&[first[0], first[2]]), None);
    }

    #[test]
    fn median_of_two_is_the_lower() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7]), Some(7));
        assert_eq!(median(&[9, 1]), Some(1));
        assert_eq!(median(&[9, 1, 5]), Some(5));
    }
}
