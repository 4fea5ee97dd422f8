//! Which spellings of an outlet's name mean one outlet.

/// Folds the spellings of one outlet: surrounding and repeated space goes; of a host, capitals and a leading `www.` too.
///
/// Returns `None` when nothing is left.
pub fn normalise(raw: &str) -> Option<String> {
    let name = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_host = name.contains('.')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let name = if is_host {
        let host = name.to_ascii_lowercase();
        host.strip_prefix("www.").unwrap_or(&host).trim_end_matches('.').to_owned()
    } else {
        name
    };
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::normalise;

    #[test]
    fn spellings_of_one_host_are_one_outlet() {
        assert_eq!(normalise("WWW.Example.com").as_deref(), Some("example.com"));
        assert_eq!(normalise(" example.com ").as_deref(), Some("example.com"));
    }

    #[test]
    fn name_keeps_its_capitals() {
        assert_eq!(normalise("The  Daily\tHerald").as_deref(), Some("The Daily Herald"));
        assert_eq!(normalise("St. Paul Dispatch").as_deref(), Some("St. Paul Dispatch"));
    }

    #[test]
    fn blank_name_is_none() {
        assert_eq!(normalise(" \n"), None);
        assert_eq!(normalise("www."), None);
    }
}
