//! The options for reading the input, and which of its articles are wanted.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::bytes::encoding::Encoding;
use super::fields::schema::{FieldNames, OutletFrom, Preset};
use super::format::FormatName;
use crate::article::{Article, BodyIs};
use crate::date::{DateReader, Day};
use crate::outlet::OutletNames;

/// An input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file, a folder, or a pattern for file names.
    Path(PathBuf),
    /// The standard input.
    Stdin,
}

/// What is made of the first lines of plain text files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextHeads {
    /// Named lines and the headline, date and byline of a saved page are found.
    #[default]
    Found,
    /// They are text like the rest.
    Ignored,
}

/// How files are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format of all files. By default it is recognised for each file.
    pub format: Option<FormatName>,
    /// The encoding of all text. By default it is recognised for each file.
    pub encoding: Option<Encoding>,
    /// The schema of all files. By default it is chosen by the fields of each file.
    pub schema: Option<&'static Preset>,
    /// Field names that override those of the schema.
    pub fields: FieldNames,
    /// The table to read, in formats with tables. By default the only one with a text.
    pub table: Option<String>,
    /// Where outlets come from. By default the schema decides.
    pub outlet_from: Option<OutletFrom>,
    /// Names that mean the same outlet.
    pub outlet_names: OutletNames,
    /// Whether the first lines of a plain text file are looked at for its headline, date and outlet.
    pub text_heads: TextHeads,
    /// What the body of an article is.
    pub body_is: BodyIs,
    /// Which articles are wanted.
    pub selection: Selection,
    /// The longest record, in bytes. A longer one is rejected without being held in memory.
    pub max_record_bytes: u64,
    /// Bytes of a file that are read at a time. Does not change results.
    pub chunk_bytes: usize,
}

/// Default limit for the length of a record: 64 MiB.
pub const DEFAULT_MAX_RECORD_BYTES: u64 = 64 << 20;

/// Default size of a chunk: 256 KiB.
pub const DEFAULT_CHUNK_BYTES: usize = 1 << 18;

impl Default for Options {
    fn default() -> Options {
        Options {
            format: None,
            encoding: None,
            schema: None,
            fields: FieldNames::default(),
            table: None,
            outlet_from: None,
            outlet_names: OutletNames::default(),
            text_heads: TextHeads::default(),
            body_is: BodyIs::default(),
            selection: Selection::default(),
            max_record_bytes: DEFAULT_MAX_RECORD_BYTES,
            chunk_bytes: DEFAULT_CHUNK_BYTES,
        }
    }
}

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Which articles are wanted: those that fit all of this. By default all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// The first day, in UTC.
    #[serde(default, with = "written", skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// The last day, in UTC.
    #[serde(default, with = "written", skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Language tags, such as `en` or `pt-BR`; `en` is all English. Empty: all languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// How many of these articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Wanted>,
}

/// How many articles are wanted.
///
/// A sample depends on the ids of the articles alone, not on the order of files and records. Samples
/// of a corpus contain one another: each article of a smaller one is in every larger one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// This many, from the first file on.
    First(u64),
    /// Those with this many ids, chosen by their hashes.
    Sample(u64),
    /// This share of all ids, 0 to 1, chosen by their hashes.
    Share(f64),
}

/// Why an article is not wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unwanted {
    /// It is of another time.
    OtherDate,
    /// It has no date that can be read, but a time is asked for.
    Undated,
    /// It is in another language, or does not say in which.
    OtherLanguage,
    /// It is not in the sample.
    NotSampled,
    /// There are enough articles before it.
    BeyondLimit,
}

impl Unwanted {
    /// All reasons.
    const ALL: [Unwanted; 5] = [
        Unwanted::OtherDate,
        Unwanted::Undated,
        Unwanted::OtherLanguage,
        Unwanted::NotSampled,
        Unwanted::BeyondLimit,
    ];

    /// The name of the reason.
    pub fn name(self) -> &'static str {
        match self {
            Unwanted::OtherDate => "other_date",
            Unwanted::Undated => "undated",
            Unwanted::OtherLanguage => "other_language",
            Unwanted::NotSampled => "not_sampled",
            Unwanted::BeyondLimit => "beyond_limit",
        }
    }
}

/// How many articles were left out, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut([u64; Unwanted::ALL.len()]);

impl LeftOut {
    /// Counts an article.
    pub fn add(&mut self, why: Unwanted) {
        self.0[why as usize] += 1;
    }

    /// Adds the counts of others.
    pub fn join(&mut self, other: LeftOut) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The reasons that there were, with the number of articles.
    pub fn by_reason(&self) -> impl Iterator<Item = (Unwanted, u64)> {
        Unwanted::ALL.into_iter().zip(self.0).filter(|&(_, count)| count > 0)
    }
}

impl Selection {
    /// Whether all articles are wanted.
    pub fn is_all(&self) -> bool {
        *self == Selection::default()
    }

    /// Why an article is not wanted, apart from the number.
    pub(super) fn unwanted(&self, article: &Article<'_>, dates: &DateReader) -> Option<Unwanted> {
        if self.since.is_some() || self.until.is_some() {
            let Some(published) = article.published.as_deref().and_then(|date| dates.read(date))
            else {
                return Some(Unwanted::Undated);
            };
            let start = |day: Day| i64::from(day.number()) * DAY;
            // Of a month or a day, a part is enough.
            let is_before = self.since.is_some_and(|since| published.end() <= start(since));
            let is_after =
                self.until.is_some_and(|until| published.seconds() >= start(until) + DAY);
            if is_before || is_after {
                return Some(Unwanted::OtherDate);
            }
        }
        let is_in = |language: &str| self.languages.iter().any(|wanted| is_of(language, wanted));
        let is_other =
            !self.languages.is_empty() && !article.language.as_deref().is_some_and(is_in);
        is_other.then_some(Unwanted::OtherLanguage)
    }
}

/// Whether a language tag is the wanted one, or a variety of it: `pt-BR` and `pt_BR` are `pt`.
fn is_of(tag: &str, wanted: &str) -> bool {
    let parts = |tag: &str| {
        let parts = tag.trim().split(['-', '_']).map(str::to_lowercase);
        parts.collect::<Vec<_>>()
    };
    parts(tag).starts_with(&parts(wanted))
}

/// Days as people write them.
mod written {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::date::Day;

    #[expect(
        clippy::ref_option,
        clippy::trivially_copy_pass_by_ref,
        reason = "this is how serde hands it over"
    )]
    pub(super) fn serialize<S: Serializer>(
        day: &Option<Day>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.collect_str(day),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Day>, D::Error> {
        let written = Option::<String>::deserialize(deserializer)?;
        let day = |written: String| {
            Day::parse(&written).ok_or_else(|| de::Error::custom(format!("no day: {written}")))
        };
        written.map(day).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unwanted(selection: &Selection, date: Option<&str>, language: &str) -> Option<Unwanted> {
        let article = Article {
            published: date.map(Into::into),
            language: Some(language.into()),
            ..Article::default()
        };
        selection.unwanted(&article, &DateReader::default())
    }

    #[test]
    fn days_at_both_ends_are_wanted() {
        let selection = Selection {
            since: Day::parse("2026-03-02"),
            until: Day::parse("2026-03-04"),
            ..Selection::default()
        };
        for (date, expected) in [
            ("2026-03-01", Some(Unwanted::OtherDate)),
            ("2026-03-01T23:59:59Z", Some(Unwanted::OtherDate)),
            ("2026-03-02", None),
            ("2026-03-02T00:00:01Z", None),
            // The day before in UTC.
            ("2026-03-02T00:30:00+01:00", Some(Unwanted::OtherDate)),
            ("2026-03-04T23:59:59Z", None),
            ("2026-03-05", Some(Unwanted::OtherDate)),
            ("2026-03", None),
            ("2026-04", Some(Unwanted::OtherDate)),
            ("soon", Some(Unwanted::Undated)),
        ] {
            assert_eq!(unwanted(&selection, Some(date), ""), expected, "{date}");
        }
        assert_eq!(unwanted(&selection, None, ""), Some(Unwanted::Undated));
        assert_eq!(unwanted(&Selection::default(), None, ""), None);
    }

    #[test]
    fn language_includes_its_varieties() {
        let languages = vec!["en".to_owned(), "pt-BR".to_owned()];
        let selection = Selection { languages, ..Selection::default() };
        for (tag, is_wanted) in [
            ("en", true),
            ("EN-us", true),
            ("en_GB", true),
            ("eng", false),
            ("pt-br", true),
            ("pt", false),
            ("", false),
        ] {
            assert_eq!(unwanted(&selection, None, tag).is_none(), is_wanted, "{tag}");
        }
    }

    #[test]
    fn selection_is_stored_as_people_write_it() {
        let selection = Selection {
            since: Day::parse("2026-03-02"),
            number: Some(Wanted::Sample(100)),
            ..Selection::default()
        };
        let stored = serde_json::to_string(&selection).unwrap();
        assert_eq!(stored, r#"{"since":"2026-03-02","number":{"sample":100}}"#);
        assert_eq!(serde_json::from_str::<Selection>(&stored).unwrap(), selection);
        assert_eq!(serde_json::from_str::<Selection>("{}").unwrap(), Selection::default());
    }
}
