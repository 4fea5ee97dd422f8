//! Numbers for people.

use wirecopy::report::{Seconds, Share};

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

/// A count and what is counted, in the plural if need be.
pub(crate) fn counted(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A share in percent; what is there but too little to show is not shown as nothing.
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

/// A similarity as the field writes it: `.97`.
pub(crate) fn similarity(share: Share) -> String {
    let rounded = format!("{:.2}", share.value());
    rounded.strip_prefix('0').map_or(rounded.clone(), str::to_owned)
}

/// A length of time, to about three digits.
pub(super) fn duration(seconds: Seconds) -> String {
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
pub(super) fn size(bytes: u64) -> String {
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
