//! Did you mean: the closest name by edit distance.

/// The known name closest to a mistyped one, if any is close enough to be worth saying.
///
/// Close enough is one change in three characters; case counts for nothing. Of equally close names the first is taken.
pub(crate) fn closest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (typed.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (distance(&typed.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The Levenshtein distance with swaps: how many characters must be put in, taken out, changed, or swapped with the next.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for i in 1..=one.len() {
        let mut row = vec![i];
        for j in 1..=other.len() {
            let changed = rows[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
            let mut least = changed.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_textbook_distance_of_kitten_and_sitting_is_three() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }

    #[test]
    fn two_swapped_characters_are_one_mistake() {
        assert_eq!(distance("papre", "paper"), 1);
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
