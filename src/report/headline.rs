//! What a story is called: the canonical article's headline may be one that no other outlet gave it, or no headline at all.

use std::collections::BTreeMap;

/// The words that a headline has at least. Shorter ones are often the names of buttons or sections, such as "Print".
const LEAST_WORDS: usize = 3;

/// The headline of a story: that of the canonical article, or the one that most articles have where it is another one.
///
/// Case and white space make no difference, and one that goes on where another one ends counts for both. Nothing is
/// preferred to the canonical article's headline unless two articles have it, and more than have that one. But what has only
/// a word or two, or is a heading of pages, counts as no headline where there is a better one; of several that as many articles
/// have, the one with the most words is that.
pub(crate) fn story_headline<'a>(
    canonical: Option<&'a str>,
    headlines: impl IntoIterator<Item = &'a str>,
    is_heading: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    let mut found: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for headline in headlines {
        let key = key(headline);
        if !key.is_empty() {
            found.entry(key).or_insert((0, headline)).0 += 1;
        }
    }
    let is_long = |key: &str| words(key) >= LEAST_WORDS;
    let rank = |key: &str, headline: &str| {
        let is_good = is_long(key) && !is_heading(headline);
        let longer = found.range(key.to_owned()..).take_while(|(other, _)| {
            if is_long(key) { other.starts_with(key) } else { *other == key }
        });
        (is_good, longer.map(|(_, (articles, _))| articles).sum::<usize>())
    };
    let of_canonical = canonical.map(key).unwrap_or_default();
    let (is_good, votes) = match canonical {
        Some(headline) if !of_canonical.is_empty() => rank(&of_canonical, headline),
        _ => (true, 0),
    };
    let ranked = found.iter().map(|(key, (_, headline))| (rank(key, headline), key, *headline));
    let best = ranked.max_by(|one, other| {
        let by_length = || words(one.1).cmp(&words(other.1)).then_with(|| other.1.cmp(one.1));
        one.0.cmp(&other.0).then_with(by_length)
    });
    match best {
        Some(((is_better, more), key, headline))
            if *key != of_canonical && (more > votes.max(1) || is_better && !is_good) =>
        {
            Some(headline.trim())
        }
        _ => canonical,
    }
}

/// The words of a headline as it is compared.
fn words(key: &str) -> usize {
    key.split(' ').count()
}

/// A headline as it is compared.
fn key(headline: &str) -> String {
    headline.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headline of a story in a corpus where "Enter your zip code" is a heading of pages.
    fn headline_of(
        canonical: Option<&'static str>,
        headlines: &[&'static str],
    ) -> Option<&'static str> {
        story_headline(canonical, headlines.iter().copied(), |headline| {
            headline == "Enter your zip code"
        })
    }

    #[test]
    fn headline_of_most_outlets_names_the_story() {
        let headlines = ["Comments", "Ferry runs aground", "FERRY  runs aground", "Boat lost"];
        assert_eq!(headline_of(Some("Comments"), &headlines), Some("Ferry runs aground"));
    }

    #[test]
    fn canonical_headline_stays_where_no_two_agree_or_as_many_have_it() {
        let [one, other] = ["Ferry runs aground", "Boat lost at sea"];
        assert_eq!(headline_of(Some(one), &[one, other]), Some(one));
        assert_eq!(headline_of(Some(one), &[one, other, one, other]), Some(one));
        assert_eq!(headline_of(None, &[one, " "]), None);
    }

    #[test]
    fn word_or_two_is_no_headline_where_there_is_a_longer_one() {
        let headlines = ["Print", "Print", "Ferry runs aground", "Boat lost at sea"];
        assert_eq!(headline_of(Some("Print"), &headlines), Some("Boat lost at sea"));
        assert_eq!(headline_of(Some("Print"), &["Print", "Boat lost"]), Some("Print"));
    }

    #[test]
    fn heading_of_pages_is_no_headline_where_there_is_a_better_one() {
        let heading = "Enter your zip code";
        let headlines = [heading, heading, heading, "Ferry runs aground"];
        assert_eq!(headline_of(Some(heading), &headlines), Some("Ferry runs aground"));
        assert_eq!(headline_of(Some(heading), &headlines[..3]), Some(heading));
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
            headline_of(Some("Ferry runs aground | Herald"), &headlines),
            Some("Ferry runs aground")
        );
    }

    #[test]
    fn story_without_the_canonical_headline_has_that_of_others() {
        assert_eq!(
            headline_of(None, &["Boat lost at sea", "Boat lost at sea"]),
            Some("Boat lost at sea")
        );
        assert_eq!(headline_of(None, &[]), None);
    }
}
