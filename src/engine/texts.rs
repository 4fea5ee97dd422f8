//! The different texts of a corpus: articles with the same words are compared once.

use crate::article::ArticleId;
use crate::cluster::Node;

use super::articles::Articles;

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
    /// Brings articles with equal words together. An article without a word is like no other.
    pub(crate) fn of(articles: &Articles) -> Texts {
        let mut by_text: Vec<(u64, ArticleId)> =
            articles.ids().map(|article| (articles.facts(article).stream, article)).collect();
        by_text.sort_unstable();
        let mut groups: Vec<&[(u64, ArticleId)]> = by_text
            .chunk_by(|one, other| one.0 == other.0 && articles.facts(one.1).words > 0)
            .collect();
        groups.sort_unstable_by_key(|group| group[0].1);

        let mut texts = Texts {
            nodes: Vec::with_capacity(groups.len()),
            articles: Vec::with_capacity(by_text.len()),
            starts: vec![0],
            text_of: vec![0; by_text.len()],
        };
        for group in groups {
            let copies = u32::try_from(group.len()).expect("a run has fewer than 2^32 articles");
            let text = u32::try_from(texts.nodes.len()).expect("there are no more texts than articles");
            for (_, article) in group {
                texts.text_of[article.index()] = text;
            }
            texts.nodes.push(Node { article: group[0].1, copies });
            texts.articles.extend(group.iter().map(|&(_, article)| article));
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
