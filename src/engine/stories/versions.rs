//! Finds the articles of a story that are versions of an agency's item.

use super::run_story::{RunMember, RunStory};
use crate::article::ArticleId;
use crate::clean::VersionStatus;
use crate::engine::run::Run;
use crate::engine::run::agencies::Agencies;
use crate::engine::run::articles::Articles;
use crate::report::{Role, Status};

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
