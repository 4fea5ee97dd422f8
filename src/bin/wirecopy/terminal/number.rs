//! Numbers, as people read them.

use wirecopy::report::{Seconds, Share};
use wirecopy::similarity::Score;

/// A count with a comma between every three digits.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count with its noun, in the plural if needed.
pub(crate) fn counted(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A share in percent. A share above zero never shows as zero.
pub(crate) fn percent(share: Share, is_something: bool) -> String {
    let percent = share.value() * 100.0;
    if is_something && share == Share::NONE {
        "< 0.01 %".to_owned()
    } else if percent < 1.0 {
        format!("{percent:.2} %")
    } else {
        format!("{percent:.1} %")
    }
}

/// A similarity without its leading zero: `.97`.
pub(crate) fn similarity(share: Share) -> String {
    fixed(share.value(), FEWEST_DECIMALS)
}

/// Scores beside their threshold, with enough decimals to show which of them are below it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Against {
    bound: f64,
    decimals: usize,
}

/// The usual number of decimals, and the number that distinguishes any two scores.
const FEWEST_DECIMALS: usize = 2;
const MOST_DECIMALS: usize = 7;

impl Against {
    /// A bound, and all the figures shown beside it.
    pub(crate) fn new(bound: f64, figures: &[f64]) -> Against {
        let mut decimals = FEWEST_DECIMALS..MOST_DECIMALS;
        let looks_short = |figure: f64, decimals| fixed(figure, decimals) != fixed(bound, decimals);
        let is_enough = |&decimals: &usize| {
            figures.iter().all(|&figure| !is_short(figure, bound) || looks_short(figure, decimals))
        };
        Against { bound, decimals: decimals.find(is_enough).unwrap_or(MOST_DECIMALS) }
    }

    /// The bound.
    pub(crate) fn bound(self) -> String {
        fixed(self.bound, self.decimals)
    }

    /// One of the figures.
    pub(crate) fn figure(self, figure: f64) -> String {
        // A score that reaches the bound may be lower as a float, by less than the resolution of scores.
        fixed(
            if is_short(figure, self.bound) { figure } else { figure.max(self.bound) },
            self.decimals,
        )
    }
}

/// Whether a score is less than the one that is needed.
fn is_short(figure: f64, bound: f64) -> bool {
    Score::from_share(figure) < Score::from_share(bound)
}

/// A number from 0 to 1 with this many decimals, without the leading zero.
fn fixed(share: f64, decimals: usize) -> String {
    let rounded = format!("{share:.decimals$}");
    rounded.strip_prefix('0').map_or(rounded.clone(), str::to_owned)
}

/// A length of time, to about three digits.
pub(crate) fn duration(seconds: Seconds) -> String {
    let duration = seconds.duration();
    let whole = duration.as_secs();
    match whole {
        0 => format!("{} ms", duration.as_millis()),
        1..60 => format!("{}.{} s", whole, duration.subsec_millis() / 100),
        60..3_600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", grouped(whole / 3_600), whole / 60 % 60),
    }
}

/// An amount of memory in the units of 1,000.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let mut tenths = bytes / 100;
    for unit in UNITS {
        match tenths {
            0..100 => return format!("{}.{} {unit}", tenths / 10, tenths % 10),
            100..10_000 => return format!("{} {unit}", tenths / 10),
            _ => tenths /= 1_000,
        }
    }
    format!("{} PB", grouped(tenths / 10))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        let shown = [0, 12, 999, 1_000, 123_456, 1_204_331].map(grouped);
        assert_eq!(shown, ["0", "12", "999", "1,000", "123,456", "1,204,331"]);
    }

    #[test]
    fn one_is_singular() {
        assert_eq!(
            [0, 1, 2].map(|count| counted(count, "thread")),
            ["0 threads", "1 thread", "2 threads"]
        );
    }

    #[test]
    fn small_share_is_not_shown_as_nothing() {
        assert_eq!(percent(Share::NONE, true), "< 0.01 %");
        assert_eq!(percent(Share::NONE, false), "0.00 %");
        assert_eq!(percent(Share::new(0.0016), true), "0.16 %");
        assert_eq!(percent(Share::new(0.239), true), "23.9 %");
        assert_eq!(percent(Share::ALL, true), "100.0 %");
    }

    #[test]
    fn similarity_has_two_decimals() {
        assert_eq!(
            [0.0, 0.97, 0.999, 1.0].map(|value| similarity(Share::new(value))),
            [".00", ".97", "1.00", "1.00"]
        );
    }

    #[test]
    fn figure_that_falls_short_is_shown_with_the_digits_that_show_it() {
        let shown = |figure: f64, bound: f64| {
            let against = Against::new(bound, &[figure]);
            [against.figure(figure), against.bound()]
        };
        assert_eq!(shown(0.45, 0.6), [".45", ".60"]);
        assert_eq!(shown(0.5996, 0.6), [".5996", ".6000"]);
        assert_eq!(shown(0.598, 0.6), [".598", ".600"]);
        assert_eq!(shown(0.6, 0.6), [".60", ".60"]);
        assert_eq!(shown(0.6003, 0.6), [".60", ".60"]);
        assert_eq!(shown(1.0, 0.6), ["1.00", ".60"]);
        let all = Against::new(0.55, &[0.7, 0.5498, 0.3]);
        assert_eq!(
            [0.7, 0.5498, 0.3].map(|figure| all.figure(figure)),
            [".7000", ".5498", ".3000"]
        );
    }

    #[test]
    fn every_score_looks_short_exactly_if_it_is() {
        for bound in [0.6, 0.7, 0.55, 0.123_456, 1.0] {
            let needed = Score::from_share(bound);
            for units in needed.units() - 3..=(needed.units() + 3).min(1 << 20) {
                let score = Score::from_units(units);
                let against = Against::new(bound, &[score.share()]);
                let number = |shown: String| format!("0{shown}").parse::<f64>().unwrap();
                let looks_short = number(against.figure(score.share())) < number(against.bound());
                assert_eq!(looks_short, score < needed, "{bound} {units}: {against:?}");
            }
        }
    }

    #[test]
    fn duration_is_short_at_every_length() {
        let shown = [80, 999, 1_000, 48_299, 59_999, 128_000, 7_500_000]
            .map(|milliseconds| duration(Seconds::from(Duration::from_millis(milliseconds))));
        assert_eq!(
            shown,
            ["80 ms", "999 ms", "1.0 s", "48.2 s", "59.9 s", "2 min 08 s", "2 h 05 min"]
        );
    }

    #[test]
    fn size_has_two_or_three_digits() {
        let shown = [0, 999, 1_900, 99_999, 1_949_000_000, 420_000_000].map(size);
        assert_eq!(shown, ["0.0 kB", "0.9 kB", "1.9 kB", "99 kB", "1.9 GB", "420 MB"]);
    }
}
