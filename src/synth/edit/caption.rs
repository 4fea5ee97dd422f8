//! A caption left on the page, as a block of the story, with its credit on a line of its own.

use crate::synth::grammar::{Scene, Template};
use crate::synth::rng::Rng;

/// Inserts sentences about a picture, before the story or behind its lede.
pub(in crate::synth) fn apply(
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
