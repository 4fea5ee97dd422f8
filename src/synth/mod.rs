//! Makes labelled corpora from a seed.
//!
//! Invented agencies send out invented stories, and invented outlets carry them with all that outlets do to a story
//! ([`Edit`]). Every article bears the label of its story, so that [`eval`](crate::eval) can score a run, and the
//! corpus has its traps: two reports that share a statement, briefs from one template, round-ups, later versions
//! ([`SynthKind`]).
//!
//! The same settings give the same bytes on every machine. Articles come in the order of their dates, the copies of a
//! story spread over a day among the others. A day is made from the seed and its number alone: memory holds one day
//! however large the corpus, and days can be made in any order or at once.
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

mod calendar;
mod edit;
mod grammar;
mod ignored;
mod names;
mod outlet;
mod page;
mod plan;
mod rng;
mod story;

pub use edit::Edit;
pub use ignored::IgnoredPair;
pub use outlet::{AGENCIES, Agency};
pub use page::{SynthArticle, SynthKind};

use calendar::Date;
use outlet::Outlet;
use page::Layout;
use plan::Plan;

/// How many articles a day has; the last day of a corpus has what is left.
const DAY_ARTICLES: u64 = 4000;

/// The seed of a corpus for which nobody asked for another.
pub const DEFAULT_SEED: u64 = 1;

/// The size of a corpus for which nobody asked for another.
pub const DEFAULT_ARTICLES: u64 = 10_000;

/// What fixes a corpus: the same settings give the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Another seed gives other stories.
    pub seed: u64,
    /// How many articles the corpus has.
    ///
    /// A larger corpus with the same seed begins with the same whole days.
    pub articles: u64,
    /// How long the articles are.
    pub length: Length,
}

/// How long the articles of a corpus are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// 130 to 900 words, as in news, with the boilerplate of the outlets' sites.
    #[default]
    News,
    /// About 80 words without boilerplate, so that ten million of them fit on a small disk.
    Short,
}

/// The settings of `data/sample.jsonl` and of the ignore file beside it.
pub const SAMPLE: Settings = Settings { seed: 4, articles: 400, length: Length::News };

impl Default for Settings {
    fn default() -> Settings {
        Settings { seed: DEFAULT_SEED, articles: DEFAULT_ARTICLES, length: Length::default() }
    }
}

/// A synthetic corpus, of which every part can be made when it is wanted.
#[derive(Clone, Debug)]
pub struct Synth {
    settings: Settings,
    outlets: Vec<Outlet>,
}

impl Synth {
    /// Prepares a corpus; nothing is written before its articles are asked for.
    pub fn new(settings: Settings) -> Synth {
        Synth { settings, outlets: Outlet::all(settings.seed) }
    }

    /// All articles, in the order of the corpus.
    pub fn articles(&self) -> impl Iterator<Item = SynthArticle> + '_ {
        (0..self.days()).flat_map(|number| self.day(number).into_articles())
    }

    /// All pairs of articles that are to be scored with care, day by day; the rows of the corpus's ignore file.
    pub fn ignored_pairs(&self) -> impl Iterator<Item = IgnoredPair> + '_ {
        (0..self.days()).flat_map(|number| self.day(number).ignored_pairs())
    }

    /// How many days the corpus has.
    pub fn days(&self) -> u64 {
        self.settings.articles.div_ceil(DAY_ARTICLES)
    }

    /// One day of the corpus, counted from 0; a day behind the last is empty.
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
    /// The place in the corpus of the day's first article.
    first: u64,
    date: Date,
    plan: Plan,
}

impl<'a> Day<'a> {
    /// How many articles appear on this day.
    pub fn len(&self) -> usize {
        self.plan.pages.len()
    }

    /// Whether nothing appears on this day.
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
            synth: self.synth,
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

    /// The pairs of this day's articles that are to be scored with care.
    pub fn ignored_pairs(&self) -> Vec<IgnoredPair> {
        ignored::pairs(&self.plan, self.first)
    }
}

#[cfg(test)]
mod tests;
