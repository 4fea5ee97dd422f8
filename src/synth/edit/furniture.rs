//! The boilerplate of a site around its articles.

use crate::synth::outlet::Furniture;

/// Boilerplate that differs from page to page.
pub(in crate::synth) struct Surroundings<'a> {
    pub(in crate::synth) headline: &'a str,
    pub(in crate::synth) byline: Option<&'a str>,
    /// Headlines of other stories, and how many minutes ago each appeared.
    pub(in crate::synth) others: &'a [(String, usize)],
    /// The lines of a weather box.
    pub(in crate::synth) weather: Vec<String>,
}

/// Puts the boilerplate above, between and below the paragraphs.
pub(in crate::synth) fn apply(
    paragraphs: &mut Vec<String>,
    furniture: &Furniture,
    around: &Surroundings,
) {
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
