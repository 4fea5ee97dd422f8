//! Quotation marks and dashes of a house style.

use crate::synth::outlet::Typography;

/// Applies the outlet's style to a text with straight quotes.
pub(in crate::synth) fn apply(text: &str, typography: Typography) -> String {
    let (open, close) = match typography {
        Typography::Typewriter => return text.replace('—', "--"),
        Typography::Curly => ('“', '”'),
        Typography::Single => ('‘', '’'),
    };
    let mut set = String::with_capacity(text.len() + 64);
    let mut before = ' ';
    for letter in text.chars() {
        let opens = before.is_whitespace() || before == '(' || before == '—';
        set.push(match letter {
            '"' if opens => open,
            '"' => close,
            '\'' if !opens => '’',
            '—' if typography == Typography::Single => '–',
            _ => letter,
        });
        before = letter;
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ELMBY — \"We didn't,\" she said. \"No.\"";

    #[test]
    fn each_style_has_its_marks() {
        assert_eq!(
            apply(TEXT, Typography::Typewriter),
            "ELMBY -- \"We didn't,\" she said. \"No.\""
        );
        assert_eq!(apply(TEXT, Typography::Curly), "ELMBY — “We didn’t,” she said. “No.”");
        assert_eq!(apply(TEXT, Typography::Single), "ELMBY – ‘We didn’t,’ she said. ‘No.’");
    }
}
