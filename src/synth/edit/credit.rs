//! Credits: kept in one of several forms, or removed.

use crate::synth::outlet::{Agency, CreditStyle};
use crate::synth::story::Story;

/// Returns the byline, and appends a closing credit if the outlet uses one.
///
/// A story without an agency is the outlet's own, and names its writer.
pub(in crate::synth) fn apply(
    paragraphs: &mut Vec<String>,
    story: &Story,
    style: CreditStyle,
    agency: Option<Agency>,
    year: u32,
) -> Option<String> {
    let Story { writer, editor, place, .. } = story;
    let Some(agency) = agency else {
        return Some(format!("By {writer}"));
    };
    match style {
        CreditStyle::Byline => return Some(format!("By {writer}, {}", agency.name)),
        CreditStyle::Tail => {
            paragraphs.push(format!("({writer} wrote this story in {place}; {editor} edited it)"));
        }
        CreditStyle::Copyright => {
            paragraphs.push(format!("© {year} {}. All rights reserved.", agency.name));
            return Some(agency.name.to_owned());
        }
        CreditStyle::Contributed => {
            paragraphs.push(format!("{} contributed to this report.", agency.name));
        }
        CreditStyle::Stripped => {}
    }
    None
}
