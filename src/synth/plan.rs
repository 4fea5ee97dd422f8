//! The plan of a corpus: its settings, its days, and who publishes what on each.
//!
//! A corpus is a sequence of days with the same number of articles. The plan of a day depends only
//! on the seed and its number, and no story crosses midnight, so any day can be made on its own and
//! memory holds one plan.

use super::names::{MONTHS, WEEKDAYS};
use super::outlet::{AGENCIES, OUTLETS};
use super::rng::Rng;
use super::running::RunningFile;
use super::story::{Account, Commission, Report};

/// The default seed.
pub const DEFAULT_SEED: u64 = 1;

/// The default number of articles.
pub const DEFAULT_ARTICLES: u64 = 10_000;

/// The settings of a corpus: the same settings give the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Another seed gives other stories.
    pub seed: u64,
    /// The number of articles.
    ///
    /// A larger corpus with the same seed begins with the same whole days.
    pub articles: u64,
    /// The length of the articles.
    pub length: Length,
}

/// The length of the articles of a corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Length {
    /// 130 to 900 words, as in news, with the boilerplate of the outlets' sites.
    #[default]
    News,
    /// About 80 words without boilerplate, so that ten million of them fit on a small disk.
    Short,
}

/// The settings of `data/sample.jsonl` and of its ignore file.
pub const SAMPLE: Settings = Settings { seed: 11, articles: 400, length: Length::News };

impl Default for Settings {
    fn default() -> Settings {
        Settings { seed: DEFAULT_SEED, articles: DEFAULT_ARTICLES, length: Length::default() }
    }
}

/// Monday, 4 January 2021, in days since 1970: the first day of every corpus.
const FIRST_DAY: u64 = 18_631;

/// Days in the 400 years after which the calendar repeats.
const CYCLE_DAYS: u32 = 146_097;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: u32,
    /// From 1.
    month: u32,
    /// From 1.
    day: u32,
    pub(super) weekday: &'static str,
}

impl Date {
    /// The date of the numbered day of a corpus.
    pub(super) fn of_day(number: u64) -> Date {
        let (mut year, mut rest) = (1970, u32::try_from(FIRST_DAY + number).unwrap_or(u32::MAX));
        // Whole cycles first, so that the loop below stays short for any day.
        year += 400 * (rest / CYCLE_DAYS);
        rest %= CYCLE_DAYS;
        while rest >= year_days(year) {
            rest -= year_days(year);
            year += 1;
        }
        let mut month = 1;
        while rest >= month_days(year, month) {
            rest -= month_days(year, month);
            month += 1;
        }
        let weekday = usize::try_from(number % 7).expect("a number below 7 fits");
        Date { year, month, day: rest + 1, weekday: WEEKDAYS[weekday] }
    }

    /// Month and day, as in a dateline.
    pub(super) fn in_words(self) -> String {
        format!("{} {}", MONTHS[self.month as usize - 1], self.day)
    }

    /// The RFC 3339 form of a minute of the day.
    pub(super) fn at(self, minute: usize) -> String {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:00Z",
            self.year,
            self.month,
            self.day,
            minute / 60,
            minute % 60
        )
    }
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn year_days(year: u32) -> u32 {
    365 + u32::from(is_leap(year))
}

fn month_days(year: u32, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Most outlets that run one story.
const MOST_COPIES: usize = 400;

/// A story has at most one in this many articles of its day.
const SMALLEST_PART: usize = 8;

const MINUTES: usize = 24 * 60;

/// Relative frequencies of the kinds of work.
const WIRE: usize = 100;
const OWN: usize = 480;
const BRIEFS: usize = 25;
const TWO_REPORTS: usize = 15;
const TAKES: usize = 12;

/// Articles per page of a running file, and per round-up.
const ARTICLES_PER_FILING: usize = 25;
const ARTICLES_PER_ROUNDUP: usize = 50;

/// The plan of a day: what is written, and where it appears.
pub(super) struct Plan {
    pub(super) works: Vec<Work>,
    /// In order of publication.
    pub(super) pages: Vec<Page>,
}

/// A text that one or more outlets publish.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) sort: Sort,
    pub(super) commission: Commission,
    /// Index of the agency that sends it out.
    pub(super) agency: Option<usize>,
    /// The number of pages it is on.
    pub(super) pages: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// An agency's story.
    Wire,
    /// An outlet's own story.
    Own,
    /// A template brief.
    Brief,
    /// A round-up of the works with these indices.
    Roundup(Vec<usize>),
}

/// One work as published by one outlet.
#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) minute: usize,
    pub(super) work: usize,
    /// The index of this page among those of its work.
    pub(super) copy: usize,
    pub(super) outlet: usize,
    /// The outlet already ran this story.
    pub(super) is_repeat: bool,
}

impl Plan {
    /// Plans a day of this many articles.
    pub(super) fn new(
        seed: u64,
        day: u64,
        articles: usize,
        length: Length,
        weekday: &'static str,
    ) -> Plan {
        let rng = Rng::of(&[seed, day, 8]);
        let mut planner =
            Planner { rng, articles, length, weekday, works: Vec::new(), pages: Vec::new() };
        let before_roundups = articles - articles / ARTICLES_PER_ROUNDUP;
        planner.fill(before_roundups - articles / ARTICLES_PER_FILING, Planner::commission_any);
        planner.fill(before_roundups, Planner::commission_running_file);
        planner.fill(articles, Planner::commission_roundup);
        let Planner { works, mut pages, .. } = planner;
        pages.sort_unstable_by_key(|page| (page.minute, page.work, page.copy));
        Plan { works, pages }
    }
}

/// When and where a work appears.
#[derive(Clone, Copy)]
struct Placing {
    /// The minute of its first page.
    minute: usize,
    /// The outlet of its first page, and the step from each outlet to the next.
    outlet: usize,
    step: usize,
}

struct Planner {
    rng: Rng,
    /// The number of pages up to which works are commissioned.
    articles: usize,
    length: Length,
    weekday: &'static str,
    works: Vec<Work>,
    pages: Vec<Page>,
}

impl Planner {
    /// Commissions works until there are this many pages.
    fn fill(&mut self, articles: usize, commission: fn(&mut Planner)) {
        self.articles = articles;
        while self.space() > 0 {
            commission(self);
        }
    }

    fn space(&self) -> usize {
        self.articles - self.pages.len()
    }

    fn commission_any(&mut self) {
        let event = self.rng.number();
        let mut draw = self.rng.below(WIRE + OWN + BRIEFS + TWO_REPORTS + TAKES);
        let mut falls_to = |share: usize| {
            let falls = draw < share;
            draw = draw.saturating_sub(share);
            falls
        };
        if falls_to(WIRE) {
            let copies = self.many_copies();
            self.add(Sort::Wire, event, Account::Only, copies);
        } else if falls_to(OWN) {
            self.add(Sort::Own, event, Account::Only, 1);
        } else if falls_to(BRIEFS) {
            self.add_briefs(event);
        } else if falls_to(TWO_REPORTS) {
            for report in [Report::One, Report::Other] {
                let copies = self.few_copies();
                self.add(Sort::Wire, event, Account::Report(report), copies);
            }
        } else {
            for account in [Account::FirstTake, Account::LaterTake] {
                let copies = self.few_copies();
                self.add(Sort::Wire, event, account, copies);
            }
        }
    }

    /// Adds briefs from one template, with different names and numbers; some are run by two
    /// outlets.
    fn add_briefs(&mut self, event: u64) {
        const KINDS: u64 = 5;
        let kind = event % KINDS;
        for _ in 0..self.rng.between(3, 9) {
            let event = (self.rng.number() / KINDS - 1) * KINDS + kind;
            let copies = if self.rng.percent(20) { 2 } else { 1 };
            self.add(Sort::Brief, event, Account::Brief, copies);
        }
    }

    /// Draws a number of copies `n` from 2 to [`MOST_COPIES`], with probability about proportional
    /// to `n` to the power of -2.
    fn many_copies(&mut self) -> usize {
        const STEPS: usize = 1 << 20;
        let most = MOST_COPIES.min(self.articles / SMALLEST_PART).max(2);
        // The inverse of the cumulative distribution, 2 / (1 - u (1 - 2 / most)), for u in steps of
        // 1 / STEPS.
        let step = self.rng.below(STEPS);
        2 * STEPS * most / (STEPS * most - step * (most - 2))
    }

    fn few_copies(&mut self) -> usize {
        let (one, other) = (self.rng.between(1, 8), self.rng.between(1, 8));
        one.min(other)
    }

    fn words(&mut self) -> usize {
        match self.length {
            Length::Short => self.rng.between(45, 70),
            Length::News if self.rng.percent(15) => self.rng.between(450, 800),
            Length::News => self.rng.between(130, 480),
        }
    }

    fn add(&mut self, sort: Sort, event: u64, account: Account, copies: usize) {
        let work = self.work(sort, event, account);
        let placing = self.placing();
        self.publish(work, placing, copies);
    }

    /// A work that has no pages yet.
    fn work(&mut self, sort: Sort, event: u64, account: Account) -> Work {
        let agency = (sort != Sort::Own).then(|| self.rng.below(AGENCIES.len()));
        let commission = Commission { event, account, words: self.words(), weekday: self.weekday };
        Work { sort, commission, agency, pages: 0 }
    }

    fn placing(&mut self) -> Placing {
        let minute = self.rng.below(MINUTES - 240);
        Placing { minute, outlet: self.rng.below(OUTLETS), step: self.rng.between(1, OUTLETS - 1) }
    }

    /// Adds a work and its pages, as many as fit.
    fn publish(&mut self, mut work: Work, placing: Placing, copies: usize) {
        /// Percentage of an agency story's copies that their outlet publishes twice.
        const REPEATS: usize = 3;
        let copies = copies.min(self.space());
        if copies == 0 {
            return;
        }
        let is_wire = work.sort == Sort::Wire;
        let Placing { minute, outlet: first, step } = placing;
        let before = self.pages.len();
        for number in 0..copies {
            let outlet = (first + number * step) % OUTLETS;
            let copy = self.pages.len() - before;
            let work = self.works.len();
            let page = Page { minute, work, copy, outlet, is_repeat: false };
            self.add_page(page);
            if is_wire && self.rng.percent(REPEATS) && self.space() > copies - number {
                self.add_page(Page { copy: copy + 1, is_repeat: true, ..page });
            }
        }
        work.pages = self.pages.len() - before;
        self.works.push(work);
    }

    /// Adds a page that appears at its minute or later. Most copies follow soon after the first, a few
    /// many hours later.
    fn add_page(&mut self, page: Page) {
        let left = MINUTES - page.minute;
        let is_first = page.copy == 0;
        let lag = if is_first { 0 } else { self.rng.below(left) * self.rng.below(left) / left };
        self.pages.push(Page { minute: page.minute + lag, ..page });
    }

    /// Adds the filings of a running file. Some outlets run several of them.
    fn commission_running_file(&mut self) {
        let event = self.rng.number();
        let first = self.work(Sort::Wire, event, Account::Filing(0));
        let outlets = self.placing();
        for (number, minute) in RunningFile::of(event).filings().enumerate() {
            let commission = Commission { account: Account::Filing(number), ..first.commission };
            let copies = self.few_copies();
            let work = Work { commission, ..first.clone() };
            self.publish(work, Placing { minute, ..outlets }, copies);
        }
    }

    fn commission_roundup(&mut self) {
        let event = self.rng.number();
        let is_story =
            |work: &Work| work.sort == Sort::Wire && !work.commission.account.is_filing();
        let wire: Vec<usize> =
            (0..self.works.len()).filter(|&work| is_story(&self.works[work])).collect();
        let mut embedded: Vec<usize> = Vec::new();
        if !wire.is_empty() {
            embedded.extend((0..self.rng.between(3, 5)).map(|_| *self.rng.pick(&wire)));
        }
        embedded.sort_unstable();
        embedded.dedup();
        self.add(Sort::Roundup(embedded), event, Account::Only, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_calendar_through_leap_years() {
        let on = |number| (Date::of_day(number).at(75), Date::of_day(number).weekday);
        assert_eq!(on(0), ("2021-01-04T01:15:00Z".to_owned(), "Monday"));
        assert_eq!(on(362), ("2022-01-01T01:15:00Z".to_owned(), "Saturday"));
        assert_eq!(on(1151), ("2024-02-29T01:15:00Z".to_owned(), "Thursday"));
        assert_eq!(on(1152), ("2024-03-01T01:15:00Z".to_owned(), "Friday"));
    }

    fn plan(articles: usize) -> Plan {
        Plan::new(1, 0, articles, Length::News, "Monday")
    }

    #[test]
    fn a_day_has_as_many_articles_as_it_is_to_have() {
        for articles in [0, 1, 2, 3, 10, 49, 50, 51, 400, 4000] {
            let plan = plan(articles);
            assert_eq!(plan.pages.len(), articles);
            assert_eq!(plan.works.iter().map(|work| work.pages).sum::<usize>(), articles);
        }
    }

    #[test]
    fn the_copies_of_a_story_are_in_different_outlets_but_for_repeats() {
        let plan = plan(4000);
        for work in 0..plan.works.len() {
            let mut outlets: Vec<usize> = plan
                .pages
                .iter()
                .filter(|page| page.work == work && !page.is_repeat)
                .map(|page| page.outlet)
                .collect();
            let copies = outlets.len();
            outlets.sort_unstable();
            outlets.dedup();
            assert_eq!(outlets.len(), copies);
        }
    }

    #[test]
    fn few_stories_are_carried_by_many_and_many_by_few() {
        let sizes: Vec<usize> = (0..20)
            .flat_map(|day| Plan::new(1, day, 4000, Length::News, "Monday").works)
            .filter(|work| work.sort == Sort::Wire)
            .map(|work| work.pages)
            .collect();
        let share = |low: usize, high: usize| {
            sizes.iter().filter(|&&size| (low..=high).contains(&size)).count() * 100 / sizes.len()
        };
        assert!(
            share(2, 5) > 40 && share(50, 500) > 1 && share(50, 500) < 10,
            "{}",
            share(50, 500)
        );
        assert!(sizes.iter().max().is_some_and(|&most| most > 200));
    }

    #[test]
    fn copies_of_a_story_are_mixed_with_other_articles() {
        let plan = plan(4000);
        let neighbours = plan.pages.windows(2).filter(|pair| pair[0].work == pair[1].work).count();
        assert!(neighbours < 400, "{neighbours} of 4000 follow a copy of the same story");
    }
}
