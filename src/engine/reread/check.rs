//! Inspects a corpus without clustering it: how it is read, and what may go wrong.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::oddities::{Oddities, aliases, bare_address, first_page};
use crate::clean;
use crate::corpus::{Corpus, Field, Notice, Record, Reject, RejectCode, SourceFile};
use crate::date::{Calendar, DateReader, Day, Precision, Published};
use crate::engine::settings::Settings;
use crate::error::Result;
use crate::hash::{self, HashSet};
use crate::outlet;
use crate::verify::Headlines;

/// Records inspected in files with the same layout, at most.
pub const CHECKED_RECORDS: u64 = 10_000;

/// Sample articles and rejected records that are shown.
const SHOWN: usize = 3;

/// Outlets that are compared to find aliases, at most.
const MOST_OUTLETS: usize = 5_000;

/// The result of checking a corpus.
#[derive(Debug, Serialize)]
pub struct Checked {
    /// One for each way in which files are read, in the order of the first files.
    pub groups: Vec<GroupCheck>,
    /// Warnings about the files.
    pub notices: Vec<String>,
}

/// The result for files with the same layout.
#[derive(Debug, Serialize)]
pub struct GroupCheck {
    /// The first file.
    pub path: String,
    /// How many files.
    pub files: u64,
    /// Their format, as messages call it.
    pub format: String,
    /// The encoding of their text.
    pub encoding: &'static str,
    /// How they are read: schema and fields, or the kind of file.
    pub described: String,
    /// The schema, if they have one.
    pub schema: Option<&'static str>,
    /// Records that were inspected.
    pub records: u64,
    /// Whether all records were inspected.
    pub is_all: bool,
    /// Records that are not articles, by reason.
    pub rejects: BTreeMap<&'static str, u64>,
    /// The first of them, each with its place.
    pub first_rejects: Vec<String>,
    /// Each field: where it is read from, and how many articles have it.
    pub fields: Vec<FieldCheck>,
    /// Articles with a duplicate id.
    pub repeated_ids: u64,
    /// Median number of words. In scripts without spaces, two characters count as one.
    pub median_words: u64,
    /// Articles that are too short to match unless their texts are identical.
    pub short: u64,
    /// Different outlets.
    pub outlets: u64,
    /// Names of outlets that may be one outlet.
    pub aliases: Vec<(String, String)>,
    /// Dates by precision.
    pub dates: DateCheck,
    /// Articles at another URL of the same page, such as AMP or a tracking link.
    pub same_pages: u64,
    /// Articles that are a later page of another one, by their URLs.
    pub further_pages: u64,
    /// Articles dated many years before or after most others.
    pub far_dates: u64,
    /// The first of them.
    pub first_far_date: Option<String>,
    /// Articles whose text appears under other headlines too: a notice that a site shows instead of
    /// its articles.
    pub same_texts: u64,
    /// Articles whose headline is that of most articles of the outlet: the name of the site.
    pub same_headlines: u64,
    /// That headline.
    pub common_headline: Option<String>,
    /// Articles whose outlet is a date.
    pub dated_outlets: u64,
    /// Other oddities of the articles.
    #[serde(flatten)]
    pub oddities: Oddities,
    /// Some articles.
    pub sample: Vec<SampleArticle>,
}

/// How one field is filled.
#[derive(Debug, Serialize)]
pub struct FieldCheck {
    /// Its name.
    pub field: &'static str,
    /// The fields of the records that are read as this one.
    pub from: Vec<String>,
    /// Articles that have it.
    pub filled: u64,
}

/// The precision of the dates.
#[derive(Debug, Default, Serialize)]
pub struct DateCheck {
    /// To the second or the minute.
    pub exact: u64,
    /// Only the day.
    pub day: u64,
    /// Only the month.
    pub month: u64,
    /// After the time of the check.
    pub future: u64,
    /// The first of them.
    pub first_future: Option<String>,
    /// Unreadable or ambiguous.
    pub unread: u64,
    /// The first of them.
    pub first_unread: Option<String>,
    /// Dates of other calendars, which are not read unless they are Buddhist: how many, and the first of them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub calendars: BTreeMap<Calendar, (u64, String)>,
    /// Articles without a date.
    pub missing: u64,
}

/// An article, shortened.
#[derive(Debug, Serialize)]
pub struct SampleArticle {
    /// Its id.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its date, as written.
    pub date: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
    /// The first words of its text.
    pub text: String,
}

impl GroupCheck {
    /// Records that are not articles.
    pub fn rejected(&self) -> u64 {
        self.rejects.values().sum()
    }

    /// Bad records. The other rejected records are not articles, or have no text.
    pub fn mistakes(&self) -> u64 {
        let harmless = [RejectCode::NoArticle, RejectCode::MissingText, RejectCode::EmptyBody];
        let of_code = |code: RejectCode| self.rejects.get(code.name()).copied().unwrap_or(0);
        self.rejected() - harmless.into_iter().map(of_code).sum::<u64>()
    }

    /// Records that are articles.
    pub fn articles(&self) -> u64 {
        self.records - self.rejected()
    }
}

/// Inspects the first records of all files.
///
/// Dates are read as these settings say, and articles of fewer words than they need count as short.
/// Articles dated after `now`, in seconds since 1970, count as in the future.
pub fn check(corpus: &Corpus, settings: &Settings, now: i64) -> Result<Checked> {
    let mut groups = Groups::of(corpus);
    let mut chunks = corpus.chunks();
    while let Some(chunk) = chunks.next() {
        let chunk = chunk?;
        let mut last = None;
        for record in chunk.records() {
            let place = match &record {
                Ok(record) => record.place,
                Err(reject) => reject.place,
            };
            let group = &mut groups.seen[groups.of_file[place.file.0 as usize]];
            last = Some((place.file, group.check.records));
            if group.check.records == CHECKED_RECORDS {
                group.check.is_all = false;
                break;
            }
            group.check.records += 1;
            match record {
                Ok(record) => group.add(&record, settings, now),
                Err(reject) => group.reject(corpus.file(reject.place.file), &reject),
            }
        }
        if last.is_some_and(|(_, records)| records == CHECKED_RECORDS) {
            chunks.skip_rest();
        }
    }
    let first_pass = chunks.finish();
    let notices = corpus.notices().iter().chain(&first_pass.notices).map(Notice::to_string);
    Ok(Checked {
        groups: groups.seen.into_iter().map(Seen::finish).collect(),
        notices: notices.collect(),
    })
}

/// The groups of files, and the group of each file.
struct Groups {
    seen: Vec<Seen>,
    of_file: Vec<usize>,
}

impl Groups {
    fn of(corpus: &Corpus) -> Groups {
        let mut groups = Groups { seen: Vec::new(), of_file: Vec::new() };
        let mut known: BTreeMap<(String, String, &str), usize> = BTreeMap::new();
        for file in corpus.files() {
            let name = file.kind();
            let key = (name, file.format.described(), file.encoding.name());
            let group = *known.entry(key).or_insert_with(|| {
                groups.seen.push(Seen::of(file));
                groups.seen.len() - 1
            });
            groups.seen[group].check.files += 1;
            groups.of_file.push(group);
        }
        groups
    }
}

/// The state of a group while it is inspected.
struct Seen {
    check: GroupCheck,
    ids: HashSet<u64>,
    pages: HashSet<u64>,
    addresses: HashSet<u64>,
    words: Vec<u64>,
    outlets: BTreeSet<String>,
    /// For each text of each outlet, its headlines and the number of its articles.
    texts: BTreeMap<(String, u64), (Headlines, u64)>,
    /// Number of articles by outlet and headline, and by outlet.
    headlines: BTreeMap<(String, String), u64>,
    of_outlets: BTreeMap<String, u64>,
    /// The outlets by the host of their pages.
    of_hosts: BTreeMap<String, BTreeSet<String>>,
    /// URLs without the numbers of their pages.
    first_pages: HashSet<u64>,
    /// For each year, the number of dates and the first of them as written.
    years: BTreeMap<i64, (u64, String)>,
}

/// If this many articles of an outlet share a headline, and most of its articles do, the headline
/// is not that of one story.
const SAME_HEADLINE: u64 = 5;

/// A host with pages of this many outlets is an aggregator.
const MOST_NAMES: usize = 4;

/// A date this many years from the median is probably an error.
const FAR_YEARS: i64 = 25;

impl Seen {
    fn of(file: &SourceFile) -> Seen {
        let mapping = file.format.mapping();
        let from = |field| mapping.map_or(Vec::new(), |mapping| mapping.fields(field).to_vec());
        let fields = Field::ALL.map(|field| FieldCheck {
            field: field.name(),
            from: from(field),
            filled: 0,
        });
        let check = GroupCheck {
            path: file.path.display().to_string(),
            files: 0,
            format: file.kind(),
            encoding: file.encoding.name(),
            described: file.format.described(),
            schema: mapping.map(|mapping| mapping.preset().name),
            records: 0,
            is_all: true,
            rejects: BTreeMap::new(),
            first_rejects: Vec::new(),
            fields: fields.into(),
            repeated_ids: 0,
            median_words: 0,
            short: 0,
            outlets: 0,
            aliases: Vec::new(),
            dates: DateCheck::default(),
            same_pages: 0,
            further_pages: 0,
            far_dates: 0,
            first_far_date: None,
            same_texts: 0,
            same_headlines: 0,
            common_headline: None,
            dated_outlets: 0,
            oddities: Oddities::default(),
            sample: Vec::new(),
        };
        Seen {
            check,
            ids: HashSet::default(),
            pages: HashSet::default(),
            addresses: HashSet::default(),
            words: Vec::new(),
            outlets: BTreeSet::new(),
            texts: BTreeMap::new(),
            headlines: BTreeMap::new(),
            of_outlets: BTreeMap::new(),
            of_hosts: BTreeMap::new(),
            first_pages: HashSet::default(),
            years: BTreeMap::new(),
        }
    }

    fn reject(&mut self, file: &SourceFile, reject: &Reject) {
        *self.check.rejects.entry(reject.code.name()).or_default() += 1;
        if self.check.first_rejects.len() < SHOWN {
            let (path, line) = (file.path.display(), reject.place.line);
            self.check.first_rejects.push(format!("{path}:{line}: {}", reject.message));
        }
    }

    fn add(&mut self, record: &Record, settings: &Settings, now: i64) {
        let article = &record.article;
        let filled = [
            true,
            true,
            article.headline.is_some(),
            article.outlet.is_some(),
            article.published.is_some(),
            article.url.is_some(),
            article.byline.is_some(),
            article.language.is_some(),
        ];
        for (field, is_filled) in self.check.fields.iter_mut().zip(filled) {
            field.filled += u64::from(is_filled);
        }
        let is_new = self.ids.insert(hash::bytes(article.key.as_bytes()));
        self.check.repeated_ids += u64::from(!is_new);
        let words = clean::count_words(&article.body) as u64;
        self.check.short += u64::from(words < u64::from(settings.min_words));
        self.words.push(words);
        if let Some(outlet) = article.outlet.as_deref().and_then(outlet::normalise)
            && self.outlets.len() < MOST_OUTLETS
        {
            if let Some(url) = article.url.as_deref().filter(|url| url.contains("://")) {
                let host =
                    bare_address(url).split(['/', '?']).next().unwrap_or_default().to_owned();
                // An aggregator has pages of many outlets, which are not aliases.
                let names = self.of_hosts.entry(host).or_default();
                if names.len() < MOST_NAMES {
                    names.insert(outlet.clone());
                }
            }
            self.outlets.insert(outlet);
        }
        let is_date = |outlet: &str| {
            outlet.len() < 40
                && !outlet.contains(char::is_alphabetic)
                && Day::parse(outlet).is_some()
        };
        self.check.dated_outlets += u64::from(article.outlet.as_deref().is_some_and(is_date));
        if let Some(headline) = article.headline.as_deref() {
            let text = hash::bytes(article.body.trim().as_bytes());
            let outlet = article.outlet.as_deref().unwrap_or_default();
            // Who has a text in place of its articles is known by its outlet.
            if !outlet.is_empty() {
                let text = (outlet.to_owned(), text);
                let (headlines, articles) = self.texts.entry(text).or_default();
                *articles += 1;
                headlines.add(headline);
            }
            *self.of_outlets.entry(outlet.to_owned()).or_default() += 1;
            let headline = headline.chars().take(200).collect();
            *self.headlines.entry((outlet.to_owned(), headline)).or_default() += 1;
        }
        self.date(article.published.as_deref(), &settings.dates, now);
        self.check.oddities.add(article);
        if let Some(url) = article.url.as_deref()
            && self.addresses.insert(hash::bytes(url.as_bytes()))
        {
            let is_new = self.pages.insert(hash::bytes(bare_address(url).as_bytes()));
            self.check.same_pages += u64::from(!is_new);
            let is_first = self.first_pages.insert(hash::bytes(first_page(url).as_bytes()));
            self.check.further_pages += u64::from(is_new && !is_first);
        }
        if self.check.sample.len() < SHOWN {
            let shortened = |text: &str| text.chars().take(200).collect::<String>();
            self.check.sample.push(SampleArticle {
                id: shortened(&article.key),
                outlet: article.outlet.as_deref().map(shortened),
                date: article.published.as_deref().map(shortened),
                headline: article.headline.as_deref().map(shortened),
                text: shortened(article.body.trim_start()),
            });
        }
    }

    fn date(&mut self, written: Option<&str>, reader: &DateReader, now: i64) {
        let Some(written) = written else {
            self.check.dates.missing += 1;
            return;
        };
        let read = reader.read(written);
        if let Some(date) = read {
            const YEAR: i64 = 31_556_952;
            let (dates, _) = self
                .years
                .entry(date.seconds().div_euclid(YEAR))
                .or_insert_with(|| (0, written.chars().take(60).collect()));
            *dates += 1;
        }
        let dates = &mut self.check.dates;
        if read.is_some_and(|date| date.seconds() > now) {
            dates.future += 1;
            dates.first_future.get_or_insert_with(|| written.chars().take(60).collect());
        }
        let calendar = Calendar::of(written);
        if let Some(calendar) = calendar {
            let (articles, _) = dates
                .calendars
                .entry(calendar)
                .or_insert_with(|| (0, written.chars().take(60).collect()));
            *articles += 1;
        }
        let is_of_other_calendar = calendar.is_some();
        match read.map(Published::precision) {
            Some(Precision::Second | Precision::Minute) => dates.exact += 1,
            Some(Precision::Day) => dates.day += 1,
            Some(Precision::Month) => dates.month += 1,
            None if is_of_other_calendar => dates.unread += 1,
            None => {
                dates.unread += 1;
                dates.first_unread.get_or_insert_with(|| written.chars().take(60).collect());
            }
        }
    }

    fn finish(mut self) -> GroupCheck {
        self.words.sort_unstable();
        let dated: u64 = self.years.values().map(|(dates, _)| dates).sum();
        let mut passed = 0;
        let middle = self.years.iter().find_map(|(year, (dates, _))| {
            passed += dates;
            (passed * 2 >= dated).then_some(*year)
        });
        for (year, (dates, written)) in &self.years {
            let is_far = middle.is_some_and(|middle| (year - middle).abs() >= FAR_YEARS);
            // If many articles are that old, it is an archive and not an error.
            if is_far && dates * 3 <= dated {
                self.check.far_dates += dates;
                self.check.first_far_date.get_or_insert_with(|| written.clone());
            }
        }
        self.check.median_words = self.words.get(self.words.len() / 2).copied().unwrap_or(0);
        let same = self.texts.values().filter(|(headlines, _)| headlines.are_of_many_stories());
        self.check.same_texts = same.map(|(_, articles)| articles).sum();
        let mut most = 0;
        for ((outlet, headline), articles) in self.headlines {
            let of_outlet = self.of_outlets.get(&outlet).copied().unwrap_or(0);
            if articles >= SAME_HEADLINE && articles * 2 > of_outlet {
                self.check.same_headlines += articles;
                if articles > most {
                    most = articles;
                    self.check.common_headline = Some(headline);
                }
            }
        }
        self.check.outlets = self.outlets.len() as u64;
        self.check.aliases = aliases(&self.outlets);
        let several = |names: &&BTreeSet<String>| (2..MOST_NAMES).contains(&names.len());
        for names in self.of_hosts.values().filter(several) {
            let mut names = names.iter();
            let first = names.next().cloned().unwrap_or_default();
            self.check.aliases.extend(names.map(|other| (first.clone(), other.clone())));
        }
        self.check
    }
}
