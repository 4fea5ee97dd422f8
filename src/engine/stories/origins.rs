//! What the agencies say: the agency of each cluster by a vote over the credits, and the articles that are
//! versions of an agency's item.

use super::run_story::{RunMember, RunStory};
use crate::agency;
use crate::agency::Origin;
use crate::article::{ArticleId, CreditState};
use crate::clean::VersionStatus;
use crate::engine::run::Run;
use crate::engine::run::agencies::Agencies;
use crate::engine::run::articles::Articles;
use crate::engine::run::clusters::articles_of;
use crate::error::Result;
use crate::report::{AgencyCounts, AgencyFacts, Role, Share, Status};

/// Articles from an agency, not counting the agency's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credits {
    /// Articles that credit the agency.
    kept: u64,
    /// Articles that only name it elsewhere on the page.
    named: u64,
    /// Articles that do not name it.
    missing: u64,
}

impl Credits {
    /// The share that credits the agency; `None` if there are no articles.
    pub(crate) fn share(self) -> Option<Share> {
        Share::of(self.kept, self.kept + self.named + self.missing)
    }
}

impl Run {
    /// The number of articles from each agency, without those on its own site, and how many copies
    /// credit it.
    pub fn agencies(&self) -> Result<AgencyFacts> {
        let mut articles = vec![0; self.agencies.list.len()];
        let mut own = 0;
        let mut credits = Credits::default();
        self.each_cluster(|cluster| {
            let members = articles_of(cluster, &self.texts);
            if let Some(origin) = self.origin_of(&members) {
                let is_own = |&&member: &&_| {
                    self.agencies.is_own(&self.articles.facts(member), origin.agency)
                };
                let of_agency = members.iter().filter(is_own).count() as u64;
                own += of_agency;
                articles[origin.agency.0 as usize] += members.len() as u64 - of_agency;
                if members.len() > 1 {
                    self.count_credits(&members, &origin, &mut credits);
                }
            }
        })?;
        let named = self.agencies.list.iter().map(|agency| agency.name.to_string());
        let found = named.zip(articles).filter(|&(_, articles)| articles > 0);
        let counts = AgencyCounts {
            all: self.articles.len() as u64,
            own,
            credited: credits.kept,
            credit_elsewhere: credits.named,
            credit_missing: credits.missing,
        };
        Ok(AgencyFacts::collect(found, counts))
    }

    /// The agency of a story.
    pub(crate) fn origin(&self, story: &RunStory) -> Option<Origin> {
        self.origin_of(&members(story))
    }

    /// How many articles of a story credit its agency.
    pub(crate) fn credits_kept(&self, story: &RunStory, origin: Option<&Origin>) -> Credits {
        let mut credits = Credits::default();
        if let Some(origin) = origin {
            self.count_credits(&members(story), origin, &mut credits);
        }
        credits
    }

    pub(crate) fn origin_of(&self, articles: &[ArticleId]) -> Option<Origin> {
        let facts = articles.iter().map(|&article| self.articles.facts(article));
        agency::vote(facts.filter_map(|facts| self.agencies.evidence(&facts)))
    }

    fn count_credits(&self, articles: &[ArticleId], origin: &Origin, credits: &mut Credits) {
        for &article in articles {
            match self.agencies.credit_state(&self.articles.facts(article), origin.agency) {
                Some(CreditState::Credited) => credits.kept += 1,
                Some(CreditState::Named) => credits.named += 1,
                Some(CreditState::Absent) => credits.missing += 1,
                None => {}
            }
        }
    }
}

fn members(story: &RunStory) -> Vec<ArticleId> {
    story.members.iter().map(|member| member.article).collect()
}

/// Marks the members that are another version than the canonical article, which comes first.
///
/// A version has a different text. It also has a different version mark, or it is on the site of an
/// agency that already has an earlier member.
pub(crate) fn mark(members: &mut [RunMember], articles: &Articles, agencies: &Agencies) {
    let Some(canonical) = members.first().map(|member| articles.facts(member.article)) else {
        return;
    };
    let canonical_mark = articles.version(&canonical);
    let mut own = Vec::new();
    for member in members {
        let facts = articles.facts(member.article);
        let is_own = agencies.of_outlet(&facts);
        let is_repeat = is_own.is_some_and(|agency| own.contains(&agency));
        own.extend(is_own);
        let other_mark = facts.version.is_some() && articles.version(&facts) != canonical_mark;
        let other_text = member.overlap.is_some() && facts.stream != canonical.stream;
        if other_text && (other_mark || is_repeat) {
            member.role = Role::Version;
        }
    }
}

impl Run {
    /// The status of a story, from the version marks of its articles.
    pub(crate) fn status_of_story(&self, story: &RunStory) -> Status {
        let is_killed = |member: &RunMember| self.killed.has(&self.articles.key(member.article));
        if !self.killed.is_empty() && story.members.iter().any(is_killed) {
            return Status::Killed;
        }
        Status::of_story(story.members.iter().map(|member| self.status(member.article)))
    }

    /// The status of an article, from its version mark.
    pub(crate) fn status(&self, article: ArticleId) -> Status {
        let facts = self.articles.facts(article);
        match self.articles.version(&facts).map(|version| version.status) {
            Some(VersionStatus::Updated) => Status::Updated,
            Some(VersionStatus::Corrected) => Status::Corrected,
            Some(VersionStatus::Killed) => Status::Killed,
            Some(VersionStatus::Ok) | None => Status::Ok,
        }
    }

    /// Whether the table of versions has a row for a member.
    pub(crate) fn is_version(&self, member: &RunMember) -> bool {
        member.role == Role::Version || self.articles.facts(member.article).version.is_some()
    }
}
