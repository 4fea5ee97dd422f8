//! The display fields of an article, for the tables.
//!
//! The first pass keeps them for articles that are likely to have copies, as far as there is room.
//! For the others the tables read them again.

use std::borrow::Cow;
use std::sync::Arc;

use super::articles::Credited;
use super::by_place::{ByPlace, Keeper};
use crate::article::{Article, Place};
use crate::index::Entry;
use crate::scratch::Scratch;

/// Display fields may take one in this many parts of the room: 128 MB without a memory limit.
const PARTS: usize = 16;

/// The display fields kept. The tables share them.
pub(crate) type KeptShown = ByPlace<Arc<Shown>>;
pub(crate) type ShownKeeper = Keeper<Arc<Shown>>;

/// Keeps nothing where memory is limited.
pub(crate) fn keeper(scratch: &Scratch) -> ShownKeeper {
    Keeper::new(if scratch.is_limited() { 0 } else { scratch.room(PARTS) })
}

/// The display fields of an article.
#[derive(Clone, Debug, Default)]
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

    /// Approximate bytes when kept in a [`ByPlace`].
    pub(crate) fn bytes(&self) -> usize {
        let Shown { headline, byline, outlet, published, url, language, credit } = self;
        let fields = [headline, byline, outlet, published, url, language, credit];
        let texts = fields.into_iter().flatten().map(|text| text.len() + size_of::<usize>());
        size_of::<(Place, Arc<Shown>)>() + size_of::<Shown>() + texts.sum::<usize>()
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
