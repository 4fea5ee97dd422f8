//! What a story is called: the canonical article's headline may be one that no other outlet gave it, or no headline at all.

use std::collections::BTreeMap;

/// The words that a headline has at least. Shorter ones are often the names of buttons or sections, such as "Print".
const LEAST_WORDS: usize = 3;

/// What may stand between a headline and the name of the outlet, with spaces around it.
const BEFORE_NAMES: [char; 5] = ['|', '-', '–', '—', '·'];

/// A headline as it is compared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Headline<'a> {
    text: &'a str,
    is_heading: bool,
}

impl<'a> Headline<'a> {
    /// Takes the name of the outlet off the end of a headline. `is_heading` is whether the headline is a heading of pages.
    pub(crate) fn of(found: &'a str, outlet: Option<&str>, is_heading: bool) -> Headline<'a> {
        let text = outlet.map_or(found, |outlet| without_name(found, outlet)).trim();
        Headline { text, is_heading }
    }

    /// The headline without the name of the outlet.
    pub(crate) fn text(self) -> &'a str {
        self.text
    }

    /// Whether it differs from that of the story, ignoring case and punctuation; `None` if it counts as no headline, and that
    /// of the story does not.
    pub(crate) fn differs_from(self, of_story: Headline<'_>) -> Option<bool> {
        if have_the_same_words(self.text, of_story.text) {
            Some(false)
        } else if self.is_good() || !of_story.is_good() {
            Some(true)
        } else {
            None
        }
    }

    fn is_good(self) -> bool {
        !self.is_heading && self.text.split_whitespace().nth(LEAST_WORDS - 1).is_some()
    }
}

/// The headline of a story: that of the canonical article, or the one that most articles have where it is another one.
///
/// Case and white space make no difference, and one that goes on where another one ends counts for both. Nothing is
/// preferred to the canonical article's headline unless two articles have it, and more than have that one. But what has only
/// a word or two, or is a heading of pages, counts as no headline where there is a better one; of several that as many articles
/// have, the one with the most words is that.
pub(crate) fn story_headline<'a>(
    canonical: Option<Headline<'a>>,
    headlines: impl IntoIterator<Item = Headline<'a>>,
) -> Option<Headline<'a>> {
    let mut found: BTreeMap<String, (usize, Headline<'a>)> = BTreeMap::new();
    for headline in headlines {
        let key = key(headline.text);
        if !key.is_empty() {
            found.entry(key).or_insert((0, headline)).0 += 1;
        }
    }
    let is_long = |key: &str| words(key) >= LEAST_WORDS;
    let rank = |key: &str, headline: Headline<'_>| {
        let longer = found.range(key.to_owned()..).take_while(|(other, _)| {
            if is_long(key) { other.starts_with(key) } else { *other == key }
        });
        (headline.is_good(), longer.map(|(_, (articles, _))| articles).sum::<usize>())
    };
    let of_canonical = canonical.map(|headline| key(headline.text)).unwrap_or_default();
    let (is_good, votes) = match canonical {
        Some(headline) if !of_canonical.is_empty() => rank(&of_canonical, headline),
        _ => (true, 0),
    };
    let ranked = found.iter().map(|(key, (_, headline))| (rank(key, *headline), key, *headline));
    let best = ranked.max_by(|one, other| {
        let by_length = || words(one.1).cmp(&words(other.1)).then_with(|| other.1.cmp(one.1));
        one.0.cmp(&other.0).then_with(by_length)
    });
    match best {
        Some(((is_better, more), key, headline))
            if *key != of_canonical && (more > votes.max(1) || is_better && !is_good) =>
        {
            Some(headline)
        }
        _ => canonical,
    }
}

/// A headline without the name of its outlet at the end: all or most of the letters of `outlet`, behind a dash or a bar.
fn without_name<'a>(headline: &'a str, outlet: &str) -> &'a str {
    let is_apart = |&(at, mark): &(usize, &str)| {
        headline[..at].ends_with(' ') && headline[at + mark.len()..].starts_with(' ')
    };
    let Some((end, mark)) = headline.rmatch_indices(BEFORE_NAMES).find(is_apart) else {
        return headline;
    };
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (name, outlet) = (letters(&headline[end + mark.len()..]), letters(outlet));
    let is_name = !name.is_empty() && outlet.contains(&name) && 2 * name.len() >= outlet.len();
    if is_name { &headline[..end] } else { headline }
}

/// Whether two headlines have the same words, ignoring case and punctuation.
fn have_the_same_words(one: &str, other: &str) -> bool {
    let words = |headline: &'_ str| {
        let words = headline.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>()
    };
    one == other || words(one) == words(other)
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

    /// A headline of the Herald, in a corpus where "Enter your zip code" is a heading of pages.
    fn headline(found: &str) -> Headline<'_> {
        Headline::of(found, Some("herald.example"), found == "Enter your zip code")
    }

    /// The headline of a story.
    fn headline_of(
        canonical: Option<&'static str>,
        headlines: &[&'static str],
    ) -> Option<&'static str> {
        let headlines = headlines.iter().copied().map(headline);
        story_headline(canonical.map(headline), headlines).map(Headline::text)
    }

    #[test]
    fn headline_changes_by_its_words_alone() {
        let differs = |one: &str, story: &str| headline(one).differs_from(headline(story));
        assert_eq!(differs("FERRY runs aground!", "Ferry runs aground"), Some(false));
        assert_eq!(differs("Ferry sinks off Tarn", "Ferry runs aground"), Some(true));
        assert_eq!(differs("Boat lost", "Print"), Some(true));
    }

    #[test]
    fn heading_of_pages_is_no_change_of_a_headline() {
        let differs = |one: &str| headline(one).differs_from(headline("Ferry runs aground"));
        assert_eq!([differs("Enter your zip code"), differs("Print")], [None, None]);
    }

    #[test]
    fn name_of_the_outlet_is_no_part_of_a_headline() {
        let text = |found: &'static str| headline(found).text();
        assert_eq!(text("Ferry runs aground | Herald Example"), "Ferry runs aground");
        assert_eq!(text("Ferry runs aground - herald.example"), "Ferry runs aground");
        for whole in ["Ferry runs aground - Her", "Ferry – the Herald reports", "Ferry | "] {
            assert_eq!(text(whole), whole.trim());
        }
        assert_eq!(Headline::of("Tarn - Herald", None, false).text(), "Tarn - Herald");
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
