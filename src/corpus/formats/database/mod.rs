//! Downloads from newspaper databases: many articles in one file, as text or HTML.
//!
//! An article starts with a mark and goes up to the next one.

mod documents;
mod factiva;
mod nexis;
mod pages;
mod sgml;

use self::documents::{Document, Ends, FindEnd, Marks};
use super::record::{host, made_key};
use crate::article::{Article, BodyIs};
use crate::corpus::bytes::blocks::End;
use crate::corpus::bytes::encoding;
use crate::corpus::bytes::spans::Scanner;
use crate::corpus::file::File;
use crate::corpus::format::{Format, FormatName, Holds, Known, Mended, ReadFile};
use crate::corpus::look;
use crate::corpus::look::{ReadFormat, Start, Understood};
use crate::corpus::reject::{Fault, RejectCode};

pub(super) const NEXIS: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("nexis", "Nexis download", &[], Holds::Text)),
    fits: |start| nexis::MARKS.is_in(head(start)) || nexis::is_uni(start.bytes),
    understand: |asked| {
        let is_marked = nexis::MARKS.is_in(head(&asked.start));
        let (parted, document): (_, fn(&str) -> Document) = if is_marked {
            (Parted::Begun(nexis::MARKS), nexis::document)
        } else {
            (Parted::Ended(nexis::uni_end), nexis::uni_document)
        };
        Ok(Ok(Understood::As(Format::new(Download { name: NEXIS.name, parted, document }))))
    },
};

pub(super) const FACTIVA: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("factiva", "Factiva download", &[], Holds::Text)),
    fits: |start| {
        (is_page(start) && pages::FACTIVA.is_in(start.bytes)) || factiva::end(start.bytes).is_some()
    },
    understand: |asked| {
        let is_text = factiva::end(asked.start.bytes).is_some();
        let (parted, document): (_, fn(&str) -> Document) = if is_text {
            (Parted::Ended(factiva::end), factiva::document)
        } else {
            (Parted::Begun(pages::FACTIVA), pages::factiva)
        };
        let name = FACTIVA.name;
        Ok(Ok(Understood::As(Format::new(Download { name, parted, document }))))
    },
};

pub(super) const EUROPRESSE: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("europresse", "Europresse download", &[], Holds::Text)),
    fits: |start| is_page(start) && pages::is_europresse(start.bytes),
    understand: |_| {
        Ok(Ok(Understood::As(Format::new(Download {
            name: EUROPRESSE.name,
            parted: Parted::Begun(pages::EUROPRESSE),
            document: pages::europresse,
        }))))
    },
};

pub(super) const SGML: ReadFormat = ReadFormat {
    name: FormatName(&Known::new("sgml", "SGML newswire", &[], Holds::Text)),
    fits: |start| sgml::is_in(start.bytes),
    understand: |_| {
        let (parted, document) = (Parted::Ended(sgml::end), sgml::document);
        Ok(Ok(Understood::As(Format::new(Download { name: SGML.name, parted, document }))))
    },
};

/// Bytes of a file in which the first mark is looked for.
const HEAD: usize = 16 << 10;

fn head<'b>(start: &Start<'b>) -> &'b [u8] {
    &start.bytes[..start.bytes.len().min(HEAD)]
}

fn is_page(start: &Start) -> bool {
    look::is_html(start) || matches!(start.ending, "html" | "htm")
}

/// What stands between the articles of a file.
#[derive(Debug)]
enum Parted {
    /// A mark begins each.
    Begun(Marks),
    /// A line ends each.
    Ended(FindEnd),
}

/// A file of many articles.
#[derive(Debug)]
struct Download {
    name: FormatName,
    parted: Parted,
    /// Reads one of them.
    document: fn(&str) -> Document,
}

impl ReadFile for Download {
    fn name(&self) -> FormatName {
        self.name
    }

    fn described(&self) -> &'static str {
        "many articles per file, each with its outlet, date and headline"
    }

    fn scanner(&self) -> Option<Box<dyn Scanner>> {
        Some(match self.parted {
            Parted::Begun(marks) => Box::new(marks.scanner()),
            Parted::Ended(find) => Box::new(Ends::new(find)),
        })
    }

    fn article<'a>(
        &self,
        file: &'a File,
        bytes: &'a [u8],
        _: End,
    ) -> Result<(Article<'a>, Mended), Fault> {
        let text = encoding::text(bytes);
        let mended =
            Mended { utf8: matches!(text, std::borrow::Cow::Owned(_)), ..Mended::default() };
        let document = (self.document)(&text);
        let body = match (file.body_is, &document.headline) {
            (BodyIs::Headline, Some(headline)) => headline.clone(),
            _ => document.body,
        };
        if body.trim().is_empty() {
            return Err(Fault::new(RejectCode::EmptyBody, "a document without a text"));
        }
        let outlet = document.outlet.or_else(|| document.url.as_deref().and_then(host));
        Ok((
            Article {
                key: document.id.map_or_else(|| made_key(bytes), Into::into),
                body: body.into(),
                body_is: file.body_is,
                headline: document.headline.map(Into::into),
                byline: document.byline.map(Into::into),
                outlet: outlet.map(Into::into),
                published: document.date.map(Into::into),
                url: document.url.map(Into::into),
                language: document.language.map(Into::into),
                wire: None,
            },
            mended,
        ))
    }
}
