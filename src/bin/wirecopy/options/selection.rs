//! Which articles of the input take part, and which of them are compared with one another.

use std::num::NonZeroU64;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use wirecopy::corpus::{Selection, Wanted};
use wirecopy::date::Day;
use wirecopy::engine::{self, Pairing};

/// Which articles take part.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Selection")]
pub(crate) struct Choosing {
    /// Leave out articles before this day, such as 2026-03-01.
    ///
    /// Days are in UTC. Articles without a date are left out too. The summary and `run.json` say how many articles were left
    /// out, and why.
    #[arg(long, value_name = "DATE", value_parser = day, hide_short_help = true)]
    since: Option<Day>,
    /// Leave out articles after this day.
    #[arg(long, value_name = "DATE", value_parser = day, hide_short_help = true)]
    until: Option<Day>,
    /// Leave out articles in other languages, such as `en,de`.
    ///
    /// `pt` includes `pt-BR`. Articles that do not say in which language they are, are left out too.
    #[arg(long, value_name = "LANGUAGE,…", value_delimiter = ',', hide_short_help = true)]
    in_language: Vec<String>,
    /// Use the first N articles only, in the order of the files' paths.
    ///
    /// All files are still read to the end.
    #[arg(long, value_name = "N", conflicts_with = "sample", hide_short_help = true)]
    limit: Option<NonZeroU64>,
    /// Use a sample: a number of ids, such as 1000, or a share, such as 5%.
    ///
    /// The hashes of the ids decide, so the sample is the same in any order of files, and a larger one contains it. Most copies of
    /// an article are not in the sample: use it to try settings, not to measure how much is copied.
    #[arg(long, value_name = "N|SHARE", value_parser = sample, hide_short_help = true)]
    sample: Option<Wanted>,
}

/// Which articles are compared with one another.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Selection")]
pub(crate) struct Comparing {
    /// Do not compare articles published further apart than this, such as 3d or 36h.
    ///
    /// Units are m, h, d and w. Articles without a date are compared with all others. A story can be longer than the window if its
    /// articles follow one another closely enough.
    #[arg(long, value_name = "TIME", conflicts_with = "index", hide_short_help = true)]
    window: Option<Window>,
    /// Whether to compare articles from the same outlet.
    ///
    /// With `outlets`, two articles from one outlet are in one story only if an article from another outlet joins them.
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "all",
        conflicts_with = "index",
        hide_short_help = true
    )]
    across: Across,
}

/// Which articles are compared by outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Across {
    /// All articles.
    All,
    /// Only articles of different outlets.
    Outlets,
}

/// A length of time in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window(u32);

/// Units of time, in seconds.
const UNITS: [(char, u32); 4] =
    [('m', 60), ('h', 60 * 60), ('d', 24 * 60 * 60), ('w', 7 * 24 * 60 * 60)];

impl FromStr for Window {
    type Err = String;

    fn from_str(typed: &str) -> Result<Window, String> {
        let seconds = || {
            let unit = typed.chars().last()?;
            let (_, seconds) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
            let number: u32 = typed.strip_suffix(unit)?.trim().parse().ok()?;
            number.checked_mul(seconds)
        };
        seconds().map(Window).ok_or_else(|| "expected a time such as 36h, 3d or 2w".to_owned())
    }
}

fn day(typed: &str) -> Result<Day, String> {
    Day::parse(typed).ok_or_else(|| "expected a day such as 2026-03-31".to_owned())
}

fn sample(typed: &str) -> Result<Wanted, String> {
    let share = |text: &str, whole: f64| {
        let share = text.trim().parse::<f64>().ok()? / whole;
        (share > 0.0 && share <= 1.0).then_some(Wanted::Share(share))
    };
    let wanted = match typed.strip_suffix('%') {
        Some(percent) => share(percent, 100.0),
        None if typed.contains('.') => share(typed, 1.0),
        None => typed.parse().ok().map(|ids: NonZeroU64| Wanted::Sample(ids.get())),
    };
    wanted.ok_or_else(|| {
        "expected a number of ids such as 1000, or a share such as 5% or 0.05".to_owned()
    })
}

impl Choosing {
    /// The articles that take part.
    pub(crate) fn selection(&self) -> Selection {
        let first = self.limit.map(|limit| Wanted::First(limit.get()));
        Selection {
            since: self.since,
            until: self.until,
            languages: self.in_language.clone(),
            number: self.sample.or(first),
        }
    }
}

impl Comparing {
    /// The pairs that are compared.
    pub(crate) fn pairing(&self) -> Pairing {
        Pairing {
            window: self.window.map(|Window(seconds)| seconds),
            across: match self.across {
                Across::All => engine::Across::All,
                Across::Outlets => engine::Across::Outlets,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_have_a_unit() {
        let seconds = ["90m", "36h", "3d", "2 w"].map(|typed| typed.parse::<Window>().unwrap().0);
        assert_eq!(seconds, [5_400, 129_600, 259_200, 1_209_600]);
        for typed in ["", "3", "d", "-1d", "1.5d", "9999999w", "3 days"] {
            assert!(typed.parse::<Window>().is_err(), "{typed}");
        }
    }

    #[test]
    fn sample_is_a_number_or_a_share() {
        assert_eq!(sample("1000"), Ok(Wanted::Sample(1000)));
        assert_eq!(sample("5%"), Ok(Wanted::Share(0.05)));
        assert_eq!(sample("0.25"), Ok(Wanted::Share(0.25)));
        for typed in ["0", "0%", "101%", "1.5", "-3", "many", "NaN%"] {
            assert!(sample(typed).is_err(), "{typed}");
        }
    }
}
