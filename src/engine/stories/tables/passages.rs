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
    let copied = difference.copied();
    let here = characters(&copy.0.body, copied.iter().map(|copied| &copied.other));
    let there = characters(&reference.article.body, copied.iter().map(|copied| &copied.one));
    let places = here.into_iter().zip(there).zip(1..);
    copied
        .into_iter()
        .zip(places)
        .map(|(copied, ((here, there), passage))| PassageRow {
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
        })
        .collect()
}

/// Ranges of bytes, in any order, as ranges of characters. The body is walked once for all of them.
fn characters<'r>(body: &str, ranges: impl Iterator<Item = &'r Range<usize>>) -> Vec<Range<u32>> {
    let ranges: Vec<&Range<usize>> = ranges.collect();
    let mut ends: Vec<usize> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    ends.sort_unstable();
    ends.dedup();
    let (mut bytes, mut characters) = (0, 0);
    let known: Vec<u32> = ends
        .iter()
        .map(|&end| {
            characters += body[bytes..end].chars().count();
            bytes = end;
            count(characters)
        })
        .collect();
    let place = |byte: usize| known[ends.partition_point(|&end| end < byte)];
    ranges.into_iter().map(|range| place(range.start)..place(range.end)).collect()
}

fn slots<T>(number: usize) -> Vec<OnceLock<T>> {
    (0..number).map(|_| OnceLock::new()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_as_characters_in_any_order() {
        let body = "é 船 ab";
        let ranges = [7..9, 0..2, 3..9, 2..2];
        assert_eq!(characters(body, ranges.iter()), [4..6, 0..1, 2..6, 1..1]);
    }
}
