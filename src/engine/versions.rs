//! Which articles of a story are versions of an agency's item.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::articles::Articles;
use super::origins::Agencies;
use super::run::Run;
use super::stories::{Member, Story};
use crate::article::{ArticleId, ItemStatus, WireItem};
use crate::clean::VersionStatus;
use crate::corpus::Reject;
use crate::report::{Role, Status};

/// Gives the role of a version to the members, the canonical article first, that are another one than that.
///
/// Such a member has another text, and bears another mark or none; or it stands on the agency's own site beside the
/// canonical article or an earlier member.
pub(super) fn mark(members: &mut [Member], articles: &Articles, agencies: &Agencies) {
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
    /// What the marks of a story's articles say of it.
    pub(super) fn status_of_story(&self, story: &Story) -> Status {
        let is_killed = |member: &Member| self.killed.has(&self.articles.key(member.article));
        if !self.killed.is_empty() && story.members.iter().any(is_killed) {
            return Status::Killed;
        }
        Status::of_story(story.members.iter().map(|member| self.status(member.article)))
    }

    /// What an article's mark says of it.
    pub(super) fn status(&self, article: ArticleId) -> Status {
        let facts = self.articles.facts(article);
        match self.articles.version(&facts).map(|version| version.status) {
            Some(VersionStatus::Updated) => Status::Updated,
            Some(VersionStatus::Corrected) => Status::Corrected,
            Some(VersionStatus::Killed) => Status::Killed,
            Some(VersionStatus::Ok) | None => Status::Ok,
        }
    }

    /// Whether the table of versions has a row for a member.
    pub(super) fn is_version(&self, member: &Member) -> bool {
        member.role == Role::Version || self.articles.facts(member.article).version.is_some()
    }
}

/// The items of agencies that must not run: a notice of it may have no text, or one that is not the story's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Killed(BTreeSet<Box<str>>);

impl Killed {
    /// The items that are killed by records without a text.
    pub(super) fn of(rejects: &[Reject]) -> Killed {
        let mut killed = Killed::default();
        for reject in rejects {
            killed.take(reject.item.as_deref());
        }
        killed
    }

    /// Takes an item, if it is killed.
    pub(super) fn take(&mut self, item: Option<&WireItem>) {
        let killed = item.filter(|item| item.status == ItemStatus::Killed);
        self.0.extend(killed.and_then(|item| item.guid.as_deref()).map(Box::from));
    }

    pub(super) fn join(&mut self, other: Killed) {
        self.0.extend(other.0);
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the article of this key is a version of such an item: behind the item's name stands its number.
    fn has(&self, key: &str) -> bool {
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let without = |key: &str, mark| {
            key.rsplit_once(mark)
                .filter(|(_, number)| is_number(number))
                .map(|(name, _)| name.to_owned())
        };
        // An article that shares its key with another one has a number of its own.
        let name = without(key, '#').unwrap_or_else(|| key.to_owned());
        self.0.contains(&*name) || without(&name, ':').is_some_and(|item| self.0.contains(&*item))
    }
}
