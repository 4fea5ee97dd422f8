//! Finds the copied passage of each article of a story, for programs that work with passages.

use std::ops::Range;

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::run_corpus::RunCorpus;
use super::story_texts::{base, read_again};
use crate::article::Article;
use crate::clean::CleanText;
use crate::corpus::{Corpus, Field, Record};
use crate::engine::difference::Difference;
use crate::engine::indexing::KeptTexts;
use crate::error::Result;
use crate::report::{CopiedPassage, StoryPlaces};

/// Shorter runs of shared words may be chance, and do not start or end a passage.
const FEWEST_COPIED: usize = 5;

/// An article that was read again.
struct Again {
    article: Article<'static>,
    text: CleanText,
    fields: Map<String, Value>,
}

/// For each article of the stories, the passage that it shares with the canonical one; for the
/// canonical article, the passage that any of the others shares with it.
pub(crate) fn copied_passages(
    RunCorpus { corpus, cleaner, .. }: RunCorpus<'_>,
    stories: &[StoryPlaces],
    index: Option<&KeptTexts<'_>>,
) -> Result<Vec<Vec<Option<CopiedPassage>>>> {
    let texts = read_again(corpus, stories, index, |record| {
        let text = cleaner.clean(&record.article);
        let body = record.article.body.to_string().into();
        let article = Article { body, ..Article::default() };
        Again { article, text, fields: other_fields(corpus, record) }
    })?;
    Ok(texts
        .into_par_iter()
        .zip(stories)
        .map(|(copies, places)| {
            let Some(base) = base(&copies, places) else {
                return copies.iter().map(|_| None).collect();
            };
            let canonical = copies[base].as_ref().expect("the base is one that is there");
            let mut of_canonical: Option<Range<usize>> = None;
            let mut words: Vec<Option<Range<usize>>> = Vec::with_capacity(copies.len());
            for (place, copy) in copies.iter().enumerate() {
                let Some(copy) = copy.as_ref().filter(|_| place != base) else {
                    words.push(None);
                    continue;
                };
                let difference = Difference::of(
                    (&canonical.article, &canonical.text),
                    (&copy.article, &copy.text),
                );
                let shared = difference.shared(FEWEST_COPIED);
                of_canonical = match (of_canonical, &shared) {
                    (Some(all), Some((of_one, _))) => {
                        Some(all.start.min(of_one.start)..all.end.max(of_one.end))
                    }
                    (all, shared) => {
                        all.or_else(|| shared.as_ref().map(|(of_one, _)| of_one.clone()))
                    }
                };
                words.push(shared.map(|(_, of_other)| of_other));
            }
            words[base] = of_canonical;
            let passages = copies.iter().zip(words);
            passages.map(|(copy, words)| Some(copy.as_ref()?.passage(words))).collect()
        })
        .collect())
}

impl Again {
    /// The passage that covers these words; the whole body if `words` is `None`.
    fn passage(&self, words: Option<Range<usize>>) -> CopiedPassage {
        let body = &*self.article.body;
        let spans = words.map_or(&[][..], |words| &self.text.spans()[words]);
        let bytes = match (spans.first(), spans.last()) {
            (Some(first), Some(last)) => first.range().start..last.range().end,
            _ => 0..body.len(),
        };
        let begin = body[..bytes.start].chars().count();
        let text = body[bytes].to_owned();
        CopiedPassage {
            begin,
            end: begin + text.chars().count(),
            text,
            fields: self.fields.clone(),
        }
    }
}

/// The fields of the input record without its text, if it is a JSON object.
fn other_fields(corpus: &Corpus, record: &Record<'_>) -> Map<String, Value> {
    let file = corpus.files().get(record.place.file.0 as usize);
    let Some(mapping) = file.and_then(|file| file.format.mapping()) else { return Map::new() };
    let mut fields: Map<String, Value> = serde_json::from_slice(record.bytes).unwrap_or_default();
    for text in mapping.fields(Field::Text) {
        fields.remove(text);
    }
    fields
}
