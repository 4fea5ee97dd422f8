//! Options that several commands share, the settings that they give, and sizes as people type and read them.

pub(crate) mod cleaning;
#[cfg(feature = "spark")]
pub(crate) mod engine;
pub(crate) mod matching;
pub(crate) mod reading;
pub(crate) mod resources;
pub(crate) mod selection;

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Reads a number of this range. The example is for who typed another one.
pub(crate) fn number(
    range: RangeInclusive<f64>,
    example: &'static str,
) -> impl Fn(&str) -> Result<f64, String> + Clone + Send + Sync + 'static {
    move |typed| {
        let number: Option<f64> = typed.trim().parse().ok();
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            format!(
                "expected a number from {} to {}, such as {example}",
                range.start(),
                range.end()
            )
        })
    }
}

/// Units by their names; a thousand of one make the next.
const UNITS: [(&str, usize); 4] =
    [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1)];

/// A size in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) usize);

impl FromStr for Size {
    type Err = String;

    fn from_str(typed: &str) -> Result<Size, String> {
        parse(typed).map(Size)
    }
}

impl fmt::Display for Size {
    /// As people read it; rounded up.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Size(bytes) = *self;
        match bytes {
            0..1_000 => write!(f, "{bytes} B"),
            1_000..1_000_000 => write!(f, "{} kB", bytes.div_ceil(1_000)),
            1_000_000_000.. => {
                let tenths = bytes.div_ceil(100_000_000);
                match tenths % 10 {
                    0 => write!(f, "{} GB", tenths / 10),
                    tenth => write!(f, "{}.{tenth} GB", tenths / 10),
                }
            }
            _ if bytes % 1_000_000 == 0 => write!(f, "{} MB", bytes / 1_000_000),
            _ => {
                let tenths = bytes.div_ceil(100_000);
                write!(f, "{}.{} MB", tenths / 10, tenths % 10)
            }
        }
    }
}

/// Reads a size such as `25MB`, `1.5 GB`, `800k` or `4096`.
fn parse(typed: &str) -> Result<usize, String> {
    let digits = typed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(typed.len());
    let (number, unit) = typed.split_at(digits);
    let unit = unit.trim().to_ascii_uppercase();
    let factor = UNITS
        .iter()
        .find(|(name, _)| unit.is_empty() && *name == "B" || unit == *name || unit == name[..1])
        .map(|&(_, factor)| factor);
    let refused = || "expected a number with kB, MB or GB, such as 25MB".to_owned();
    let number: f64 = number.parse().map_err(|_| refused())?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it has no sign, and a size that is off by a byte or beyond all memory does no harm"
    )]
    let bytes = (number * factor.ok_or_else(refused)? as f64) as usize;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_and_without_units() {
        let sizes = ["25MB", "1.5 GB", "800k", "4096", "0b"].map(|typed| parse(typed).unwrap());
        assert_eq!(sizes, [25_000_000, 1_500_000_000, 800_000, 4_096, 0]);
        for typed in ["", "MB", "-1", "12 apples", "1.2.3", "1e9"] {
            assert!(parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn sizes_are_shown_short() {
        let sizes = [0, 999, 1_000, 43_200, 1_440_000, 25_000_000, 4_000_000_000, 9_210_000_000];
        assert_eq!(
            sizes.map(|bytes| Size(bytes).to_string()),
            ["0 B", "999 B", "1 kB", "44 kB", "1.5 MB", "25 MB", "4 GB", "9.3 GB"]
        );
    }
}
