//! Word: the paragraphs of a document.

use std::io;

use super::parts::{Part, events};

/// The part of a document with its text.
pub(super) const TEXT: &str = "word/document.xml";

/// The paragraphs of a Word document, with an empty line between them.
pub(super) fn paragraphs(xml: &str) -> io::Result<String> {
    let mut text = String::new();
    let mut is_text = false;
    // What an older program is to show instead says the same again.
    let mut fallbacks = 0_u32;
    events(xml, |event| match event {
        Part::Begin(start) => match start.local_name().as_ref() {
            "Fallback" => fallbacks += 1,
            _ if fallbacks > 0 => {}
            "t" => is_text = true,
            "br" | "cr" => text.push('\n'),
            "tab" => text.push(' '),
            "noBreakHyphen" => text.push('-'),
            _ => {}
        },
        Part::End("Fallback") => fallbacks = fallbacks.saturating_sub(1),
        Part::End("t") => is_text = false,
        Part::End("p") if fallbacks == 0 && !text.ends_with("\n\n") && !text.is_empty() => {
            text.push_str("\n\n");
        }
        Part::Text(words) if is_text => text.push_str(words),
        Part::End(_) | Part::Text(_) => {}
    })?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_a_document_are_its_text_and_nothing_twice() {
        let xml = "<w:document><w:body><w:p><w:r><w:t>Ferry sails</w:t></w:r><w:r><w:t xml:space=\"preserve\"> &amp; returns</w:t></w:r></w:p>\
            <w:p/><w:p><w:r><w:instrText>HYPERLINK x</w:instrText><w:t>One</w:t><w:br/><w:t>two</w:t><w:delText>gone</w:delText></w:r></w:p>\
            <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Box</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>Box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
            </w:body></w:document>";
        assert_eq!(paragraphs(xml).unwrap(), "Ferry sails & returns\n\nOne\ntwo\n\nBox\n\n");
    }
}
