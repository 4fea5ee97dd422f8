//! Reads the articles of stories again, to show what each copy changed or copied.

use std::ops::Range;
use std::path::PathBuf;

use rayon::prelude::*;
use serde_json::{Map, Value};

use crate::article::{Article, FileId, Place};
use crate::clean::{CleanText, Cleaner};
use crate::corpus::{Corpus, Record};
use crate::engine::difference::{self, Difference};
use crate::engine::indexing::KeptTexts;
use crate::engine::settings::Settings;
use crate::error::{ErrorKind, Result};
use crate::hash::{HashMap, HashSet};
use crate::report::{CopiedPassage, CopyPlace, StoryPlaces, StoryText};

/// The corpus of a run, and how the run cleaned and matched its articles.
#[derive(Clone, Copy)]
pub(crate) struct RunCorpus<'a> {
    pub(crate) corpus: &'a Corpus,
    pub(crate) cleaner: &'a Cleaner,
    pub(crate) settings: &'a Settings,
}

/// The numbers of a story and of one of its copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot {
    pub(crate) story: usize,
    pub(crate) copy: usize,
}

/// The texts of stories, in order: the words of the canonical article, and the edits that lead to
/// each copy.
pub(crate) fn story_texts(
    RunCorpus { corpus, cleaner, .. }: RunCorpus<'_>,
    stories: &[StoryPlaces],
    index: Option<&KeptTexts<'_>>,
) -> Result<Vec<StoryText>> {
    let texts = read_again(corpus, stories, index, |record| {
        let text = cleaner.clean(&record.article);
        let body = record.article.body.to_string().into();
        (Article { body, ..Article::default() }, text)
    })?;
    Ok(texts
        .into_par_iter()
        .zip(stories)
        .map(|(copies, places)| {
            let Some(base) = base(&copies, places) else {
                return StoryText {
                    words: String::new(),
                    base: places.canonical,
                    copies: copies.iter().map(|_| None).collect(),
                };
            };
            let (article, text) = copies[base].as_ref().expect("the base is one that is there");
            let edits = |other: &Option<(Article<'_>, _)>| {
                let (other, other_text) = other.as_ref()?;
                Some(Difference::of((article, text), (other, other_text)).edits())
            };
            StoryText {
                words: difference::marked_words(article, text),
                base,
                copies: copies.iter().map(edits).collect(),
            }
        })
        .collect())
}

/// The article that the others are compared with: the canonical one, or else the first whose text
/// is available.
pub(crate) fn base<T>(copies: &[Option<T>], places: &StoryPlaces) -> Option<usize> {
    match copies[places.canonical] {
        Some(_) => Some(places.canonical),
        None => copies.iter().position(Option::is_some),
    }
}

/// Reads the articles of stories again, in the order of the stories and their copies. An entry is
/// `None` if neither a file nor the index has the text.
pub(crate) fn read_again<T: Send>(
    corpus: &Corpus,
    stories: &[StoryPlaces],
    index: Option<&KeptTexts<'_>>,
    of_record: impl Fn(&Record<'_>) -> T + Sync,
) -> Result<Vec<Vec<Option<T>>>> {
    let paths = corpus.files().iter().map(|file| file.path.to_string_lossy().into_owned());
    let files: HashMap<String, FileId> = paths.zip((0..).map(FileId)).collect();
    let mut texts: Vec<Vec<Option<T>>> = Vec::with_capacity(stories.len());
    let mut slots: HashMap<(FileId, u64), Slot> = HashMap::default();
    for (story, places) in stories.iter().enumerate() {
        texts.push(places.copies.iter().map(|_| None).collect());
        for (copy, place) in places.copies.iter().enumerate() {
            if let Some(id) = &place.in_index {
                texts[story][copy] = of_index(index, id, place)?.map(|article| {
                    let place = Place { file: FileId(u32::MAX), offset: 0, bytes: 0, line: 0 };
                    of_record(&Record { place, article, bytes: b"" })
                });
                continue;
            }
            let Some(&file) = files.get(&*place.file) else {
                let problem = "not an input of this run; it is only in the index".to_owned();
                let path = PathBuf::from(&place.file);
                return Err(ErrorKind::NotAsClustered { path, problem }.into());
            };
            slots.insert((file, place.offset), Slot { story, copy });
        }
    }
    let found = scan(corpus, |record| {
        let slot = *slots.get(&(record.place.file, record.place.offset))?;
        Some((slot, of_record(&record)))
    })?;
    if found.len() < slots.len() {
        return Err(missing(stories, &found.iter().map(|&(slot, _)| slot).collect()));
    }
    for (slot, text) in found {
        texts[slot.story][slot.copy] = Some(text);
    }
    Ok(texts)
}

/// Reads the whole corpus, and collects what `pick` takes of its articles, in any order.
pub(super) fn scan<T: Send>(
    corpus: &Corpus,
    pick: impl Fn(Record<'_>) -> Option<T> + Sync,
) -> Result<Vec<T>> {
    let of_chunks = corpus.chunks().par_bridge().map(|chunk| {
        let chunk = chunk?;
        let records = chunk.records().filter_map(std::result::Result::ok);
        Ok(records.filter_map(&pick).collect())
    });
    let of_chunks: Vec<Vec<T>> = of_chunks.collect::<Result<_>>()?;
    Ok(of_chunks.into_iter().flatten().collect())
}

/// An article that is only in the index, if the index has its text.
fn of_index(
    index: Option<&KeptTexts<'_>>,
    id: &str,
    place: &CopyPlace,
) -> Result<Option<Article<'static>>> {
    let found = index.map(|index| index.article(id, &place.file, place.offset));
    Ok(found.transpose()?.flatten())
}

/// The error for a place without an article.
fn missing(stories: &[StoryPlaces], found: &HashSet<Slot>) -> crate::Error {
    let mut places = stories.iter().enumerate().flat_map(|(story, places)| {
        (0..).zip(&places.copies).map(move |(copy, place)| (Slot { story, copy }, place))
    });
    let gone = places.find(|(slot, place)| place.in_index.is_none() && !found.contains(slot));
    let path = gone.map(|(_, place)| PathBuf::from(&place.file)).unwrap_or_default();
    ErrorKind::Changed { path, line: None }.into()
}

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
    for text in mapping.text_fields() {
        fields.remove(text);
    }
    fields
}
