//! Conditions on the numbers of a summary, such as `wire_share>0.4`.

use std::fmt;
use std::str::FromStr;

use wirecopy::report::{ChangeCounts, Share, Summary};

/// A number of the summary: its name and how to get it; `None` if nothing was counted.
type Number = (&'static str, fn(&Summary) -> Option<f64>);

/// The numbers that a condition can test.
const NUMBERS: &[Number] = &[
    ("stories", |summary| Some(whole(summary.stories.count))),
    ("articles", |summary| Some(whole(summary.stories.articles))),
    ("copies", |summary| Some(whole(summary.stories.copies()))),
    ("flagged", |summary| Some(whole(summary.stories.flagged))),
    ("skipped", |summary| Some(whole(summary.skipped.records))),
    ("skipped_share", |summary| share(summary.skipped.share)),
    ("story_share", |summary| share(summary.share_in_stories)),
    ("wire_share", wire_share),
    ("credit_missing_share", |summary| share(summary.agencies.credit_missing_share)),
];

/// Numbers that need `--baseline`.
const CHANGES: &[Number] = &[
    ("new", |summary| changes(summary, |changes| changes.new)),
    ("grown", |summary| changes(summary, |changes| changes.grown)),
    ("merged", |summary| changes(summary, |changes| changes.merged)),
    ("shrunk", |summary| changes(summary, |changes| changes.shrunk)),
    ("gone", |summary| changes(summary, |changes| changes.gone)),
];

#[expect(clippy::cast_precision_loss, reason = "a run has far fewer than 2^52 articles")]
fn whole(count: u64) -> f64 {
    count as f64
}

fn share(share: Option<Share>) -> Option<f64> {
    share.map(Share::value)
}

/// The share of all articles that come from an agency.
fn wire_share(summary: &Summary) -> Option<f64> {
    let shares = summary.agencies.shares.iter();
    let articles: u64 = shares.map(|agency| agency.articles).sum();
    let others = summary.skipped.records + summary.left_out.records;
    share(Share::of(articles, summary.read.records.saturating_sub(others)))
}

fn changes(summary: &Summary, count: fn(&ChangeCounts) -> u64) -> Option<f64> {
    summary.changes.as_ref().map(|changes| whole(count(changes)))
}

/// A condition on a number of the summary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Condition {
    number: Number,
    comparison: Comparison,
    bound: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    AtLeast,
    AtMost,
    Over,
    Under,
    Equal,
}

/// The signs. `>=` comes before `>`, which is a part of it.
const COMPARISONS: [(&str, Comparison); 5] = [
    (">=", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    (">", Comparison::Over),
    ("<", Comparison::Under),
    ("=", Comparison::Equal),
];

impl Condition {
    /// Whether its number needs `--baseline`.
    pub(crate) fn needs_a_baseline(&self) -> bool {
        CHANGES.iter().any(|(name, _)| *name == self.number.0)
    }

    /// The number, if the condition is true. It is false if there is no such number.
    pub(crate) fn holds(&self, summary: &Summary) -> Option<f64> {
        (self.number.1)(summary).filter(|number| match self.comparison {
            Comparison::AtLeast => *number >= self.bound,
            Comparison::AtMost => *number <= self.bound,
            Comparison::Over => *number > self.bound,
            Comparison::Under => *number < self.bound,
            Comparison::Equal => number.total_cmp(&self.bound).is_eq(),
        })
    }
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(typed: &str) -> Result<Condition, String> {
        let (sign, comparison) = COMPARISONS
            .into_iter()
            .find(|(sign, _)| typed.contains(sign))
            .ok_or("a condition is a name, one of > >= < <= =, and a number, such as flagged>0")?;
        let (name, bound) = typed.split_once(sign).expect("it has the sign");
        let (name, bound) = (name.trim(), bound.trim());
        let number = NUMBERS.iter().chain(CHANGES).find(|(known, _)| *known == name);
        let number = number.ok_or_else(|| {
            format!("unknown value '{name}': expected one of {}", names().join(", "))
        })?;
        let bound: f64 =
            bound.parse().map_err(|_| format!("'{bound}' is not a number, such as 0.4 or 20"))?;
        Ok(Condition { number: *number, comparison, bound })
    }
}

fn names() -> Vec<&'static str> {
    NUMBERS.iter().chain(CHANGES).map(|(name, _)| *name).collect()
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = COMPARISONS.iter().find(|(_, comparison)| *comparison == self.comparison);
        let (sign, _) = sign.expect("every comparison is in the table");
        write!(f, "{}{sign}{}", self.number.0, self.bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn condition_is_read_as_it_is_shown() {
        for typed in ["stories>20", "wire_share>=0.4", "gone<1", "skipped_share<=0.01", "new=0"] {
            assert_eq!(typed.parse::<Condition>().unwrap().to_string(), typed);
        }
        assert_eq!(" flagged > 0 ".parse::<Condition>().unwrap().to_string(), "flagged>0");
    }

    #[test]
    fn error_says_what_a_condition_is() {
        let problem = |typed: &str| typed.parse::<Condition>().unwrap_err();
        assert!(problem("stories").contains("such as flagged>0"));
        assert!(
            problem("quality>3")
                .starts_with("unknown value 'quality': expected one of stories, articles,")
        );
        assert_eq!(problem("stories>many"), "'many' is not a number, such as 0.4 or 20");
    }

    #[test]
    fn changes_need_a_baseline() {
        assert!("merged>0".parse::<Condition>().unwrap().needs_a_baseline());
        assert!(!"stories>0".parse::<Condition>().unwrap().needs_a_baseline());
    }
}
