//! Numbers in output files.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number from 0 to 1 with four decimals, for all similarities and shares.
///
/// Four decimals are more than enough, and few enough that the files of two runs can be compared
/// line by line. Stored as an integer, so that two shares are equal exactly if they are written
/// alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    ten_thousandths: u16,
}

impl Share {
    /// Nothing.
    pub const NONE: Share = Share { ten_thousandths: 0 };
    /// Everything.
    pub const ALL: Share = Share { ten_thousandths: 10_000 };

    /// Rounds a number to a share, half up.
    ///
    /// A mean may be slightly above 1 through rounding, so values outside 0 to 1 are clamped.
    ///
    /// # Panics
    ///
    /// If the value is NaN. Use an `Option<Share>` for a share that may be unknown.
    pub fn new(value: f64) -> Share {
        assert!(!value.is_nan(), "a share must be a number");
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the value lies between 0 and 10,000"
        )]
        let ten_thousandths = (value.clamp(0.0, 1.0) * 10_000.0).round() as u16;
        Share { ten_thousandths }
    }

    /// The share of a part in a whole; `None` if the whole is 0.
    pub fn of(part: u64, whole: u64) -> Option<Share> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "four decimals are kept, and these are counts of articles"
        )]
        let quotient = part as f64 / whole as f64;
        (whole > 0).then(|| Share::new(quotient))
    }

    /// The share as a whole number of ten-thousandths.
    pub fn ten_thousandths(self) -> u16 {
        self.ten_thousandths
    }

    /// The share as a number from 0 to 1.
    pub fn value(self) -> f64 {
        f64::from(self.ten_thousandths) / 10_000.0
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Share, D::Error> {
        // JSON has no NaN.
        f64::deserialize(deserializer).map(Share::new)
    }
}

/// A length of time, written in seconds with three decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds {
    milliseconds: u64,
}

impl Seconds {
    /// The length in seconds.
    pub fn value(self) -> f64 {
        // Dividing by an integer gives the float nearest to the written decimal.
        #[expect(clippy::cast_precision_loss, reason = "no run lasts 2^53 milliseconds")]
        let milliseconds = self.milliseconds as f64;
        milliseconds / 1000.0
    }

    /// The length, to the millisecond.
    pub fn duration(self) -> Duration {
        Duration::from_millis(self.milliseconds)
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Seconds {
        Seconds { milliseconds: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX) }
    }
}

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_is_rounded_to_four_decimals() {
        assert_eq!(serde_json::to_string(&Share::new(2.0 / 3.0)).unwrap(), "0.6667");
        assert_eq!(serde_json::to_string(&Share::new(0.1 + 0.2)).unwrap(), "0.3");
    }

    #[test]
    fn every_share_is_written_with_four_decimals_at_most() {
        for ten_thousandths in 0..=10_000 {
            let written = serde_json::to_string(&Share { ten_thousandths }).unwrap();
            assert!(written.len() <= "0.0000".len(), "{written}");
            assert_eq!(Share::new(written.parse().unwrap()), Share { ten_thousandths });
        }
    }

    #[test]
    fn rounding_error_above_one_is_one() {
        assert_eq!(Share::new(1.000_000_000_000_2), Share::ALL);
        assert_eq!(Share::new(-0.000_000_1), Share::NONE);
    }

    #[test]
    #[should_panic(expected = "must be a number")]
    fn share_of_no_number_is_refused() {
        Share::new(f64::NAN);
    }

    #[test]
    fn share_of_nothing_is_unknown() {
        assert_eq!(Share::of(0, 0), None);
        assert_eq!(Share::of(1, 4), Some(Share::new(0.25)));
    }

    #[test]
    fn seconds_have_three_decimals() {
        let seconds = Seconds::from(Duration::from_micros(48_199_900));
        assert_eq!(serde_json::to_string(&seconds).unwrap(), "48.199");
        for milliseconds in 0..5000 {
            let seconds = Seconds::from(Duration::from_millis(milliseconds));
            assert!(
                serde_json::to_string(&seconds).unwrap().len() <= "0.000".len(),
                "{milliseconds}"
            );
        }
    }
}
