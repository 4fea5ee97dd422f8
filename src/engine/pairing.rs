//! Which articles may be compared with one another at all.

use serde::{Deserialize, Serialize};

use crate::date::Published;

/// Which articles may be compared with one another. By default all.
///
/// Two articles that are not compared can be one story nevertheless, if others join them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairing {
    /// Seconds: articles that were published further apart are not compared. Those without a date
    /// are compared with all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<u32>,
    /// By outlet.
    #[serde(default, skip_serializing_if = "Across::is_all")]
    pub across: Across,
}

/// Whether articles from the same outlet are compared with one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Across {
    /// They are.
    #[default]
    All,
    /// They are not. Those without an outlet are compared with all.
    Outlets,
}

impl Across {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how serde hands it over")]
    fn is_all(&self) -> bool {
        *self == Across::All
    }
}

impl Pairing {
    /// Whether all articles may be compared with one another.
    pub fn is_all(&self) -> bool {
        *self == Pairing::default()
    }
}

/// The time from the first to the last of some articles, as far as their dates are known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    /// The first second in which one may have been published, and the last one.
    first: i64,
    last: i64,
}

impl From<Published> for Span {
    fn from(published: Published) -> Span {
        Span { first: published.seconds(), last: published.end() - 1 }
    }
}

impl Span {
    /// Where it begins.
    pub(crate) fn start(self) -> i64 {
        self.first
    }

    /// The span of both.
    pub(crate) fn joined(self, other: Span) -> Span {
        Span { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    /// Whether the two are certainly further apart than this many seconds.
    pub(crate) fn is_outside(self, other: Span, window: u32) -> bool {
        let gap = (other.first - self.last).max(self.first - other.last);
        gap > i64::from(window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::DateReader;

    fn span(date: &str) -> Span {
        DateReader::default().read(date).unwrap().into()
    }

    #[test]
    fn window_is_as_long_as_it_says_and_dates_that_may_be_inside_are() {
        let window = 36 * 60 * 60;
        for (one, other, is_outside) in [
            ("2026-03-02T06:00:00Z", "2026-03-03T18:00:00Z", false),
            ("2026-03-02T06:00:00Z", "2026-03-03T18:00:01Z", true),
            ("2026-03-03T18:00:01Z", "2026-03-02T06:00:00Z", true),
            ("2026-03-02", "2026-03-04T11:59:59Z", false),
            ("2026-03-02", "2026-03-04T12:00:00Z", true),
            ("2026-03-02", "2026-03-04", false),
            ("2026-03-02", "2026-03-05", true),
            ("2026-02", "2026-03-02", false),
            ("2026-02", "2026-03-03", true),
            ("2026-03", "2026-03-03", false),
        ] {
            let found = span(one).is_outside(span(other), window);
            assert_eq!(found, is_outside, "{one} {other}");
        }
    }
}
