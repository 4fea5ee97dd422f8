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
    pub(super) fn best(self) -> Option<String> {
        let Headlines { found, og_title, headings, linked, linked_name, site } = self;
        let is_said_twice =
            linked.is_some() && (linked == og_title || linked.as_ref() == headings.first());
        let is_name = found.is_some() && linked_name == found.as_deref();
        let known: Vec<&String> = linked.iter().chain(&og_title).chain(headings).collect();
        let best = match &found {
            Some(found) if !is_said_twice && !is_name => found,
            _ => known.first().copied().or(found.as_ref())?,
        };
        let mut known = known.iter().filter(|known| Some(known.as_str()) != site);
        Some(known.find_map(|known| before_names(known, best)).unwrap_or(best).to_owned())
    }
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
