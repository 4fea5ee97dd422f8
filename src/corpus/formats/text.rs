//! Text files of one article each.

mod head;

use std::borrow::Cow;

use self::head::Head;
use crate::article::Article;
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::encoding::BYTE_ORDER_MARK;
use crate::corpus::fault::Fault;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{ReadFormat, Understood};
use crate::corpus::options::TextHeads;
use crate::corpus::reject::RejectCode;

pub(super) const TEXT: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("text", "text", &["txt", "text"], Holds::OneText)),
    fits: |_| false,
    understand: |asked| Ok(Ok(Understood::As(Format::new(Text(asked.options.text_heads))))),
};

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
        let key = Cow::Borrowed(file.key.as_str());
        let body = String::from_utf8_lossy(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes));
        if body.trim().is_empty() {
            return Err(Fault::new(RejectCode::EmptyBody, "empty body"));
        }
        let mended = Mended { utf8: matches!(body, Cow::Owned(_)), ..Mended::default() };
        let (head, body) = match body {
            text if self.0 == TextHeads::Ignored => (Head::default(), text),
            Cow::Borrowed(text) => {
                let (head, body) = head::split(text);
                (head, Cow::Borrowed(body))
            }
            Cow::Owned(text) => {
                let (head, body) = head::split(&text);
                (head, Cow::Owned(body.to_owned()))
            }
        };
        let owned = |said: Option<String>| said.map(Cow::Owned);
        let outlet = owned(head.outlet).or_else(|| file.folder.as_deref().map(Cow::Borrowed));
        let article = Article {
            key,
            body,
            body_is: file.body_is,
            outlet,
            headline: owned(head.headline),
            published: owned(head.date),
            byline: owned(head.byline),
            url: owned(head.url),
            language: owned(head.language),
            wire: None,
        };
        Ok((article, mended))
    }
}
