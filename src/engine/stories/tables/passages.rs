//! The table of copied passages. The articles are read again for it, as many at a time as there is room for.

use std::ops::Range;
use std::sync::OnceLock;

use super::Writing;
use super::stories::{Archive, count};
use crate::article::{Article, ArticleId};
use crate::clean::CleanText;
use crate::engine::difference::Difference;
use crate::engine::observer::Stage;
use crate::engine::run::Run;
use crate::engine::stories::run_story::RunStory;
use crate::engine::stories::story_facts::StoryFacts;
use crate::error::Result;
use crate::report::{ClusterId, PassageRow, Tables};

/// Usual bytes that a word of a canonical article takes: its letters, its hash and its place.
const REFERENCE_WORD_BYTES: usize = 32;

/// Usual bytes that a word of a copy takes in the rows.
const ROW_WORD_BYTES: usize = 8;

/// An article that is compared with the canonical one of its story.
#[derive(Clone, Copy)]
struct Compared {
    article: ArticleId,
    canonical: ArticleId,
    cluster: ClusterId,
}

/// A canonical article with its words.
struct Reference {
    id: String,
    article: Article<'static>,
    text: CleanText,
}

impl Run {
    /// Writes the rows of the passages of some stories, in the order of their articles.
    pub(super) fn write_passages(
        &self,
        stories: &[RunStory],
        archive: &dyn Archive,
        writing: Writing<'_>,
        tables: &mut Tables,
    ) -> Result<()> {
        if !tables.have_passages() {
            return Ok(());
        }
        let copies: Vec<Compared> = stories.iter().flat_map(|story| self.copies(story)).collect();
        let mut left = copies.as_slice();
        while !left.is_empty() {
            let (now, later) = left.split_at(self.compared_at_once(left));
            left = later;
            let rows = self.passages(now, archive, writing)?;
            let rows: Vec<&[PassageRow<'_>]> = rows.iter().map(Vec::as_slice).collect();
            tables.passages(&rows)?;
        }
        Ok(())
    }

    /// The copies of a story in the order of its members.
    fn copies(&self, story: &RunStory) -> Vec<Compared> {
        let (canonical, cluster) = (story.canonical, story.id);
        let in_order = StoryFacts::of(self, story).in_order.into_iter();
        let articles = in_order.map(|place| story.members[place].article);
        articles
            .filter(|&article| article != canonical)
            .map(|article| Compared { article, canonical, cluster })
            .collect()
    }

    /// Number of the next copies that fit in memory with their canonical articles; at least one.
    fn compared_at_once(&self, copies: &[Compared]) -> usize {
        let most = self.scratch.room(6);
        let words = |article: ArticleId| self.articles.facts(article).words_raw as usize;
        let (mut bytes, mut canonical) = (0, None);
        let fits = copies.iter().take_while(|copy| {
            if canonical.replace(copy.canonical) != Some(copy.canonical) {
                bytes += words(copy.canonical) * REFERENCE_WORD_BYTES;
            }
            bytes += words(copy.article) * ROW_WORD_BYTES;
            bytes <= most
        });
        fits.count().max(1)
    }

    /// The passages of each copy.
    fn passages(
        &self,
        copies: &[Compared],
        archive: &dyn Archive,
        Writing { cleaner, observer, .. }: Writing<'_>,
    ) -> Result<Vec<Vec<PassageRow<'static>>>> {
        let mut canonicals: Vec<ArticleId> = copies.iter().map(|copy| copy.canonical).collect();
        canonicals.sort_unstable();
        canonicals.dedup();
        observer.begin(Stage::Tables, Some((canonicals.len() + copies.len()) as u64));
        let references: Vec<OnceLock<Reference>> = slots(canonicals.len());
        archive.read_again(&self.articles, &canonicals, observer, &|row, article| {
            let id = self.articles.key(canonicals[row]);
            let body = article.body.to_string().into();
            let text = cleaner.clean(article);
            let article = Article { body, ..Article::default() };
            references[row].get_or_init(|| Reference { id, article, text });
        })?;
        let articles: Vec<ArticleId> = copies.iter().map(|copy| copy.article).collect();
        let passages: Vec<OnceLock<Vec<PassageRow<'_>>>> = slots(copies.len());
        archive.read_again(&self.articles, &articles, observer, &|row, article| {
            let Compared { canonical, cluster, .. } = copies[row];
            let place = canonicals.binary_search(&canonical);
            if let Some(reference) = place.ok().and_then(|place| references[place].get()) {
                let text = cleaner.clean(article);
                let id = self.articles.key(articles[row]);
                passages[row].get_or_init(|| rows(cluster, &id, (article, &text), reference));
            }
        })?;
        Ok(passages.into_iter().map(|rows| rows.into_inner().unwrap_or_default()).collect())
    }
}

/// The rows of a copy.
fn rows(
    cluster_id: ClusterId,
    id: &str,
    copy: (&Article<'_>, &CleanText),
    reference: &Reference,
) -> Vec<PassageRow<'static>> {
    let difference = Difference::of((&reference.article, &reference.text), copy);
    let copied = difference.copied().into_iter().zip(1..);
    copied
        .map(|(copied, passage)| {
            let here = characters(&copy.0.body, &copied.other);
            let there = characters(&reference.article.body, &copied.one);
            PassageRow {
                cluster_id,
                id: id.to_owned().into(),
                passage,
                start_char: here.start,
                end_char: here.end,
                canonical_id: reference.id.clone().into(),
                canonical_start_char: there.start,
                canonical_end_char: there.end,
                words: count(copied.words),
                text: copy.0.body[copied.other].to_owned().into(),
            }
        })
        .collect()
}

/// A range of bytes as one of characters.
fn characters(body: &str, bytes: &Range<usize>) -> Range<u32> {
    let start = body[..bytes.start].chars().count();
    let end = start + body[bytes.clone()].chars().count();
    count(start)..count(end)
}

fn slots<T>(number: usize) -> Vec<OnceLock<T>> {
    (0..number).map(|_| OnceLock::new()).collect()
}
