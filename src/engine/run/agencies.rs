//! What agencies have to do with a run: the agencies that articles credit, and the items that agencies killed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::articles::{KeptFacts, Outlets};
use crate::agency::{AgencyId, Evidence, EvidenceKind};
use crate::article::{CreditState, ItemStatus, WireItem};
use crate::clean::{Agency, Cleaner};
use crate::corpus::Reject;

/// The agencies that articles may credit.
#[derive(Debug)]
pub(crate) struct Agencies {
    pub(crate) list: Vec<Agency>,
    /// For each outlet, the agency that it is.
    of_outlets: Vec<Option<AgencyId>>,
}

impl Agencies {
    pub(crate) fn new(cleaner: &Cleaner, outlets: &Outlets) -> Agencies {
        let list = cleaner.agencies().to_vec();
        let of_outlets = outlets.names().map(|outlet| {
            let name = cleaner.agency_of_outlet(outlet)?;
            (0..).zip(&list).find(|(_, agency)| *agency.name == *name).map(|(id, _)| AgencyId(id))
        });
        Agencies { of_outlets: of_outlets.collect(), list }
    }

    pub(crate) fn name(&self, agency: AgencyId) -> &str {
        &self.list[agency.0 as usize].name
    }

    /// How an article credits the agency of its story; `None` for the agency's own article.
    pub(crate) fn credit_state(&self, facts: &KeptFacts, of: AgencyId) -> Option<CreditState> {
        (!self.is_own(facts, of)).then(|| facts.agencies.state(of.0 as usize))
    }

    /// Whether an article is on the site of the agency of its story.
    pub(crate) fn is_own(&self, facts: &KeptFacts, of: AgencyId) -> bool {
        self.of_outlet(facts) == Some(of)
    }

    /// The agency that an article points to. On an agency's own site that is the agency itself,
    /// unless the article credits another one.
    pub(crate) fn evidence(&self, facts: &KeptFacts) -> Option<Evidence> {
        let credited = facts.credit.map(|credit| (credit.agency, EvidenceKind::from(credit.kind)));
        let own = self.of_outlet(facts).map(|agency| (agency, EvidenceKind::Outlet));
        let origin = credited.filter(|&(_, kind)| kind != EvidenceKind::Contributor);
        let (agency, kind) = origin.or(own).or(credited)?;
        Some(Evidence { agency, role: self.list[agency.0 as usize].role, kind })
    }

    /// The agency whose site an article is on.
    pub(crate) fn of_outlet(&self, facts: &KeptFacts) -> Option<AgencyId> {
        self.of_outlets[facts.outlet?.index()]
    }
}

/// Agency items that must not be published. A kill notice may have no text, or a text that is not
/// the story's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Killed(BTreeSet<Box<str>>);

impl Killed {
    /// The items killed by records without a text.
    pub(crate) fn of(rejects: &[Reject]) -> Killed {
        let mut killed = Killed::default();
        for reject in rejects {
            killed.take(reject.item.as_deref());
        }
        killed
    }

    /// These items.
    #[cfg(feature = "spark")]
    pub(crate) fn of_names(items: &[String]) -> Killed {
        Killed(items.iter().map(|item| item.as_str().into()).collect())
    }

    /// Adds an item if it is killed.
    pub(crate) fn take(&mut self, item: Option<&WireItem>) {
        let killed = item.filter(|item| item.status == ItemStatus::Killed);
        self.0.extend(killed.and_then(|item| item.guid.as_deref()).map(Box::from));
    }

    pub(crate) fn join(&mut self, other: Killed) {
        self.0.extend(other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the article with this key is a version of a killed item. A key is the item's name
    /// and the version's number.
    pub(crate) fn has(&self, key: &str) -> bool {
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let without = |key: &str, mark| {
            key.rsplit_once(mark)
                .filter(|(_, number)| is_number(number))
                .map(|(name, _)| name.to_owned())
        };
        // Articles that share a key were renamed `key#2`, `key#3` …
        let name = without(key, '#').unwrap_or_else(|| key.to_owned());
        self.0.contains(&*name) || without(&name, ':').is_some_and(|item| self.0.contains(&*item))
    }
}
