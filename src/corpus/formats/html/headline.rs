//! The headline of a page's article.

/// What a page gives as its headline.
pub(super) struct Headlines<'p> {
    /// What the search for the article found.
    pub(super) found: Option<String>,
    pub(super) og_title: Option<String>,
    pub(super) headings: &'p [String],
    /// The headline and the name in the structured data.
    pub(super) linked: Option<String>,
    pub(super) linked_name: Option<&'p str>,
    /// The name of the site.
    pub(super) site: Option<&'p str>,
}

impl Headlines<'_> {
    /// The headline: one that the page gives twice, or else the one found, unless that is the name of the site. Without the
    /// names of site and section behind it.
    ///
    /// A heading that is also the title for other sites goes before the structured data: that may have a title for search
    /// engines, which the page gives in its `<title>` too.
    pub(super) fn best(self) -> Option<String> {
        let Headlines { found, og_title, headings, linked, linked_name, site } = self;
        let is_og_title =
            |other: &&String| og_title.as_ref().is_some_and(|title| is_same(title, other));
        let shown_twice = headings.iter().find(is_og_title);
        let first = headings.first();
        let is_shown = |linked: &&String| {
            is_og_title(linked) || first.is_some_and(|first| is_same(linked, first))
        };
        let twice = shown_twice.or_else(|| linked.as_ref().filter(is_shown));
        let is_name = found.is_some() && linked_name == found.as_deref();
        let known: Vec<&String> = linked.iter().chain(&og_title).chain(headings).collect();
        let best = match (twice.filter(|twice| Some(twice.as_str()) != site), &found) {
            (Some(twice), _) => twice,
            (None, Some(found)) if !is_name => found,
            _ => known.first().copied().or(found.as_ref())?,
        };
        let mut known = known.iter().filter(|known| Some(known.as_str()) != site);
        Some(known.find_map(|known| before_names(known, best)).unwrap_or(best).to_owned())
    }
}

/// Whether two headlines have the same letters and digits, for quotation marks and spaces differ.
fn is_same(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    letters(one) == letters(other)
}

/// What separates a headline from the names of section and site.
const SEPARATORS: [char; 9] = ['-', '–', '—', '|', '｜', '·', '•', '»', '‹'];

/// A title without the names behind it, if what is before them is this headline. Only letters and digits are compared, for
/// quotation marks and spaces differ.
fn before_names<'t>(headline: &str, title: &'t str) -> Option<&'t str> {
    const LEAST: usize = 8;
    let is_letter = |c: &char| c.is_alphanumeric();
    let mut letters = title.char_indices().filter(|(_, c)| is_letter(c));
    let mut last = None;
    for (number, letter) in headline.chars().filter(is_letter).enumerate() {
        last =
            letters.next().filter(|&(_, c)| c == letter).map(|(at, c)| (number, at + c.len_utf8()));
        last?;
    }
    let (number, end) = last?;
    let behind = &title[end..];
    let separator = behind.find(|c: char| c.is_whitespace())?;
    let is_apart = !behind[..separator].contains(char::is_alphanumeric)
        && behind[separator..].trim_start().starts_with(SEPARATORS);
    (number + 1 >= LEAST && is_apart).then(|| title[..end + separator].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_that_is_shown_twice_goes_before_one_for_search_engines() {
        let headings = ["Gazette".to_owned(), "Ferry runs aground".to_owned()];
        let best = |og_title: &str, linked: &str| {
            let (og_title, linked) = (Some(og_title.to_owned()), Some(linked.to_owned()));
            let (found, site) = (linked.clone(), Some("Gazette"));
            Headlines { found, og_title, headings: &headings, linked, linked_name: None, site }
                .best()
        };
        let expected = Some("Ferry runs aground".to_owned());
        assert_eq!(best("Ferry  runs aground", "Ferry accident Tarn: all facts"), expected);
        assert_eq!(best("All saved at Tarn", "Ferry runs aground"), expected);
        assert_eq!(best("Gazette", "Ferry runs aground"), expected);
    }

    #[test]
    fn names_behind_a_headline_are_left_out() {
        let headings = ["Gazette".to_owned(), "Ferry runs aground".to_owned()];
        let best = |found: &str| {
            let found = Some(found.to_owned());
            Headlines {
                found,
                og_title: None,
                headings: &headings,
                linked: None,
                linked_name: None,
                site: Some("Gazette"),
            }
            .best()
        };
        for title in [
            "Ferry runs aground",
            "Ferry runs aground - Gazette",
            "Ferry runs aground | News | Gazette",
            "Ferry runs aground — 29.11.2026",
            "Ferry  runs aground - Gazette",
        ] {
            let best = best(title).unwrap().replace("  ", " ");
            assert_eq!(best, "Ferry runs aground", "{title}");
        }
        for title in
            ["Ferry runs aground-again", "Ferry runs aground: all saved", "Gazette - all news"]
        {
            assert_eq!(best(title).as_deref(), Some(title));
        }
    }
}
