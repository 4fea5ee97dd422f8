//! Options that several commands share, and the settings that they give.

use std::ops::RangeInclusive;

pub(crate) mod cleaning;
#[cfg(feature = "spark")]
pub(crate) mod engine;
pub(crate) mod matching;
pub(crate) mod reading;
pub(crate) mod resources;
pub(crate) mod selection;
pub(crate) mod size;

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
