//! The title of a story. The canonical article's headline may be one that no other outlet uses, or
//! none at all.

use std::collections::BTreeMap;

/// Words that a headline needs so that longer ones, such as those followed by the outlet's name,
/// count for it.
const LEAST_WORDS: usize = 3;

/// The headline of most articles of a story, if it is not the canonical one.
///
/// Case and white space are ignored, and a headline that continues another one counts for both. The
/// canonical headline is only replaced by one that at least two articles have, and more than have
/// the canonical one.
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

/// The form in which headlines are compared.
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
    fn canonical_headline_stays_unless_more_articles_agree_on_another() {
        assert_eq!(common_headline(Some("Boat lost"), ["Boat lost", "Ferry runs aground"]), None);
        let both = ["Boat lost", "Ferry runs aground", "Boat lost", "Ferry runs aground"];
        assert_eq!(common_headline(Some("Boat lost"), both), None);
        assert_eq!(common_headline(None, ["Boat lost", " "]), None);
    }

    #[test]
    fn headline_followed_by_the_outlet_counts_for_the_one_without() {
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
    fn story_without_a_canonical_headline_uses_another() {
        assert_eq!(
            common_headline(None, ["Boat lost at sea", "Boat lost at sea"]).as_deref(),
            Some("Boat lost at sea")
        );
        assert_eq!(common_headline(None, []), None);
    }
}
