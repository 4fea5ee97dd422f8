//! Compares the texts of a cluster with its canonical one.

use super::articles::Articles;
use super::clusters::{Compared, Taken};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::Cluster;
use crate::report::CanonicalRule;
use crate::verify::{Measured, Measurer, Profile, Rules};

/// Compares the texts of a cluster, of which the profiles are given, with its canonical one.
pub(crate) fn compare<'p>(
    cluster: Cluster,
    articles: &Articles,
    texts: &Texts,
    profile: impl Fn(ArticleId) -> &'p Profile,
    rules: Rules,
) -> Compared {
    let (canonical, _) = canonical(&articles_of(&cluster, texts), articles);
    let canonical_text = texts.first_like(canonical);
    let mut measurer = None;
    let taken = cluster.nodes.iter().map(|&node| {
        if node == canonical_text {
            return None;
        }
        let measurer =
            measurer.get_or_insert_with(|| Measurer::new(profile(canonical_text), rules));
        let Measured { overlap, kept, .. } = measurer.measure(profile(node)).swapped();
        Some(Taken { overlap, kept })
    });
    Compared { taken: taken.collect(), cluster }
}

/// The articles of a cluster, sorted.
pub(crate) fn articles_of(cluster: &Cluster, texts: &Texts) -> Vec<ArticleId> {
    let mut articles: Vec<ArticleId> =
        cluster.nodes.iter().flat_map(|&node| texts.articles_like(node)).collect();
    articles.sort_unstable();
    articles
}

/// The article with the most words; of equals, the first.
pub(crate) fn canonical(members: &[ArticleId], articles: &Articles) -> (ArticleId, CanonicalRule) {
    let words = |article: ArticleId| articles.facts(article).words;
    let most = members.iter().map(|&article| words(article)).max().expect("a story has an article");
    let mut longest = members.iter().copied().filter(|&article| words(article) == most);
    let first = longest.next().expect("one of them has the most words");
    (first, if longest.next().is_some() { CanonicalRule::Id } else { CanonicalRule::Longest })
}
