//! The agencies that articles credit.

use super::articles::{KeptFacts, Outlets};
use crate::agency::{AgencyId, Evidence, EvidenceKind};
use crate::article::CreditState;
use crate::clean::{Agency, Cleaner};

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
