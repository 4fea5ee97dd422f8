//! Finds the fields of an article by their usual names, each independently.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::sample::Sample;
use super::schema::Field;
use crate::hash::HashMap;

/// For each field, its folded names and their places in the list.
static NAMES: LazyLock<[HashMap<String, usize>; Field::ALL.len()]> = LazyLock::new(|| {
    let mut names: [HashMap<String, usize>; Field::ALL.len()] = Default::default();
    let rows = include_str!("names.tsv").lines().filter(|row| !row.starts_with('#'));
    for (field, row) in rows.filter_map(|row| row.split_once('\t')) {
        let Some(field) = Field::ALL.into_iter().find(|known| known.name() == field) else {
            continue;
        };
        let known = &mut names[field as usize];
        for name in row.split_whitespace() {
            let place = known.len();
            known.entry(folded(name)).or_insert(place);
        }
    }
    names
});

/// A name without case, diacritics, spaces and punctuation. The dots of nested names stay.
fn folded(name: &str) -> String {
    if name.is_ascii() {
        let letters = name.bytes().filter(|byte| byte.is_ascii_alphanumeric() || *byte == b'.');
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let letters = name.nfkd().flat_map(char::to_lowercase);
    let letters = letters.filter(|c| c.is_alphanumeric() || *c == '.');
    let mut folded = String::with_capacity(name.len());
    for letter in letters {
        match letter {
            'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            letter => folded.push(letter),
        }
    }
    folded
}

/// The place of a name in the list of a field; lower is better.
fn place(field: Field, name: &str) -> Option<usize> {
    NAMES[field as usize].get(&*folded(name)).copied()
}

/// Whether this is a usual name of the field.
pub(crate) fn is_name_of(field: Field, name: &str) -> bool {
    place(field, name).is_some()
}

/// The field with this usual name, if any.
pub(crate) fn field_of(name: &str) -> Option<Field> {
    Field::ALL.into_iter().find(|&field| is_name_of(field, name))
}

/// The longest field is taken as the text if its name contains one from the list. Names with fewer
/// letters than this are not searched for, because they may be part of any word.
const LEAST_LETTERS: usize = 4;

/// Objects that may wrap a record or hold its metadata.
const AROUND: [&str; 13] = [
    "",
    "source",
    "fields",
    "attributes",
    "article",
    "data",
    "meta",
    "metadata",
    "thread",
    "warcheaders",
    "sys",
    "head",
    "header",
];

/// Other forms of the text, next to the field found: `content_html` next to `content_text`. Each
/// record may have a different one.
pub(crate) fn other_forms(sample: &Sample, found: &str) -> Vec<String> {
    const ALIKE: usize = 4;
    let (parent, name) = split(found);
    let start: String = folded(name).chars().take(ALIKE).collect();
    let is_form = |path: &&str| {
        let (of, other) = split(path);
        *path != found
            && of == parent
            && start.chars().count() == ALIKE
            && folded(other).starts_with(&start)
            && place(Field::Text, other).is_some()
            && sample.may_be(Field::Text, path)
    };
    sample.paths().filter(is_form).map(str::to_owned).collect()
}

/// The field of a sample that is likely to be the text.
pub(crate) fn text_in(sample: &Sample) -> Option<String> {
    let by_name = sample.paths().filter_map(|path| {
        let held = without_holders(path);
        let (parent, name) = split(held);
        let place = place(Field::Text, path).or_else(|| place(Field::Text, name))?;
        Some((held.matches('.').count(), place, parent, path))
    });
    let found = by_name.filter(|(.., path)| sample.may_be(Field::Text, path)).min();
    let found = found.map(|(.., path)| with_opening(sample, path));
    found.or_else(|| longest(sample))
}

/// A text with the field that opens it, as systems have it that show an opening alone: `introtext+fulltext`.
fn with_opening(sample: &Sample, path: &str) -> String {
    const OPENINGS: [(&str, &str); 1] = [("introtext", "fulltext")];
    let (parent, name) = split(path);
    let name = folded(name);
    let is_opening = |other: &&str| {
        let (of, opening) = split(other);
        of == parent && OPENINGS.contains(&(&*folded(opening), &*name))
    };
    match sample.paths().find(is_opening) {
        Some(opening) => format!("{opening}+{path}"),
        None => path.to_owned(),
    }
}

/// The longest field, if its name contains that of a text, or is that of a summary.
fn longest(sample: &Sample) -> Option<String> {
    const SUMMARIES: [&str; 9] = [
        "leadparagraph",
        "description",
        "summary",
        "abstract",
        "snippet",
        "excerpt",
        "lead",
        "teaser",
        "excerpt.rendered",
    ];
    let path = sample.longest().filter(|path| sample.may_be(Field::Text, path))?;
    let name = folded(split(path).1);
    let holds_one = || {
        let mut names = NAMES[Field::Text as usize].keys();
        names.any(|known| {
            let letters = known.chars().count();
            let is_long = letters >= LEAST_LETTERS || !known.is_ascii() && letters > 1;
            is_long && name.contains(known.as_str())
        })
    };
    (holds_one() || SUMMARIES.contains(&&*name)).then(|| path.to_owned())
}

/// The field of a sample with a usual name, next to the text or in an object around it.
pub(crate) fn find_in(sample: &Sample, field: Field, text: Option<&str>) -> Option<String> {
    if field == Field::Text {
        return text_in(sample);
    }
    let last = text.and_then(|text| text.rsplit('+').next());
    let beside = last.map_or("", |text| split(without_holders(text)).0);
    let candidates = sample.paths().filter_map(|path| {
        let held = without_holders(path);
        let (parent, name) = split(held);
        // `title.rendered` is next to `content.rendered`.
        let bare = without_wrapper(held);
        let whole = below(held, beside).or(Some(bare)).and_then(|path| place(field, path));
        let whole = whole.or_else(|| place(field, two_last(bare)).filter(|_| bare.contains('.')));
        if let Some(place) = whole {
            return Some((usize::from(below(held, beside).is_none()), place, path));
        }
        let distance = match parent {
            parent if parent == beside => 0,
            parent if AROUND.contains(&&*folded(split(parent).1)) => 1,
            parent if beside.starts_with(parent) => 1,
            _ => return None,
        };
        let is_of_other = field == Field::Id && distance > 0 && parent.contains("source");
        (!is_of_other).then_some(())?;
        Some((distance, place(field, name)?, path))
    });
    let is_url = |path: &str| place(Field::Url, split(without_holders(path)).1).is_some();
    let is_collection = |path: &str| {
        field == Field::Outlet && is_vague(path) && sample.is_of_many_hosts(path, is_url)
    };
    let candidates = candidates.filter(|(.., path)| sample.may_be(field, path));
    let found = candidates.filter(|(.., path)| !is_collection(path)).min();
    found.map(|(.., path)| path.to_owned())
}

/// Whether a field may name the outlet, or else the collection that the record was taken from.
fn is_vague(path: &str) -> bool {
    const NAMES: [&str; 7] = [
        "source",
        "sourcename",
        "source.name",
        "provider",
        "channel",
        "collectionname",
        "feedname",
    ];
    NAMES.contains(&&*folded(path))
}

/// Members of objects that hold one value: of a database's types, of a marked-up text, of XML that became JSON.
const HOLDERS: [&str; 9] =
    ["$date", "$oid", "$numberLong", "value", "processed", "rendered", "#text", "$t", "__cdata"];

/// A path without the members that only hold the value, and without the language of it: `published` for `published.$date`, and
/// `fields.title` for `fields.title.en-US`.
fn without_holders(path: &str) -> &str {
    let mut held = path;
    while let Some((parent, name)) = held.rsplit_once('.') {
        if !HOLDERS.contains(&name) && !is_locale(name) {
            break;
        }
        held = parent;
    }
    held
}

/// Whether a name is that of a language in a country, such as `en-US`.
fn is_locale(name: &str) -> bool {
    let parts = name.split_once(['-', '_']);
    parts.is_some_and(|(language, country)| {
        language.len() == 2
            && country.len() == 2
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && country.bytes().all(|byte| byte.is_ascii_uppercase())
    })
}

/// A path relative to an object.
fn below<'p>(path: &'p str, object: &str) -> Option<&'p str> {
    if object.is_empty() {
        return (!path.contains('.')).then_some(path);
    }
    path.strip_prefix(object)?.strip_prefix('.')
}

/// A path without what leads to a record in an answer of a search engine: `title` for `_source.title`, which is no title of a
/// source.
fn without_wrapper(path: &str) -> &str {
    let mut parts = path.match_indices('.').filter(|(at, _)| {
        let part = path[..*at].rsplit('.').next().unwrap_or_default();
        part.starts_with('_')
    });
    parts.next_back().map_or(path, |(at, _)| &path[at + 1..])
}

fn two_last(path: &str) -> &str {
    let mut dots = path.rmatch_indices('.').map(|(at, _)| at);
    dots.nth(1).map_or(path, |at| &path[at + 1..])
}

/// The object of a field, and the field's name in it.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_whatever_their_case_and_signs() {
        for (field, names) in [
            (
                Field::Text,
                ["Full Text", "full_text", "articleBody", "İçerik", "Treść", "本文", " text "],
            ),
            (
                Field::Headline,
                ["TITLE", "Überschrift", "Başlık", "Заголовок", "story-title", "título", "Τίτλος"],
            ),
            (
                Field::Date,
                [
                    "Date",
                    "pub_date",
                    "publishedAt",
                    "fecha",
                    "Дата",
                    "Veröffentlicht",
                    "date_publication",
                ],
            ),
            (
                Field::Outlet,
                ["Newspaper", "media_name", "veículo", "gazete", "издание", "Źródło", "媒体"],
            ),
        ] {
            for name in names {
                assert!(is_name_of(field, name), "{name} is no {field}");
            }
        }
    }

    #[test]
    fn members_that_hold_a_value_are_no_part_of_its_name() {
        for (path, held) in [
            ("published.$date.$numberLong", "published"),
            ("attributes.body.value", "attributes.body"),
            ("fields.title.en-US", "fields.title"),
            ("body.content", "body.content"),
            ("value", "value"),
            ("a.in-it", "a.in-it"),
        ] {
            assert_eq!(without_holders(path), held);
        }
    }

    #[test]
    fn record_of_a_search_engine_is_no_source() {
        for (path, bare) in [
            ("_source.title", "title"),
            ("hits._source.source.title", "source.title"),
            ("source.title", "source.title"),
            ("_id", "_id"),
            ("_id.$oid", "$oid"),
        ] {
            assert_eq!(without_wrapper(path), bare);
        }
    }

    #[test]
    fn no_name_of_a_text_is_that_of_another_field() {
        let text = &NAMES[Field::Text as usize];
        for field in [Field::Headline, Field::Date, Field::Url, Field::Id, Field::Language] {
            let both = NAMES[field as usize].keys().find(|name| text.contains_key(*name));
            assert_eq!(both, None, "both a text and a {field}");
        }
    }
}
