//! Counts what each outlet carries, while the stories are written.

use std::collections::BTreeMap;

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

#[derive(Clone, Debug, Default)]
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

    /// Writes the tables `outlets` and `outlet_agency`, in the order of the outlets' names.
    pub(crate) fn write(&self, run: &Run, tables: &mut Tables) -> Result<()> {
        let mut names: Vec<(&str, usize)> = run.articles.outlets.names().zip(0..).collect();
        names.sort_unstable();
        for &(name, place) in &names {
            tables.outlet(&self.counts[place].row(name))?;
        }
        let mut by_name: Vec<(&str, &str, u64, u64)> = self
            .by_agency
            .iter()
            .map(|(&(outlet, agency), &articles)| {
                let of_outlet = self.counts[outlet.index()].articles;
                (run.articles.outlets.name(outlet), run.agencies.name(agency), articles, of_outlet)
            })
            .collect();
        by_name.sort_unstable();
        for (outlet, agency, articles, of_outlet) in by_name {
            let share = Share::of(articles, of_outlet).unwrap_or_default();
            let (outlet, agency) = (outlet.into(), agency.into());
            tables.outlet_agency(&OutletAgencyRow { outlet, agency, articles, share })?;
        }
        Ok(())
    }
}

impl Counts {
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
