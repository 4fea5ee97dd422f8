//! Values of the data as numbers in columns, which compress well: words, shares and times.

use serde::Serialize;

use crate::hash::HashMap;
use crate::report::{DatePrecision, MemberRow, Share};

/// Longest value in the page, in characters. A headline of a megabyte is not a headline.
const MOST_CHARACTERS: usize = 1000;

/// A column of texts in which equal ones are stored once.
#[derive(Debug, Default, Serialize)]
pub(super) struct Words {
    /// The distinct texts, in the order of their first rows.
    texts: Vec<String>,
    /// The place of each row's text; -1 for none.
    rows: Vec<i32>,
    #[serde(skip)]
    places: HashMap<String, i32>,
}

impl Words {
    /// Adds a row.
    pub(super) fn push(&mut self, text: Option<&str>) {
        let place = text.map_or(-1, |text| self.place(text));
        self.rows.push(place);
    }

    /// The place of a text, which is added if it is new.
    pub(super) fn place(&mut self, text: &str) -> i32 {
        let text = shortened(text);
        if let Some(&place) = self.places.get(&text) {
            return place;
        }
        let place = i32::try_from(self.texts.len()).expect("a run has fewer than 2^31 texts");
        self.texts.push(text.clone());
        self.places.insert(text, place);
        place
    }

    /// The text at a place.
    ///
    /// # Panics
    ///
    /// If no text was given that place.
    pub(super) fn text(&self, place: i32) -> &str {
        let place = usize::try_from(place).expect("places are counted from 0");
        &self.texts[place]
    }
}

/// A text for the page. If it is too long it is truncated, with a note of how much.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        None => text.to_owned(),
        Some((end, _)) => {
            format!("{}… (and {} characters more)", &text[..end], text[end..].chars().count())
        }
    }
}

/// A share in ten-thousandths, as in the page.
pub(super) fn share(share: Share) -> u16 {
    share.ten_thousandths()
}

/// A point on the page's time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A time, in seconds since 1970.
    Instant(i64),
    /// A day, by its first second.
    Day(i64),
}

impl Moment {
    /// The time of an article; `None` if not even the day is known.
    pub(super) fn of(row: &MemberRow<'_>) -> Option<Moment> {
        match row.published {
            Some(time) => Some(Moment::Instant(time.seconds())),
            None if row.date_precision == DatePrecision::Day => {
                row.date.map(|day| Moment::Day(day.seconds()))
            }
            None => None,
        }
    }

    /// Seconds since 1970.
    pub(super) fn seconds(self) -> i64 {
        match self {
            Moment::Instant(seconds) | Moment::Day(seconds) => seconds,
        }
    }

    /// Days since 1970.
    pub(super) fn day(self) -> i64 {
        self.seconds().div_euclid(24 * 60 * 60)
    }

    /// Hours since 1970.
    pub(super) fn hour(self) -> i64 {
        self.seconds().div_euclid(60 * 60)
    }

    /// Whether the time of the day is known.
    pub(super) fn is_exact(self) -> bool {
        matches!(self, Moment::Instant(_))
    }
}

#[cfg(test)]
mod tests {
    use crate::report::fixtures::member;
    use crate::report::{UtcDay, UtcTime};

    use super::*;

    #[test]
    fn equal_texts_are_stored_once() {
        let mut words = Words::default();
        for text in [Some("sea"), None, Some("land"), Some("sea")] {
            words.push(text);
        }
        assert_eq!(
            serde_json::to_string(&words).unwrap(),
            r#"{"texts":["sea","land"],"rows":[0,-1,1,0]}"#
        );
    }

    #[test]
    fn text_of_a_megabyte_is_truncated_with_a_note() {
        let cut = shortened(&"ö".repeat(1 << 20));
        assert!(cut.starts_with(&"ö".repeat(MOST_CHARACTERS)));
        assert!(cut.ends_with("ö… (and 1047576 characters more)"), "{cut}");
        assert_eq!(shortened("short"), "short");
    }

    #[test]
    fn moment_has_the_precision_of_the_row() {
        let noon = 1_772_625_600;
        let of = |published, date, date_precision| {
            Moment::of(&MemberRow { date, published, date_precision, ..member() })
        };
        let (time, day) = (UtcTime::of_seconds(noon), UtcDay::of_seconds(noon));
        let [second, precise_day, month] =
            [DatePrecision::Second, DatePrecision::Day, DatePrecision::Month];
        assert_eq!(of(Some(time), Some(day), second), Some(Moment::Instant(noon)));
        assert_eq!(of(None, Some(day), precise_day), Some(Moment::Day(noon - 12 * 60 * 60)));
        assert_eq!(of(None, Some(day), month), None);
    }
}
