//! What a story is called: the canonical article's headline may be one that no other outlet gave it, or no headline at all.

use std::collections::BTreeMap;

/// The words that a headline has at least. Shorter ones are often the names of buttons or sections, such as "Print".
const LEAST_WORDS: usize = 3;

/// The headline of a story: that of the canonical article, or the one that most articles have where it is another one.
///
/// Case and white space make no difference, and one that goes on where another one ends counts for both. Nothing is
/// preferred to the canonical article's headline unless two articles have it, and more than have that one; but where that
/// has only a word or two, a longer one is preferred.
pub(crate) fn story_headline<'a>(
    canonical: Option<&'a str>,
    headlines: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let mut found: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for headline in headlines {
        let key = key(headline);
        if !key.is_empty() {
            found.entry(key).or_insert((0, headline)).0 += 1;
        }
    }
    let is_long = |key: &str| key.split(' ').count() >= LEAST_WORDS;
    let votes = |headline: &str| {
        let counts_longer = is_long(headline);
        found
            .range(headline.to_owned()..)
            .take_while(
                |(key, _)| if counts_longer { key.starts_with(headline) } else { *key == headline },
            )
            .map(|(_, (articles, _))| articles)
            .sum::<usize>()
    };
    let of_canonical = key(canonical.unwrap_or_default());
    let least = if of_canonical.is_empty() { 0 } else { votes(&of_canonical) };
    let rank = |key: &str| (is_long(key), votes(key));
    let best = found
        .iter()
        .map(|(key, (_, headline))| (rank(key), key, *headline))
        .max_by(|one, other| one.0.cmp(&other.0).then_with(|| other.1.cmp(one.1)));
    match best {
        Some(((long, votes), key, headline))
            if *key != of_canonical
                && (votes > least.max(1)
                    || long && !of_canonical.is_empty() && !is_long(&of_canonical)) =>
        {
            Some(headline.trim())
        }
        _ => canonical,
    }
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
        assert_eq!(story_headline(Some("Comments"), headlines), Some("Ferry runs aground"));
    }

    #[test]
    fn canonical_headline_stays_where_no_two_agree_or_as_many_have_it() {
        let [one, other] = ["Boat lost at sea", "Ferry runs aground"];
        assert_eq!(story_headline(Some(one), [one, other]), Some(one));
        assert_eq!(story_headline(Some(one), [one, other, one, other]), Some(one));
        assert_eq!(story_headline(None, [one, " "]), None);
    }

    #[test]
    fn word_or_two_is_no_headline_where_there_is_a_longer_one() {
        let headlines = ["Print", "Print", "Ferry runs aground", "Boat lost at sea"];
        assert_eq!(story_headline(Some("Print"), headlines), Some("Boat lost at sea"));
        assert_eq!(story_headline(Some("Print"), ["Print", "Boat lost"]), Some("Print"));
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
            story_headline(Some("Ferry runs aground | Herald"), headlines),
            Some("Ferry runs aground")
        );
    }

    #[test]
    fn story_without_the_canonical_headline_has_that_of_others() {
        assert_eq!(
            story_headline(None, ["Boat lost at sea", "Boat lost at sea"]),
            Some("Boat lost at sea")
        );
        assert_eq!(story_headline(None, []), None);
    }
}
