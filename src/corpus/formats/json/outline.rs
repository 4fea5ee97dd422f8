//! Finds the container of the objects of a JSON file, by the file's first bytes.

use super::values::{SEPARATOR, Within};
use crate::corpus::fields::names;
use crate::corpus::fields::schema::{Field, PRESETS, Preset};
use crate::corpus::options::Options;

/// The container of the objects, if the first bytes show that they are not lines; `None` if they
/// may be lines.
///
/// An object that contains articles differs from an article with lists of objects by its fields: an
/// article has a text.
pub(crate) fn within(start: &[u8], options: &Options) -> Option<Within> {
    let is_sequence = start.first() == Some(&SEPARATOR);
    let start = words(start);
    if start.starts_with(b"[") {
        return Some(Within::Array);
    }
    if is_sequence {
        return Some(Within::File);
    }
    let (members, rest) = members(start);
    if rest.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let text = options.fields.text.as_deref();
    let is_of_people = |member: &Member| {
        text.is_none()
            && member.holds == Holds::Other
            && names::is_name_of(Field::Text, &member.key)
    };
    if members.iter().any(|member| is_text(&member.key, text) || is_of_people(member)) {
        return None;
    }
    if are_articles(&members, text) {
        return Some(Within::Keyed);
    }
    let is_key = |name: &str| members.iter().any(|member| member.key == name);
    if Preset::fitting(is_key).is_some_and(Preset::is_wire) {
        return None;
    }
    let mut lists = members.iter().filter(|member| member.holds == Holds::Objects);
    let first = lists.next();
    let named = lists.chain(first).find(|member| LISTS.contains(&member.key.as_str()));
    if let Some(list) = named.or(first) {
        return Some(Within::Member(vec![list.key.clone()]));
    }
    members.iter().find_map(|member| {
        let Holds::Members(inside) = &member.holds else { return None };
        let is_list = |member: &&Inner| member.are_objects && LISTS.contains(&&*member.key);
        let list = inside.iter().find(is_list)?;
        ANSWERS.contains(&member.key.as_str()).then_some(())?;
        Some(Within::Member(vec![member.key.clone(), list.key.clone()]))
    })
}

/// The bytes behind white space and separators of values.
pub(super) fn words(bytes: &[u8]) -> &[u8] {
    let is_between = |byte: &&u8| byte.is_ascii_whitespace() || **byte == SEPARATOR;
    &bytes[bytes.iter().take_while(is_between).count()..]
}

/// Whether a file is an array of arrays.
pub(super) fn has_rows(start: &[u8]) -> bool {
    let inside = words(start).strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    inside.is_some_and(|inside| inside.starts_with(b"["))
}

/// The usual names in API responses of the object around the list of results, and of the list
/// itself. Objects and lists with other names may be part of an article.
const ANSWERS: [&str; 9] =
    ["articles", "data", "feed", "hits", "payload", "posts", "response", "result", "results"];
const LISTS: [&str; 11] = [
    "articles",
    "docs",
    "documents",
    "entries",
    "hits",
    "items",
    "news",
    "posts",
    "records",
    "results",
    "stories",
];

/// Whether the members of an object are articles, each under its key: they are objects of one form, with a text.
fn are_articles(members: &[Member], text: Option<&str>) -> bool {
    let mut forms = Vec::new();
    for member in members {
        let Holds::Members(inside) = &member.holds else { return false };
        forms.push(inside);
    }
    // The last one may be cut.
    let [first, second, ..] = &forms[..] else { return false };
    let has = |form: &[Inner], key: &str| form.iter().any(|inner| inner.key == key);
    let shared = first.iter().filter(|inner| has(second, &inner.key)).count();
    let is_of_text = |inner: &Inner| match text {
        Some(text) => inner.key == text,
        None => is_text(&inner.key, None) || names::is_name_of(Field::Text, &inner.key),
    };
    shared * 2 > first.len().max(second.len()) && first.iter().any(is_of_text)
}

/// Whether a member is or contains the text, according to a schema or the caller.
fn is_text(key: &str, named: Option<&str>) -> bool {
    let leads = |path: &str| path.split('.').next() == Some(key);
    match named {
        Some(named) => named == key || leads(named),
        None => PRESETS.iter().flat_map(|preset| preset.paths(Field::Text)).any(|path| leads(path)),
    }
}

/// A member of the outermost object.
#[derive(Debug, PartialEq, Eq)]
struct Member {
    key: String,
    holds: Holds,
}

/// The value of a member.
#[derive(Debug, PartialEq, Eq)]
enum Holds {
    /// An array whose first element is an object.
    Objects,
    /// An object, with its members.
    Members(Vec<Inner>),
    Other,
}

/// A member of an object that is a member.
#[derive(Debug, PartialEq, Eq)]
struct Inner {
    key: String,
    /// Whether it holds an array whose first element is an object.
    are_objects: bool,
}

/// Looks at the start of a value.
fn holds(value: &[u8]) -> Holds {
    let value = value.trim_ascii_start();
    match value.strip_prefix(b"[") {
        Some(inside) if inside.trim_ascii_start().starts_with(b"{") => Holds::Objects,
        None if value.starts_with(b"{") => Holds::Members(Vec::new()),
        _ => Holds::Other,
    }
}

/// The members of the first object, as far as the bytes go, and the rest after it.
fn members(start: &[u8]) -> (Vec<Member>, &[u8]) {
    let mut members = Vec::new();
    let (mut depth, mut at) = (0_usize, 0);
    let mut last: Option<&[u8]> = None;
    while let Some(&byte) = start.get(at) {
        match byte {
            b'"' => {
                let Some(length) = string(&start[at..]) else { break };
                last = Some(&start[at + 1..at + length - 1]).filter(|_| matches!(depth, 1 | 2));
                at += length;
                continue;
            }
            b':' => {
                if let Some(key) = last.take() {
                    let key = String::from_utf8_lossy(key).into_owned();
                    let holds = holds(&start[at + 1..]);
                    match (depth, members.last_mut()) {
                        (1, _) => members.push(Member { key, holds }),
                        (_, Some(Member { holds: Holds::Members(inside), .. })) => {
                            inside.push(Inner { key, are_objects: holds == Holds::Objects });
                        }
                        _ => {}
                    }
                }
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return (members, &start[at + 1..]);
                }
            }
            _ => {}
        }
        at += 1;
    }
    (members, b"")
}

/// The length of the string at the start, with quotes; `None` if it does not end.
fn string(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(start: &str) -> Option<Within> {
        within(start.as_bytes(), &Options::default())
    }

    #[test]
    fn articles_are_in_the_list_of_an_object_without_a_text() {
        let expected = Some(Within::Member(vec!["articles".to_owned()]));
        assert_eq!(of(r#"{"status": "ok", "total": 2, "articles": [{"title": "Ra"#), expected);
        assert_eq!(of("{\n  \"articles\" : [\n {}"), expected);
    }

    #[test]
    fn an_article_with_lists_of_objects_is_an_article() {
        assert_eq!(of(r#"{"tags": [{"name": "rain"}], "text": "It rains."}"#), None);
    }

    #[test]
    fn an_object_followed_by_another_is_not_a_container() {
        assert_eq!(of("{\"tags\": [{}], \"story\": \"Rain.\"}\n{\"tags\": []}"), None);
    }

    #[test]
    fn a_list_of_results_may_be_inside_an_object_of_the_response() {
        let expected = Some(Within::Member(vec!["data".to_owned(), "items".to_owned()]));
        assert_eq!(of(r#"{"id": "x", "data": {"query": "a", "items": [{"meta": {}}]}}"#), expected);
        assert_eq!(of(r#"{"data": {"more": {"items": [{}]}, "tags": [{}]}}"#), None);
    }

    #[test]
    fn only_members_of_the_outermost_object_count() {
        assert_eq!(of(r#"{"meta": {"articles": [{}]}, "id": "[{"}"#), None);
        assert_eq!(of(r#"{"id": "\"articles\": [{"}"#), None);
    }

    #[test]
    fn members_of_one_form_with_a_text_are_articles() {
        let article = r#"{"title": "Rain", "date": "2026-03-01", "text": "It rains."}"#;
        let keyed = format!("{{\"a1\": {article}, \"a2\": {article}, \"a3\": {{");
        assert_eq!(of(&keyed), Some(Within::Keyed));
        for other in [
            format!("{{\"a1\": {article}}}"),
            format!("{{\"count\": 2, \"a1\": {article}, \"a2\": {article}}}"),
            r#"{"meta": {"title": "Rain", "date": 1}, "content": {"text": "It rains."}}"#
                .to_owned(),
            r#"{"1": {"title": "Rain", "date": 1}, "2": {"title": "Sun", "date": 1}}"#.to_owned(),
        ] {
            assert_eq!(of(&other), None, "{other}");
        }
    }

    #[test]
    fn separators_of_a_sequence_are_passed_over() {
        assert_eq!(of("\u{1e}{\"text\": \"It rains.\"}\n\u{1e}{"), Some(Within::File));
        assert!(has_rows(b" [ [\"Rain\", 1], [\"Sun\", 2]]"));
        assert!(!has_rows(b"[{\"tags\": [[]]}]"));
    }

    #[test]
    fn truncated_and_invalid_json_has_no_list() {
        for start in ["", "{", "{\"", "{\"a\\", "{\"a\": [", "}{:[", "\"a\":[{"] {
            assert_eq!(of(start), None, "{start}");
        }
    }
}
