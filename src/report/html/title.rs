//! What a story is called: the canonical article's headline may be one that no other outlet gave it, or no headline at all.

use std::collections::BTreeMap;

/// The words that a headline has at least for longer ones, such as those with the outlet's name behind them, to count for it.
const LEAST_WORDS: usize = 3;

/// The headline that most articles of a story have, where it is another one than the canonical article's.
///
/// Case and white space make no difference, and one that goes on where another one ends counts for both. Nothing is
/// preferred to the canonical article's headline unless two articles have it, and more than have that one.
pub(super) fn common_headline<'a>(
    canonical: Option<&str>,
    headlines: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let mut found: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for headline in headlines {
        let key = key(headline);
        if !key.is_empty() {
            found.entry(key).or_insert((0, headline)).0 += 1;
        }
    }
    let votes = |headline: &str| {
        let longer = headline.split(' ').count() >= LEAST_WORDS;
        found
            .range(headline.to_owned()..)
            .take_while(
                |(key, _)| if longer { key.starts_with(headline) } else { *key == headline },
            )
            .map(|(_, (articles, _))| articles)
            .sum::<usize>()
    };
    let canonical = key(canonical.unwrap_or_default());
    let of_canonical = if canonical.is_empty() { 0 } else { votes(&canonical) };
    let (most, key, headline) = found
        .iter()
        .map(|(key, (_, headline))| (votes(key), key, *headline))
        .max_by(|one, other| one.0.cmp(&other.0).then_with(|| other.1.cmp(one.1)))?;
    (most > of_canonical.max(1) && *key != canonical).then(|| headline.trim().to_owned())
}

/// A headline as it is compared.
fn key(headline: &str) -> String {
    headline.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headline_of_most_outlets_names_the_story() {
        let headlines = ["Comments", "Ferry runs aground", "FERRY  runs aground", "Boat lost"];
        assert_eq!(
            common_headline(Some("Comments"), headlines).as_deref(),
            Some("Ferry runs aground")
        );
    }

    #[test]
    fn canonical_headline_stays_where_no_two_agree_or_as_many_have_it() {
        assert_eq!(common_headline(Some("Boat lost"), ["Boat lost", "Ferry runs aground"]), None);
        let both = ["Boat lost", "Ferry runs aground", "Boat lost", "Ferry runs aground"];
        assert_eq!(common_headline(Some("Boat lost"), both), None);
        assert_eq!(common_headline(None, ["Boat lost", " "]), None);
    }

    #[test]
    fn headline_with_the_name_of_the_outlet_behind_it_counts_for_the_one_without() {
        let headlines = [
            "Sign in",
            "Sign in",
            "Ferry runs aground",
            "Ferry runs aground | Herald",
            "Ferry runs aground - Post",
        ];
        assert_eq!(
            common_headline(Some("Ferry runs aground | Herald"), headlines).as_deref(),
            Some("Ferry runs aground")
        );
    }

    #[test]
    fn story_without_the_canonical_headline_has_that_of_others() {
        assert_eq!(
            common_headline(None, ["Boat lost at sea", "Boat lost at sea"]).as_deref(),
            Some("Boat lost at sea")
        );
        assert_eq!(common_headline(None, []), None);
    }
}
