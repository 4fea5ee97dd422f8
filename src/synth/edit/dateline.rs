//! Datelines: place, date and agency before the first words.

use crate::synth::outlet::{Agency, DatelineStyle};

/// The content of a dateline.
pub(in crate::synth) struct Dateline<'a> {
    pub(in crate::synth) place: &'a str,
    /// Month and day.
    pub(in crate::synth) date: &'a str,
    pub(in crate::synth) agency: Option<Agency>,
}

/// Puts the dateline before the first paragraph.
pub(in crate::synth) fn apply(first: &mut String, style: DatelineStyle, dateline: &Dateline) {
    let Dateline { place, date, agency } = dateline;
    let place = place.to_uppercase();
    let written = match (style, agency) {
        (DatelineStyle::None, _) => return,
        (DatelineStyle::Agency, Some(agency)) => format!("{place} ({}) — ", agency.short),
        (DatelineStyle::AgencyAndDate, Some(agency)) => {
            format!("{place}, {date} ({}) - ", agency.short)
        }
        (DatelineStyle::AgencyAndDate, None) => format!("{place}, {date} - "),
        (DatelineStyle::Agency | DatelineStyle::Place, _) => format!("{place} — "),
    };
    first.insert_str(0, &written);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::outlet::AGENCIES;

    #[test]
    fn each_style_has_its_form() {
        let dateline = Dateline { place: "Port Elmby", date: "March 4", agency: Some(AGENCIES[0]) };
        let with = |style| {
            let mut first = "It rained.".to_owned();
            apply(&mut first, style, &dateline);
            first
        };
        assert_eq!(with(DatelineStyle::Agency), "PORT ELMBY (MP) — It rained.");
        assert_eq!(with(DatelineStyle::AgencyAndDate), "PORT ELMBY, March 4 (MP) - It rained.");
        assert_eq!(with(DatelineStyle::Place), "PORT ELMBY — It rained.");
        assert_eq!(with(DatelineStyle::None), "It rained.");
    }
}
