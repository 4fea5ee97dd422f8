//! Pairs of articles that are neither copies nor clearly different.

use std::fmt;

use crate::eval::IgnoreKind;
use crate::hash::HashMap;

use super::page::article_id;
use super::plan::{Plan, Sort};
use super::story::Account;

/// A row of an ignore file: two ids and a kind, separated by tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredPair {
    /// The id of the earlier article.
    pub earlier: String,
    /// The id of the later article.
    pub later: String,
    /// Versions of a developing story, or articles that share a part.
    pub kind: IgnoreKind,
}

impl fmt::Display for IgnoredPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\t{}\t{}", self.earlier, self.later, self.kind.word())
    }
}

/// The ignored pairs of a day, in the order of their articles.
pub(super) fn pairs(plan: &Plan, first: u64) -> Vec<IgnoredPair> {
    let mut pages_of: Vec<Vec<u64>> = vec![Vec::new(); plan.works.len()];
    for (index, page) in (first..).zip(&plan.pages) {
        pages_of[page.work].push(index);
    }
    let mut rows = Vec::new();
    for (one, other, kind) in related_works(plan) {
        for &page in &pages_of[one] {
            rows.extend(
                pages_of[other].iter().map(|&other| (page.min(other), page.max(other), kind)),
            );
        }
    }
    rows.sort_unstable();
    let pair = |(earlier, later, kind)| IgnoredPair {
        earlier: article_id(earlier),
        later: article_id(later),
        kind,
    };
    rows.into_iter().map(pair).collect()
}

/// Pairs of works whose pages are all related to each other.
fn related_works(plan: &Plan) -> Vec<(usize, usize, IgnoreKind)> {
    let mut related = Vec::new();
    let mut events: HashMap<u64, usize> = HashMap::default();
    for (number, work) in plan.works.iter().enumerate() {
        if let Sort::Roundup(embedded) = &work.sort {
            related
                .extend(embedded.iter().map(|&embedded| (embedded, number, IgnoreKind::Partial)));
        }
        let kind = match work.commission.account {
            Account::FirstTake | Account::LaterTake => IgnoreKind::Take,
            Account::Report(_) => IgnoreKind::Partial,
            Account::Only | Account::Brief => continue,
        };
        if let Some(other) = events.insert(work.commission.event, number) {
            related.push((other, number, kind));
        }
    }
    related
}
