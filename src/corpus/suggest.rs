//! Did you mean: the closest name by edit distance.

use strsim::osa_distance;

/// The known name closest to a mistyped one, if any is close enough.
///
/// Close enough is one edit per three characters, ignoring case. Ties go to the first name.
pub(crate) fn closest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (osa_distance(&typed.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_swapped_characters_are_one_mistake() {
        assert_eq!(closest("stroy", ["text", "story"]), Some("story"));
    }

    #[test]
    fn a_name_far_from_all_known_ones_gets_no_suggestion() {
        assert_eq!(closest("story", ["text", "title", "url"]), None);
    }

    #[test]
    fn a_name_in_other_case_is_the_closest() {
        assert_eq!(closest("headLine", ["headlines", "headline"]), Some("headline"));
    }
}
