//! Text files of one article each.

use std::borrow::Cow;

use crate::article::Article;
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::encoding::BYTE_ORDER_MARK;
use crate::corpus::fault::Fault;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Made, Mended, ReadFile};
use crate::corpus::look::{ReadFormat, Understood};
use crate::corpus::reject::RejectCode;

pub(super) const TEXT: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("text", "text", &["txt", "text"], Holds::OneText)),
    fits: |_| false,
    understand: |_| Ok(Ok(Understood::As(Format::new(Text)))),
};

/// A file that is the text of one article.
#[derive(Debug)]
struct Text;

impl ReadFile for Text {
    fn name(&self) -> FormatName {
        TEXT.name
    }

    fn described(&self) -> &'static str {
        "one article to a file, outlet from the folder"
    }

    fn article<'a>(&self, file: &'a File, bytes: &'a [u8], _: End) -> Made<'a> {
        let key = Cow::Borrowed(file.key.as_str());
        let body = String::from_utf8_lossy(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes));
        if body.trim().is_empty() {
            return Err(Fault::new(RejectCode::EmptyBody, "empty body"));
        }
        let mended = Mended { utf8: matches!(body, Cow::Owned(_)), surrogates: false };
        let outlet = file.folder.as_deref().map(Cow::Borrowed);
        let body_is = file.body_is;
        Ok((Article { key, body, body_is, outlet, ..Article::default() }, mended))
    }
}
