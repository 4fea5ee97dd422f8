//! What the agencies have of a corpus: the counts of the summary.

use serde::Serialize;

use super::number::Share;

/// How much of a corpus comes from which agency, and how often its copies do not say so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgencyFacts {
    /// The agencies, those with the most articles first.
    pub shares: Vec<AgencyShare>,
    /// Articles in clusters whose agency is known, without the agency's own.
    pub copies: u64,
    /// Those of them that do not name the agency.
    pub credit_missing: u64,
    /// Their share of the copies; none when there are no copies.
    pub credit_missing_share: Option<Share>,
}

/// How much of a corpus comes from one agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyShare {
    /// The agency.
    pub agency: String,
    /// Its articles: those of the clusters that come from it, and single ones that credit it.
    pub articles: u64,
    /// Their share of all articles.
    pub share: Option<Share>,
}

impl AgencyFacts {
    /// Puts the counts together: the articles of each agency among `all`, and its copies in the clusters.
    pub fn collect(
        articles: impl IntoIterator<Item = (String, u64)>,
        all: u64,
        copies: u64,
        credit_missing: u64,
    ) -> AgencyFacts {
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
            copies,
            credit_missing,
            credit_missing_share: Share::of(credit_missing, copies),
        }
    }
}
