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

        let mut texts =
            Texts { nodes: Vec::with_capacity(groups.len()), articles: Vec::with_capacity(by_text.len()), starts: vec![0] };
        for group in groups {
            let copies = u32::try_from(group.len()).expect("a run has fewer than 2^32 articles");
            texts.nodes.push(Node { article: group[0].1, copies });
            texts.articles.extend(group.iter().map(|&(_, article)| article));
            texts.starts.push(texts.articles.len());
        }
        texts
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The articles with the text whose first article is `first`, in rising order.
    pub(crate) fn articles_like(&self, first: ArticleId) -> &[ArticleId] {
        let text = self.nodes.binary_search_by_key(&first, |node| node.article).expect("it is a text's first article");
        &self.articles[self.starts[text]..self.starts[text + 1]]
    }
}
