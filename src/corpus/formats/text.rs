//! Text files of one article each, with metadata in their first lines.

mod markdown;

use std::borrow::Cow;

use self::markdown::Markdown;
use crate::article::Article;
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::encoding::{self, BYTE_ORDER_MARK};
use crate::corpus::fields::names;
use crate::corpus::fields::schema::Field;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{How, ReadFormat, Understood};
use crate::corpus::options::TextHeads;
use crate::corpus::reject::{Fault, RejectCode};
use crate::date::Day;

pub(super) const TEXT: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("text", "text", &["txt", "text"], Holds::OneText)),
    fits: |_| false,
    understand: |asked| Ok(Ok(Understood::As(Format::new(Text(asked.options.text_heads))))),
};

pub(super) const MARKDOWN: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("markdown", "Markdown", &["md", "markdown"], Holds::OneText)),
    fits: |_| false,
    understand: |asked| {
        let name = asked.file.path.file_stem().unwrap_or_default().to_ascii_uppercase();
        let is_of_folder = ABOUT_FOLDERS.iter().any(|known| name == *known);
        Ok(Ok(if asked.how == How::Within && is_of_folder {
            Understood::NotRead("Markdown about the folder (README and its like)")
        } else {
            Understood::As(Format::new(MarkedText(asked.options.text_heads)))
        }))
    },
};

/// Names of files that tell about the folder that they are in.
const ABOUT_FOLDERS: [&str; 4] = ["README", "CHANGELOG", "CONTRIBUTING", "LICENSE"];

/// A file that is the text of one article.
#[derive(Debug)]
struct Text(TextHeads);

impl ReadFile for Text {
    fn name(&self) -> FormatName {
        TEXT.name
    }

    fn described(&self) -> &'static str {
        match self.0 {
            TextHeads::Found => {
                "one article to a file, headline and date from its first lines, outlet from there or the folder (--no-text-head to change)"
            }
            TextHeads::Ignored => "one article to a file, outlet from the folder",
        }
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], _: End) -> Made<'a> {
        let body = encoding::text(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes));
        if body.trim().is_empty() {
            return Err(Fault::new(RejectCode::EmptyBody, "empty body"));
        }
        let mended = Mended { utf8: matches!(body, Cow::Owned(_)), ..Mended::default() };
        let (head, body) = match body {
            text if self.0 == TextHeads::Ignored => (Head::default(), text),
            Cow::Borrowed(text) => {
                let (head, body) = split(text);
                (head, Cow::Borrowed(body))
            }
            Cow::Owned(text) => {
                let (head, body) = split(&text);
                (head, Cow::Owned(body.to_owned()))
            }
        };
        Ok((head.into_article(file, body), mended))
    }
}

/// A file in Markdown that is one article.
#[derive(Debug)]
struct MarkedText(TextHeads);

impl ReadFile for MarkedText {
    fn name(&self) -> FormatName {
        MARKDOWN.name
    }

    fn described(&self) -> &'static str {
        match self.0 {
            TextHeads::Found => {
                "one article to a file, headline from its heading, other fields from its front matter, outlet from there or the folder (--no-text-head to change)"
            }
            TextHeads::Ignored => "one article to a file, outlet from the folder",
        }
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], _: End) -> Made<'a> {
        let text = encoding::text(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes));
        let mended = Mended { utf8: matches!(text, Cow::Owned(_)), ..Mended::default() };
        let named = named_lines(&text).filter(|_| self.0 == TextHeads::Found);
        let (mut head, text) = named.unwrap_or((Head::default(), &*text));
        let Markdown { heading, mut body } = markdown::read(text);
        match (heading, &head.headline) {
            (Some(heading), None) if self.0 == TextHeads::Found => head.headline = Some(heading),
            (Some(heading), Some(headline)) if heading == *headline => {}
            (Some(heading), _) => body = format!("{heading}\n{body}"),
            (None, _) => {}
        }
        if body.trim().is_empty() {
            return Err(Fault::new(RejectCode::EmptyBody, "empty body"));
        }
        Ok((head.into_article(file, Cow::Owned(body)), mended))
    }
}

/// The metadata of a text.
#[derive(Debug, Default, PartialEq, Eq)]
struct Head {
    headline: Option<String>,
    outlet: Option<String>,
    date: Option<String>,
    byline: Option<String>,
    url: Option<String>,
    language: Option<String>,
}

impl Head {
    /// The article with this metadata; without an outlet, its folder is one.
    fn into_article<'a>(self, file: &'a File, body: Cow<'a, str>) -> Article<'a> {
        let owned = |said: Option<String>| said.map(Cow::Owned);
        let outlet = owned(self.outlet).or_else(|| file.folder.as_deref().map(Cow::Borrowed));
        Article {
            key: Cow::Borrowed(file.key.as_str()),
            body,
            body_is: file.body_is,
            outlet,
            headline: owned(self.headline),
            published: owned(self.date),
            byline: owned(self.byline),
            url: owned(self.url),
            language: owned(self.language),
            wire: None,
        }
    }

    fn take(&mut self, field: Field, value: &str) {
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let slot = match field {
            Field::Headline => &mut self.headline,
            Field::Outlet => &mut self.outlet,
            Field::Date => &mut self.date,
            Field::Byline => &mut self.byline,
            Field::Url => &mut self.url,
            Field::Language => &mut self.language,
            Field::Id | Field::Text => return,
        };
        if slot.is_none() && !value.is_empty() {
            *slot = Some(value.to_owned());
        }
    }
}

/// The metadata, and the text: without the named lines, or whole if there are none.
fn split(text: &str) -> (Head, &str) {
    named_lines(text).unwrap_or_else(|| (of_page(text), text))
}

/// Lines that a head may have.
const MOST_LINES: usize = 40;

/// Reads lines such as `Title: …` up to an empty one, of which at least two must have known names; or
/// front matter between lines of `---`. No line may be of a text.
fn named_lines(text: &str) -> Option<(Head, &str)> {
    let mut rest = text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    let is_front_matter = rest.lines().next()?.trim_end() == "---";
    if is_front_matter {
        rest = &rest[rest.find('\n')? + 1..];
    }
    let (mut head, mut known, mut names) = (Head::default(), 0, 0);
    for line in rest.split_inclusive('\n').take(MOST_LINES) {
        let behind = &rest[line.len()..];
        let words = line.trim_end();
        let is_end = if is_front_matter { words == "---" } else { words.is_empty() };
        if is_end {
            let is_head = known > 1 || (is_front_matter && names > 0);
            return (is_head && !behind.trim().is_empty()).then_some((head, behind));
        }
        rest = behind;
        let Some((name, value)) = named(words) else {
            // A continuation line, a list, or in front matter a comment or an empty line.
            let is_between = is_front_matter && (words.is_empty() || words.starts_with('#'));
            let follows =
                line.starts_with([' ', '\t', '-']) && (known > 0 || names > 0 && is_front_matter);
            if is_between || follows {
                continue;
            }
            return None;
        };
        names += 1;
        let field = names::field_of(name);
        if field == Some(Field::Text) && known > 1 && !is_front_matter {
            // `Text:` starts the text, on its line or below.
            let at = text.len() - rest.len() - line.len() + line.find(':')? + 1;
            return Some((head, text[at..].trim_start()));
        }
        if let Some(field) = field {
            known += 1;
            head.take(field, value);
        }
    }
    None
}

/// The name and the value of a named line.
fn named(line: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 32;
    let (name, value) = line.split_once(':')?;
    let name = name.trim_matches('"');
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let is_name = !name.trim().is_empty()
        && name.chars().count() <= LONGEST
        && name.chars().all(is_of_name)
        && !value.starts_with("//");
    is_name.then(|| (name.trim(), value))
}

/// Lines of a page that may have metadata, if they are short.
const FIRST_LINES: usize = 10;

/// A longer line belongs to the story.
const MOST_WORDS: usize = 24;

/// A date and a headline from the lines above the story of a page. A page has several lines, with a
/// story below.
fn of_page(text: &str) -> Head {
    const STORY_WORDS: usize = 40;
    let mut head = Head::default();
    if text.split_whitespace().nth(STORY_WORDS).is_none() {
        return head;
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut is_published = false;
    for line in lines.take(FIRST_LINES) {
        let words = line.split_whitespace().count();
        if words > MOST_WORDS || (words > 2 && line.ends_with(['.', '!', '"', '”', '。'])) {
            break;
        }
        let lower = line.to_lowercase();
        let published = [
            "published",
            "posted",
            "veröffentlicht",
            "publié",
            "publicado",
            "pubblicato",
            "yayınlanma",
        ]
        .iter()
        .find_map(|word| Some(lower.find(word)? + word.len()))
        .and_then(|at| line.get(at..))
        .map(|rest| rest.trim_start_matches([':', ' ']));
        let dated = published.filter(|rest| Day::parse(rest).is_some());
        if let Some(rest) = dated.filter(|_| !is_published) {
            head.date = Some(rest.to_owned());
            is_published = true;
            let writer = line[..line.len() - rest.len()].trim();
            let writer = writer
                .rsplit_once(' ')
                .map_or("", |(writer, _)| writer)
                .trim_matches([' ', '|', '-', ',']);
            let is_writer = (1..=6).contains(&writer.split_whitespace().count());
            head.byline = head.byline.or_else(|| is_writer.then(|| writer.to_owned()));
        } else if Day::parse(line).is_some() {
            head.date = head.date.or_else(|| Some(line.to_owned()));
        } else if let Some(by) = line.strip_prefix("By ").filter(|_| words <= 8) {
            head.byline = head.byline.or_else(|| Some(by.to_owned()));
        } else if head.headline.is_none() && words >= 3 {
            head.headline = Some(line.to_owned());
        }
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The ferry between the two banks of the Wend sailed again on Friday, eleven weeks after a barge tore away its landing stage, and carried four hundred people before noon.\nThe harbour master said that the new stage stands on oak piles.";

    #[test]
    fn named_lines_are_metadata_and_not_text() {
        for head in [
            "Title: Ferry sails\nSource: The Courier\nDate: 12 March 2019\nURL: https://wend.example/1\n\n",
            "---\ntitle: \"Ferry sails\"\nsource: The Courier\ndate: 12 March 2019\nurl: https://wend.example/1\ntags:\n  - rain\n---\n",
            "---\ncategories:\n- rain\n\n# facts\ndate: 12 March 2019\nsource: The Courier\n\"title\": \"Ferry sails\"\nurl: https://wend.example/1\ntext: true\n---\n",
            "Titel: Ferry sails\nQuelle: The Courier\nDatum: 12 March 2019\nRessort: Lokales\nURL: https://wend.example/1\n\n",
        ] {
            let text = format!("{head}{STORY}");
            let (head, body) = split(&text);
            assert_eq!(body.trim(), STORY);
            assert_eq!(head.headline.as_deref(), Some("Ferry sails"));
            assert_eq!(head.outlet.as_deref(), Some("The Courier"));
            assert_eq!(head.date.as_deref(), Some("12 March 2019"));
            assert_eq!(head.url.as_deref(), Some("https://wend.example/1"));
        }
    }

    #[test]
    fn headline_and_date_above_the_story_of_a_page_are_found() {
        let page = format!(
            " date 2023-11-29 Open Menu\n\nFerry Sails Again On The Wend\n\nAda Quill Published November 29, 2023 | 07:43 PM\n\n{STORY}"
        );
        let (head, body) = split(&page);
        assert_eq!(head.headline.as_deref(), Some("Ferry Sails Again On The Wend"));
        assert_eq!(head.date.as_deref(), Some("November 29, 2023 | 07:43 PM"));
        assert_eq!(head.byline.as_deref(), Some("Ada Quill"));
        assert_eq!(body, page);
    }

    #[test]
    fn text_with_only_a_story_has_no_metadata() {
        for text in [STORY, "He said: rain\nShe said: sun\n\nThen it rained.", "Rain"] {
            assert_eq!(split(text), (Head::default(), text));
        }
    }
}
