//! What outlets do to the paragraphs of a story: cuts, additions, credits, and the page around it.
//!
//! An edit changes paragraphs or a text; it does not depend on the edits before or after it.

use serde::Serialize;

use super::grammar::{Scene, Template};
use super::outlet::{Agency, CreditStyle, DatelineStyle, Furniture};
use super::rng::Rng;
use super::story::Story;

/// An edit that was made to a story on its way to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Edit {
    /// Paragraphs were cut from the bottom.
    Cut,
    /// The outlet wrote another headline.
    Headline,
    /// The credit was removed, or the outlet never gives one.
    CreditStripped,
    /// A paragraph about the outlet's city was inserted.
    Local,
    /// Words were replaced and sentences split.
    Wording,
    /// Words beside numbers were replaced, and units converted.
    Numbers,
    /// The lede was rewritten and a paragraph added.
    Updated,
    /// The site's boilerplate was added around it.
    Furniture,
    /// A caption was left on the page.
    Caption,
    /// It was scanned from print by OCR.
    Ocr,
}

/// Fewest paragraphs that an outlet keeps of a story.
const FEWEST: usize = 3;

/// Keeps the first 40 to 95 % of the paragraphs; returns whether any were cut.
pub(super) fn cut(paragraphs: &mut Vec<String>, rng: &mut Rng) -> bool {
    let whole = paragraphs.len();
    let kept = (whole * rng.between(40, 95)).div_ceil(100);
    paragraphs.truncate(kept.max(FEWEST));
    paragraphs.len() < whole
}

/// Inserts a paragraph about the outlet's city, somewhere after the lede.
pub(super) fn insert_local(
    paragraphs: &mut Vec<String>,
    templates: &[Template],
    city: &str,
    rng: &mut Rng,
) {
    let scene = Scene { seed: rng.number(), weekday: "Thursday" };
    let paragraph = rng.pick(templates).sentence(scene, rng).replace(LOCAL_CITY, city);
    let place = rng.between(1, paragraphs.len().min(5));
    paragraphs.insert(place, paragraph);
}

/// The placeholder for the outlet's city in the templates.
const LOCAL_CITY: &str = "HOMETOWN";

/// Rewrites the lede and adds a paragraph with news, as a second version of the story does.
///
/// `lede` is another lede of the same story; `added` are the templates for the news.
pub(super) fn update(
    paragraphs: &mut Vec<String>,
    lede: String,
    added: &[Template],
    scene: Scene,
    rng: &mut Rng,
) {
    let paragraph = rng.pick(added).sentence(scene, rng);
    if let Some(first) = paragraphs.first_mut() {
        *first = lede;
    }
    paragraphs.insert(paragraphs.len().min(1), paragraph);
}

/// Inserts sentences about a picture, before the story or behind its lede.
pub(super) fn insert_caption(
    paragraphs: &mut Vec<String>,
    templates: &[Template],
    scene: Scene,
    credit: String,
    rng: &mut Rng,
) {
    let first = rng.below(templates.len());
    let templates = templates.iter().cycle().skip(first).take(rng.between(1, templates.len()));
    let sentences: Vec<String> = templates.map(|template| template.sentence(scene, rng)).collect();
    let place = rng.below(2).min(paragraphs.len());
    paragraphs.splice(place..place, [sentences.join(" "), credit]);
}

/// The content of a dateline.
pub(super) struct Dateline<'a> {
    pub(super) place: &'a str,
    /// Month and day.
    pub(super) date: &'a str,
    pub(super) agency: Option<Agency>,
}

/// Puts the dateline before the first paragraph.
pub(super) fn put_dateline(first: &mut String, style: DatelineStyle, dateline: &Dateline) {
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

/// Returns the byline, and appends a closing credit if the outlet uses one.
///
/// A story without an agency is the outlet's own, and names its writer.
pub(super) fn put_credit(
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

/// Boilerplate that differs from page to page.
pub(super) struct Surroundings<'a> {
    pub(super) headline: &'a str,
    pub(super) byline: Option<&'a str>,
    /// Headlines of other stories, and how many minutes ago each appeared.
    pub(super) others: &'a [(String, usize)],
    /// The lines of a weather box.
    pub(super) weather: Vec<String>,
}

/// Puts the boilerplate above, between and below the paragraphs.
pub(super) fn surround(paragraphs: &mut Vec<String>, furniture: &Furniture, around: &Surroundings) {
    if let Some(line) = furniture.between
        && paragraphs.len() > 3
    {
        paragraphs.insert(paragraphs.len() / 2, line.to_owned());
    }
    let mut above = furniture.above.clone();
    above.extend_from_slice(&around.weather);
    above.push(around.headline.to_owned());
    above.extend(around.byline.map(str::to_owned));
    paragraphs.splice(0..0, above);
    if let Some(heading) = furniture.related {
        paragraphs.push(heading.to_owned());
        for (headline, minutes) in around.others {
            paragraphs.push(headline.clone());
            paragraphs.push(format!("{minutes} minutes ago"));
        }
    }
    paragraphs.extend_from_slice(&furniture.below);
}

#[cfg(test)]
mod tests {
    use crate::synth::outlet::AGENCIES;

    use super::*;

    #[test]
    fn a_cut_story_keeps_its_beginning() {
        let story: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        for seed in 0..50 {
            let mut kept = story.clone();
            cut(&mut kept, &mut Rng::of(&[seed]));
            assert!((8..=19).contains(&kept.len()));
            assert_eq!(kept, story[..kept.len()]);
        }
    }

    #[test]
    fn each_style_of_dateline_has_its_form() {
        let dateline = Dateline { place: "Port Elmby", date: "March 4", agency: Some(AGENCIES[0]) };
        let with = |style| {
            let mut first = "It rained.".to_owned();
            put_dateline(&mut first, style, &dateline);
            first
        };
        assert_eq!(with(DatelineStyle::Agency), "PORT ELMBY (MP) — It rained.");
        assert_eq!(with(DatelineStyle::AgencyAndDate), "PORT ELMBY, March 4 (MP) - It rained.");
        assert_eq!(with(DatelineStyle::Place), "PORT ELMBY — It rained.");
        assert_eq!(with(DatelineStyle::None), "It rained.");
    }
}
