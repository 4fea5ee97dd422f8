//! Counts what each outlet carries, while the stories are written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::run_story::RunStory;
use super::story_facts::StoryFacts;
use crate::agency::AgencyId;
use crate::article::CreditState;
use crate::engine::run::Run;
use crate::engine::run::articles::OutletId;
use crate::engine::run::clusters::articles_of;
use crate::error::Result;
use crate::report::{OutletAgencyRow, OutletRow, Role, Share, Tables};

/// Counts for each outlet.
#[derive(Debug)]
pub(crate) struct OutletCounts {
    counts: Vec<Counts>,
    by_agency: BTreeMap<(OutletId, AgencyId), u64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Counts {
    articles: u64,
    in_stories: u64,
    wire: u64,
    copies: u64,
    verbatim: u64,
    credit_kept: u64,
    credit_known: u64,
    first: u32,
    lags: Vec<i64>,
}

impl OutletCounts {
    /// Counts all articles of a run, including those without a copy.
    pub(crate) fn of_articles(run: &Run) -> Result<OutletCounts> {
        let mut counts = vec![Counts::default(); run.articles.outlets.len()];
        let mut by_agency = BTreeMap::new();
        run.each_cluster(|cluster| {
            let members = articles_of(cluster, &run.texts);
            let origin = run.origin_of(&members);
            for &article in &members {
                let facts = run.articles.facts(article);
                let Some(outlet) = facts.outlet else { continue };
                let counts = &mut counts[outlet.index()];
                counts.articles += 1;
                counts.in_stories += u64::from(members.len() > 1);
                if let Some(origin) = &origin
                    && !run.agencies.is_own(&facts, origin.agency)
                {
                    counts.wire += 1;
                    *by_agency.entry((outlet, origin.agency)).or_default() += 1;
                }
            }
        })?;
        Ok(OutletCounts { counts, by_agency })
    }

    /// Counts the copies of a story, and its first outlet.
    pub(crate) fn add(&mut self, run: &Run, story: &RunStory, of_story: &StoryFacts) {
        if story.members.len() < 2 {
            return;
        }
        for (member, lag) in story.members.iter().zip(&of_story.lags) {
            let facts = run.articles.facts(member.article);
            let Some(outlet) = facts.outlet else { continue };
            let counts = &mut self.counts[outlet.index()];
            let is_copy = !matches!(member.role, Role::Canonical | Role::SameOutlet);
            counts.copies += u64::from(is_copy);
            counts.verbatim += u64::from(member.role == Role::Verbatim);
            let credit = of_story
                .origin
                .as_ref()
                .and_then(|origin| run.agencies.credit_state(&facts, origin.agency));
            counts.credit_known += u64::from(credit.is_some());
            counts.credit_kept += u64::from(credit == Some(CreditState::Credited));
            counts.lags.extend(lag.filter(|_| story.outlets > 1));
        }
        if let Some(first) = first_outlet(run, story, &of_story.orders) {
            self.counts[first.index()].first += 1;
        }
    }

    /// The same by the names of the outlets and agencies.
    pub(crate) fn by_name(self, run: &Run) -> NamedOutlets {
        let named = run.articles.outlets.names().map(Box::from).zip(self.counts);
        let of_outlet = |counts| OfOutlet { counts, by_agency: BTreeMap::new() };
        let mut all: BTreeMap<Box<str>, OfOutlet> =
            named.map(|(name, counts)| (name, of_outlet(counts))).collect();
        for ((outlet, agency), articles) in self.by_agency {
            if let Some(of_outlet) = all.get_mut(run.articles.outlets.name(outlet)) {
                *of_outlet.by_agency.entry(run.agencies.name(agency).into()).or_default() +=
                    articles;
            }
        }
        NamedOutlets(all)
    }
}

/// Counts for each outlet, by its name. Those of several parts of a run can be joined.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct NamedOutlets(BTreeMap<Box<str>, OfOutlet>);

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct OfOutlet {
    counts: Counts,
    /// Articles from each agency.
    by_agency: BTreeMap<Box<str>, u64>,
}

impl NamedOutlets {
    /// How many outlets there are.
    #[cfg(feature = "spark")]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(feature = "spark")]
    pub(crate) fn join(&mut self, others: NamedOutlets) {
        for (name, OfOutlet { counts, by_agency }) in others.0 {
            let of_outlet = self.0.entry(name).or_default();
            of_outlet.counts.join(counts);
            for (agency, articles) in by_agency {
                *of_outlet.by_agency.entry(agency).or_default() += articles;
            }
        }
    }

    /// Writes the tables `outlets` and `outlet_agency`, in the order of the outlets' names.
    pub(crate) fn write(&self, tables: &mut Tables) -> Result<()> {
        for (outlet, OfOutlet { counts, .. }) in &self.0 {
            tables.outlet(&counts.row(outlet))?;
        }
        for (outlet, OfOutlet { counts, by_agency }) in &self.0 {
            for (agency, &articles) in by_agency {
                let share = Share::of(articles, counts.articles).unwrap_or_default();
                let (outlet, agency) = ((&**outlet).into(), (&**agency).into());
                tables.outlet_agency(&OutletAgencyRow { outlet, agency, articles, share })?;
            }
        }
        Ok(())
    }
}

impl Counts {
    #[cfg(feature = "spark")]
    fn join(&mut self, other: Counts) {
        self.articles += other.articles;
        self.in_stories += other.in_stories;
        self.wire += other.wire;
        self.copies += other.copies;
        self.verbatim += other.verbatim;
        self.credit_kept += other.credit_kept;
        self.credit_known += other.credit_known;
        self.first += other.first;
        self.lags.extend(other.lags);
    }

    fn row<'a>(&self, outlet: &'a str) -> OutletRow<'a> {
        let mut lags = self.lags.clone();
        lags.sort_unstable();
        OutletRow {
            outlet: outlet.into(),
            articles: self.articles,
            in_stories: self.in_stories,
            wire_articles: self.wire,
            wire_share: Share::of(self.wire, self.articles).unwrap_or_default(),
            verbatim_share: Share::of(self.verbatim, self.copies),
            credit_kept_share: Share::of(self.credit_kept, self.credit_known),
            first_count: self.first,
            median_lag_minutes: lags.get(lags.len().saturating_sub(1) / 2).copied(),
        }
    }
}

/// The outlet that was first. It must be the only one, and other outlets must have a date.
fn first_outlet(run: &Run, story: &RunStory, orders: &[Option<u32>]) -> Option<OutletId> {
    let outlet = |place: usize| run.articles.facts(story.members[place].article).outlet;
    let dated = || (0..orders.len()).filter(|&place| orders[place].is_some());
    let first = outlet(dated().find(|&place| orders[place] == Some(1))?);
    let is_alone = dated().all(|place| orders[place] != Some(1) || outlet(place) == first);
    let has_others = dated().any(|place| outlet(place) != first);
    first.filter(|_| is_alone && has_others)
}

#[cfg(all(test, feature = "spark"))]
mod tests {
    use super::*;

    #[test]
    fn counts_of_an_outlet_are_added_up() {
        let of_outlet = |articles, lags: &[i64], of_agency| OfOutlet {
            counts: Counts {
                articles,
                in_stories: 1,
                copies: 2,
                first: 1,
                lags: lags.to_vec(),
                ..Counts::default()
            },
            by_agency: BTreeMap::from([("dpa".into(), of_agency)]),
        };
        let part = |outlets: &[(&str, OfOutlet)]| {
            let named =
                outlets.iter().map(|(name, of_outlet)| (Box::from(*name), of_outlet.clone()));
            NamedOutlets(named.collect())
        };
        let mut all = part(&[("Post", of_outlet(5, &[3, 9], 2))]);
        all.join(part(&[("Gazette", of_outlet(1, &[], 1)), ("Post", of_outlet(2, &[4], 1))]));
        assert_eq!(all.len(), 2);
        let post = &all.0["Post"];
        assert_eq!(post.by_agency["dpa"], 3);
        let row = post.counts.row("Post");
        assert_eq!((row.articles, row.in_stories, row.first_count), (7, 2, 2));
        assert_eq!(row.median_lag_minutes, Some(4));
    }
}
