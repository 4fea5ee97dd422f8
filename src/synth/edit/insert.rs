//! Paragraphs that an outlet or a later version adds.

use crate::synth::grammar::{Scene, Template};
use crate::synth::rng::Rng;

/// Inserts a paragraph about the outlet's city, somewhere after the lede.
pub(in crate::synth) fn local(
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
pub(in crate::synth) fn update(
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
