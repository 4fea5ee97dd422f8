//! Cuts from the bottom, which an agency story is written to survive (the inverted pyramid).

use crate::synth::rng::Rng;

/// Fewest paragraphs that an outlet keeps of a story.
const FEWEST: usize = 3;

/// Keeps the first 40 to 95 % of the paragraphs; returns whether any were cut.
pub(in crate::synth) fn apply(paragraphs: &mut Vec<String>, rng: &mut Rng) -> bool {
    let whole = paragraphs.len();
    let kept = (whole * rng.between(40, 95)).div_ceil(100);
    paragraphs.truncate(kept.max(FEWEST));
    paragraphs.len() < whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_story_keeps_its_beginning() {
        let story: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        for seed in 0..50 {
            let mut cut = story.clone();
            apply(&mut cut, &mut Rng::of(&[seed]));
            assert!((8..=19).contains(&cut.len()));
            assert_eq!(cut, story[..cut.len()]);
        }
    }
}
