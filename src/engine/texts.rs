//! The different texts of a corpus: articles with the same words are compared once.

use rayon::prelude::*;

use super::articles::{Articles, Facts, OutletId};
use crate::article::ArticleId;
use crate::cluster::Node;
use crate::date::Day;

/// Words below which a text may be a form.
const SHORT: u32 = 150;

/// What articles have in common that are brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    stream: u64,
    /// Of what may be a form.
    form: Option<(u64, Option<Day>)>,
    /// How many headlines its outlet has put over this text before this one.
    headlines_before: u32,
}

/// Whether two articles with the same words, so many of them, are one text: what may be a form needs the same headline,
/// by its hash, and the same day too.
pub(crate) fn is_one_text(words: u32, one: (u64, Option<Day>), other: (u64, Option<Day>)) -> bool {
    words >= SHORT || one == other
}

/// The different texts, each with the articles that have it.
#[derive(Debug)]
pub(crate) struct Texts {
    /// One for each text, by its first article.
    nodes: Vec<Node>,
    /// Articles of the first text, then of the second …
    articles: Vec<ArticleId>,
    /// Where the articles of each text begin, and where those of the last end.
    starts: Vec<usize>,
    /// For each article, the place of its text.
    text_of: Vec<u32>,
}

impl Texts {
    /// Brings articles with equal words together. An article of fewer than `least` words, or of none, is like no other.
    ///
    /// What could be a form is only brought together under one headline on one day, and the articles of one outlet only
    /// under one headline: whether they are copies is then measured.
    pub(crate) fn of(articles: &Articles, least: u32) -> Texts {
        let mut by_text: Vec<(Likeness, ArticleId)> = likenesses(articles);
        by_text.par_sort_unstable();
        let likenesses = by_text
            .chunk_by(|one, other| one.0 == other.0 && articles.facts(one.1).words >= least.max(1));
        let (first, members): (Vec<Likeness>, Vec<ArticleId>) = by_text.iter().copied().unzip();
        drop(first);
        let mut groups: Vec<&[ArticleId]> = Vec::new();
        let mut left = members.as_slice();
        for group in likenesses {
            let (group, others) = left.split_at(group.len());
            groups.push(group);
            left = others;
        }
        Texts::from_groups(groups)
    }

    /// The texts of articles that are grouped already; each group is in rising order.
    pub(crate) fn from_groups(mut groups: Vec<&[ArticleId]>) -> Texts {
        groups.par_sort_unstable_by_key(|group| group[0]);
        let all = groups.iter().map(|group| group.len()).sum();
        let mut texts = Texts {
            nodes: Vec::with_capacity(groups.len()),
            articles: Vec::with_capacity(all),
            starts: vec![0],
            text_of: vec![0; all],
        };
        for group in groups {
            let copies = u32::try_from(group.len()).expect("a run has fewer than 2^32 articles");
            let text =
                u32::try_from(texts.nodes.len()).expect("there are no more texts than articles");
            for article in group {
                texts.text_of[article.index()] = text;
            }
            texts.nodes.push(Node { article: group[0], copies });
            texts.articles.extend(group);
            texts.starts.push(texts.articles.len());
        }
        texts
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The first article with the text of this one.
    pub(crate) fn first_like(&self, article: ArticleId) -> ArticleId {
        self.nodes[self.text_of[article.index()] as usize].article
    }

    /// All articles with the text of this one, in rising order.
    pub(crate) fn articles_like(&self, article: ArticleId) -> &[ArticleId] {
        let text = self.text_of[article.index()] as usize;
        &self.articles[self.starts[text]..self.starts[text + 1]]
    }
}

/// An article with what decides which others it is brought together with, in the order in which that is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    stream: u64,
    form: Option<(u64, Option<Day>)>,
    outlet: Option<OutletId>,
    headline: u64,
    article: ArticleId,
}

fn likenesses(articles: &Articles) -> Vec<(Likeness, ArticleId)> {
    let mut candidates: Vec<Candidate> = articles
        .ids()
        .map(|article| {
            let &Facts { stream, outlet, headline, day, words, .. } = articles.facts(article);
            let form = (words < SHORT).then_some((headline, day));
            Candidate { stream, form, outlet, headline, article }
        })
        .collect();
    candidates.par_sort_unstable();
    let mut likenesses = Vec::with_capacity(candidates.len());
    let same_outlet = |one: &Candidate, other: &Candidate| {
        (one.stream, one.form, one.outlet) == (other.stream, other.form, other.outlet)
    };
    for of_outlet in candidates.chunk_by(same_outlet) {
        let mut headlines_before = 0;
        let mut headline = of_outlet[0].headline;
        for candidate in of_outlet {
            headlines_before +=
                u32::from(candidate.outlet.is_some() && candidate.headline != headline);
            headline = candidate.headline;
            let Candidate { stream, form, article, .. } = *candidate;
            likenesses.push((Likeness { stream, form, headlines_before }, article));
        }
    }
    likenesses
}
