//! The articles for the benchmarks of the later stages.

use wirecopy::article::Article;
use wirecopy::clean::{CleanText, Cleaner};
use wirecopy::hash::HashSet;
use wirecopy::synth::{Settings, Synth, SynthArticle};

/// A synthetic article, and its cleaned words.
pub(crate) type Page = (SynthArticle, CleanText);

/// The articles of a corpus of this size, without those whose words repeat another's. Such
/// duplicates do not get past the signatures in a run, either.
pub(crate) fn different(articles: u64) -> Vec<Page> {
    let synth = Synth::new(Settings { articles, ..Settings::default() });
    let cleaner = Cleaner::new();
    let mut seen = HashSet::default();
    synth
        .articles()
        .map(|article| {
            let text = cleaner.clean(&as_read(&article));
            (article, text)
        })
        .filter(|(_, text)| seen.insert(text.stream_hash()))
        .collect()
}

/// The article as the corpus gives it.
pub(crate) fn as_read(article: &SynthArticle) -> Article<'_> {
    Article {
        key: (&article.id).into(),
        body: (&article.body).into(),
        headline: Some((&article.title).into()),
        byline: article.byline.as_ref().map(Into::into),
        outlet: Some((&article.outlet).into()),
        published: Some((&article.date).into()),
        url: Some((&article.url).into()),
        language: Some(article.language.into()),
        ..Article::default()
    }
}
