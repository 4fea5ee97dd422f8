//! The display fields of an article, for the tables.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::articles::Credited;
use crate::article::Article;
use crate::index::Entry;

/// The display fields of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub(crate) headline: Option<Box<str>>,
    pub(crate) byline: Option<Box<str>>,
    pub(crate) outlet: Option<Box<str>>,
    pub(crate) published: Option<Box<str>>,
    pub(crate) url: Option<Box<str>>,
    pub(crate) language: Option<Box<str>>,
    pub(crate) credit: Option<Box<str>>,
}

impl Shown {
    /// `credit` is what the article was found to credit.
    pub(crate) fn of(article: &Article<'_>, credit: Option<Credited>) -> Shown {
        let kept = |field: &Option<Cow<'_, str>>| field.as_deref().map(Box::from);
        let words = |credit: Credited| match credit.span {
            Some(span) => article.body.get(span.range()),
            None => article.byline.as_deref(),
        };
        Shown {
            credit: credit.and_then(words).map(|words| words.trim().into()),
            headline: kept(&article.headline),
            byline: kept(&article.byline),
            outlet: kept(&article.outlet),
            published: kept(&article.published),
            url: kept(&article.url),
            language: kept(&article.language),
        }
    }

    /// Approximate bytes.
    pub(crate) fn bytes(&self) -> usize {
        let Shown { headline, byline, outlet, published, url, language, credit } = self;
        let fields = [headline, byline, outlet, published, url, language, credit];
        let texts = fields.into_iter().flatten().map(|text| text.len() + size_of::<usize>());
        size_of::<Shown>() + texts.sum::<usize>()
    }
}

impl From<Entry> for Shown {
    fn from(Entry { shown, credit, .. }: Entry) -> Shown {
        let kept = |field: Option<String>| field.map(String::into_boxed_str);
        Shown {
            credit: kept(credit.and_then(|credit| credit.words)),
            headline: kept(shown.headline),
            byline: kept(shown.byline),
            outlet: kept(shown.outlet),
            published: kept(shown.published),
            url: kept(shown.url),
            language: kept(shown.language),
        }
    }
}
