//! The agencies in a corpus: the counts of the summary.

use serde::Serialize;

use super::number::Share;

/// Articles by agency, and how often copies credit the agency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgencyFacts {
    /// The agencies, those with the most articles first.
    pub shares: Vec<AgencyShare>,
    /// Articles on the agencies' own sites, which are not counted as copies.
    pub own: u64,
    /// Articles in clusters whose agency is known, without the agency's own.
    pub copies: u64,
    /// Copies that name the agency only in their text, below a picture or elsewhere on the page.
    pub credit_elsewhere: u64,
    /// Copies that do not name the agency.
    pub credit_missing: u64,
    /// Their share of the copies; none without copies.
    pub credit_missing_share: Option<Share>,
}

/// How much of a corpus comes from one agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyShare {
    /// The agency.
    pub agency: String,
    /// Articles of other outlets: in clusters from the agency, and single ones that credit it.
    pub articles: u64,
    /// Their share of all articles.
    pub share: Option<Share>,
}

/// What a run counts of all agencies together.
#[derive(Clone, Copy, Debug, Default)]
pub struct AgencyCounts {
    /// All articles.
    pub all: u64,
    /// Articles on the site of the agency of their story.
    pub own: u64,
    /// Copies that credit the agency.
    pub credited: u64,
    /// Copies that name it only elsewhere.
    pub credit_elsewhere: u64,
    /// Copies that do not name it.
    pub credit_missing: u64,
}

impl AgencyFacts {
    /// Assembles the counts, and the articles of each agency.
    pub fn collect(
        articles: impl IntoIterator<Item = (String, u64)>,
        AgencyCounts { all, own, credited, credit_elsewhere, credit_missing }: AgencyCounts,
    ) -> AgencyFacts {
        let copies = credited + credit_elsewhere + credit_missing;
        let mut shares: Vec<AgencyShare> = articles
            .into_iter()
            .map(|(agency, articles)| AgencyShare {
                agency,
                articles,
                share: Share::of(articles, all),
            })
            .collect();
        shares.sort_unstable_by(|one, other| {
            other.articles.cmp(&one.articles).then_with(|| one.agency.cmp(&other.agency))
        });
        AgencyFacts {
            shares,
            own,
            copies,
            credit_elsewhere,
            credit_missing,
            credit_missing_share: Share::of(credit_missing, copies),
        }
    }
}
