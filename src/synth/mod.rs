//! Makes labelled corpora from a seed.
//!
//! Invented agencies send out invented stories, and invented outlets run them with all the edits
//! that outlets make ([`Edit`]). Every article has the label of its story, so that
//! [`eval`](crate::eval) can score a run. The corpus also has its traps: two reports that share a
//! statement, briefs from one template, round-ups, later versions, running files ([`SynthKind`]).
//!
//! The same settings give the same bytes on every machine. Articles are in order of date, the
//! copies of a story spread over a day among the others. A day depends only on the seed and its
//! number, so memory holds one day however large the corpus, and days can be made in any order or
//! in parallel.
//!
//! # Examples
//!
//! ```
//! use wirecopy::synth::{Settings, Synth};
//!
//! let synth = Synth::new(Settings { articles: 50, ..Settings::default() });
//! let again = Synth::new(Settings { articles: 50, ..Settings::default() });
//! assert_eq!(synth.articles().count(), 50);
//! assert!(synth.articles().eq(again.articles()));
//! ```

mod edit;
mod grammar;
mod names;
mod outlet;
mod page;
mod plan;
mod rng;
mod running;
mod story;
mod wording;

pub use edit::Edit;
pub use outlet::{AGENCIES, Agency};
pub use page::{SynthArticle, SynthKind};
pub use plan::{DEFAULT_ARTICLES, DEFAULT_SEED, Length, SAMPLE, Settings};

use std::fmt;

use crate::eval::IgnoreKind;
use crate::hash::HashMap;

use outlet::Outlet;
use page::{Layout, article_id};
use plan::{Date, Plan, Sort};
use story::Account;

/// Articles per day; the last day of a corpus has the rest.
const DAY_ARTICLES: u64 = 4000;

/// A synthetic corpus, any part of which can be made on demand.
#[derive(Clone, Debug)]
pub struct Synth {
    settings: Settings,
    outlets: Vec<Outlet>,
}

impl Synth {
    /// Prepares a corpus; articles are written on demand.
    pub fn new(settings: Settings) -> Synth {
        Synth { settings, outlets: Outlet::all(settings.seed) }
    }

    /// All articles, in the order of the corpus.
    pub fn articles(&self) -> impl Iterator<Item = SynthArticle> + '_ {
        (0..self.days()).flat_map(|number| self.day(number).into_articles())
    }

    /// All rows of the corpus's ignore file, day by day.
    pub fn ignored_pairs(&self) -> impl Iterator<Item = IgnoredPair> + '_ {
        (0..self.days()).flat_map(|number| self.day(number).ignored_pairs())
    }

    /// The number of days in the corpus.
    pub fn days(&self) -> u64 {
        self.settings.articles.div_ceil(DAY_ARTICLES)
    }

    /// One day of the corpus, counted from 0; a day after the last is empty.
    pub fn day(&self, number: u64) -> Day<'_> {
        let first = number.saturating_mul(DAY_ARTICLES);
        let articles = self.settings.articles.saturating_sub(first).min(DAY_ARTICLES);
        let articles = usize::try_from(articles).expect("a day has few articles");
        let date = Date::of_day(number);
        let Settings { seed, length, .. } = self.settings;
        Day {
            synth: self,
            number,
            first,
            date,
            plan: Plan::new(seed, number, articles, length, date.weekday),
        }
    }
}

/// One day of a synthetic corpus.
pub struct Day<'a> {
    synth: &'a Synth,
    number: u64,
    /// Index of the day's first article in the corpus.
    first: u64,
    date: Date,
    plan: Plan,
}

impl<'a> Day<'a> {
    /// The number of articles on this day.
    pub fn len(&self) -> usize {
        self.plan.pages.len()
    }

    /// Whether this day has no articles.
    pub fn is_empty(&self) -> bool {
        self.plan.pages.is_empty()
    }

    /// One article of the day, counted from 0 in the order of publication.
    ///
    /// # Panics
    ///
    /// If the day has no such article.
    pub fn article(&self, number: usize) -> SynthArticle {
        let page = &self.plan.pages[number];
        let index = self.first + number as u64;
        Layout {
            settings: &self.synth.settings,
            outlets: &self.synth.outlets,
            plan: &self.plan,
            day: self.number,
            date: self.date,
            page,
            index,
        }
        .article()
    }

    fn into_articles(self) -> impl Iterator<Item = SynthArticle> + 'a {
        (0..self.len()).map(move |number| self.article(number))
    }

    /// The rows of the ignore file for this day's articles.
    pub fn ignored_pairs(&self) -> Vec<IgnoredPair> {
        ignored_pairs(&self.plan, self.first)
    }
}

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
fn ignored_pairs(plan: &Plan, first: u64) -> Vec<IgnoredPair> {
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
    let mut of_event: HashMap<u64, Vec<usize>> = HashMap::default();
    for (number, work) in plan.works.iter().enumerate() {
        if let Sort::Roundup(embedded) = &work.sort {
            related
                .extend(embedded.iter().map(|&embedded| (embedded, number, IgnoreKind::Partial)));
        }
        let kind = match work.commission.account {
            Account::FirstTake | Account::LaterTake | Account::Filing(_) => IgnoreKind::Take,
            Account::Report(_) => IgnoreKind::Partial,
            Account::Only | Account::Brief => continue,
        };
        let others = of_event.entry(work.commission.event).or_default();
        related.extend(others.iter().map(|&other| (other, number, kind)));
        others.push(number);
    }
    related
}

#[cfg(test)]
mod tests;
