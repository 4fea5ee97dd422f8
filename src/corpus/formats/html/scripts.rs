//! Finds the article of a page that has it in a script alone, from which a browser makes the elements.

/// Fewest bytes of a text that is looked at.
const SHORTEST: usize = 1_000;

/// Strings in strings that are looked into, as in the JSON that a script hands on.
const MAX_DEPTH: usize = 3;

/// The longest string of the scripts of a page that is paragraphs in HTML.
pub(super) fn marked_up(page: &str) -> Option<String> {
    let mut longest = None;
    let mut rest = page;
    while let Some((_, behind)) = rest.split_once("<script") {
        let (script, next) = behind.split_once("</script").unwrap_or((behind, ""));
        look_into(script, 0, &mut longest);
        rest = next;
    }
    longest
}

fn look_into(text: &str, depth: usize, longest: &mut Option<String>) {
    for literal in literals(text).filter(|literal| literal.len() >= SHORTEST) {
        let Ok(string) = serde_json::from_str::<String>(literal) else { continue };
        if depth < MAX_DEPTH {
            look_into(&string, depth + 1, longest);
        }
        let is_longer = longest.as_ref().is_none_or(|longest| longest.len() < string.len());
        if is_longer && is_paragraphs(&string) {
            *longest = Some(string);
        }
    }
}

/// Whether a string begins as HTML and has paragraphs.
fn is_paragraphs(text: &str) -> bool {
    text.trim_start().starts_with('<') && text.matches("</p>").nth(1).is_some()
}

/// The strings in a script in double quotes, with the quotes.
fn literals(script: &str) -> impl Iterator<Item = &str> {
    let bytes = script.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'"', &bytes[at..])?;
        let mut end = start + 1;
        loop {
            end += memchr::memchr2(b'"', b'\\', &bytes[end..])?;
            if bytes[end] == b'"' {
                at = end + 1;
                return Some(&script[start..at]);
            }
            end += 2;
            if end > bytes.len() {
                return None;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_in_a_string_of_a_script_are_found() {
        let story =
            format!("<p>{}</p><p>He said \"no\".</p>", "The ferry ran aground. ".repeat(60));
        let json = serde_json::json!({ "a": "b", "body": story }).to_string();
        let handed_on = serde_json::to_string(&json).unwrap().replace('<', "\\u003c");
        let page = |script: &str| {
            format!("<html><script>var x = '';</script><script async>{script}</script><body>x")
        };
        let pushed = format!("self.push([1,{handed_on}])");
        for script in [format!("window.state = {json};").replace("</", "<\\/"), pushed] {
            assert_eq!(marked_up(&page(&script)).as_deref(), Some(&*story), "{script}");
        }
        for script in ["", "\"", "\"\\", "\"\\\"", "\"<p>short</p><p>x</p>\""] {
            assert_eq!(marked_up(&page(script)), None);
        }
        assert_eq!(marked_up("<script>\"\\"), None);
    }
}
