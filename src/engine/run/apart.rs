//! Texts that are not compared with one another, because of their dates or outlets.

use super::articles::{Articles, KeptFacts, OutletId};
use super::texts::Texts;
use crate::engine::pairing::{Across, Pairing, Span};
use crate::error::Result;
use crate::pair::CandidatePair;

/// What decides which texts are not compared.
pub(crate) struct Apart {
    pairing: Pairing,
    /// For the first article of each text, what its articles have in common.
    texts: Vec<Text>,
}

/// Why two texts are not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Because {
    /// They were published too far apart.
    Window,
    /// They are from the same outlet.
    Outlet,
}

/// When and where the articles of a text were published.
#[derive(Clone, Copy, Debug, Default)]
struct Text {
    span: Option<Span>,
    outlets: Outlets,
}

/// The outlets of the articles of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Outlets {
    #[default]
    None,
    One(OutletId),
    /// Several, or unknown ones.
    Several,
}

impl Text {
    fn add(&mut self, facts: &KeptFacts) {
        let span = facts.published.map(Span::from);
        self.span = match (self.span, span) {
            (Some(one), Some(other)) => Some(one.joined(other)),
            (one, other) => one.or(other),
        };
        self.outlets = match (self.outlets, facts.outlet) {
            (Outlets::None, Some(outlet)) => Outlets::One(outlet),
            (Outlets::One(one), Some(other)) if one == other => self.outlets,
            _ => Outlets::Several,
        };
    }

    /// Why it is not compared with another text, if it is not.
    fn apart(self, other: Text, pairing: Pairing) -> Option<Because> {
        let is_outside = match (pairing.window, self.span, other.span) {
            (Some(window), Some(one), Some(other)) => one.is_outside(other, window),
            _ => false,
        };
        let is_one = |outlets: Outlets| matches!(outlets, Outlets::One(_));
        let is_of_one_outlet = self.outlets == other.outlets && is_one(self.outlets);
        if is_outside {
            Some(Because::Window)
        } else if pairing.across == Across::Outlets && is_of_one_outlet {
            Some(Because::Outlet)
        } else {
            None
        }
    }
}

impl Apart {
    /// Looks at all texts; `None` if all may be compared.
    pub(crate) fn of(
        articles: &Articles,
        texts: &Texts,
        pairing: Pairing,
    ) -> Result<Option<Apart>> {
        if pairing.is_all() {
            return Ok(None);
        }
        let mut of_texts = vec![Text::default(); articles.len()];
        articles.each(|article, facts| {
            of_texts[texts.first_like(article).index()].add(&facts);
            Ok(())
        })?;
        Ok(Some(Apart { pairing, texts: of_texts }))
    }

    /// Whether two texts are not compared.
    pub(crate) fn are(&self, pair: CandidatePair) -> bool {
        let [low, high] = [pair.low(), pair.high()].map(|text| self.texts[text.index()]);
        low.apart(high, self.pairing).is_some()
    }
}

/// Why two articles are not compared, if they are not. Other articles with the same texts do not
/// matter.
pub(crate) fn apart(one: &KeptFacts, other: &KeptFacts, pairing: Pairing) -> Option<Because> {
    let text = |facts: &KeptFacts| {
        let mut text = Text::default();
        text.add(facts);
        text
    };
    text(one).apart(text(other), pairing)
}
