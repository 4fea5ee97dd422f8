//! Reads the articles of some stories again, to show what each copy changed.

use std::path::PathBuf;

use rayon::prelude::*;

use super::difference::{self, Difference};
use crate::article::{Article, FileId};
use crate::clean::Cleaner;
use crate::corpus::{Corpus, Record};
use crate::error::{ErrorKind, Result};
use crate::hash::{HashMap, HashSet};
use crate::report::{StoryPlaces, StoryText};

/// A text of a story: which story, and which of its copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slot {
    pub(super) story: usize,
    pub(super) copy: usize,
}

/// The texts of some stories, in their order: the canonical article's words, and what each copy made of them.
///
/// The corpus is read once, and all these texts are held in memory.
///
/// # Errors
///
/// If a file cannot be read, or has no article at one of the places.
pub fn story_texts(
    corpus: &Corpus,
    cleaner: &Cleaner,
    stories: &[StoryPlaces],
) -> Result<Vec<StoryText>> {
    let texts = read_again(corpus, stories, |record| {
        let text = cleaner.clean(&record.article);
        let body = record.article.body.to_string().into();
        (Article { body, ..Article::default() }, text)
    })?;
    let of_stories: Vec<_> = texts.chunk_by(|one, other| one.0.story == other.0.story).collect();
    Ok(of_stories
        .into_par_iter()
        .zip(stories)
        .map(|(copies, places)| {
            let (_, (article, text)) = &copies[places.canonical];
            StoryText {
                words: difference::marked_words(article, text),
                copies: copies
                    .iter()
                    .map(|(_, (other, other_text))| {
                        Difference::of((article, text), (other, other_text)).edits()
                    })
                    .collect(),
            }
        })
        .collect())
}

/// Reads the articles of some stories again, in the order of the stories and of their copies.
pub(super) fn read_again<T: Send>(
    corpus: &Corpus,
    stories: &[StoryPlaces],
    of_record: impl Fn(&Record<'_>) -> T + Sync,
) -> Result<Vec<(Slot, T)>> {
    let paths = corpus.files().iter().map(|file| file.path.to_string_lossy().into_owned());
    let files: HashMap<String, FileId> = paths.zip((0..).map(FileId)).collect();
    let mut slots: HashMap<(FileId, u64), Slot> = HashMap::default();
    for (story, places) in stories.iter().enumerate() {
        for (copy, place) in places.copies.iter().enumerate() {
            let Some(&file) = files.get(&*place.file) else {
                let problem = "is no longer among the inputs".to_owned();
                let path = PathBuf::from(&place.file);
                return Err(ErrorKind::NotAsClustered { path, problem }.into());
            };
            slots.insert((file, place.offset), Slot { story, copy });
        }
    }
    let found: Vec<Vec<_>> = corpus
        .chunks()
        .par_bridge()
        .map(|chunk| {
            let chunk = chunk?;
            let records = chunk.records().filter_map(std::result::Result::ok);
            Ok(records
                .filter_map(|record| {
                    let slot = *slots.get(&(record.place.file, record.place.offset))?;
                    Some((slot, of_record(&record)))
                })
                .collect())
        })
        .collect::<Result<_>>()?;
    let mut found: Vec<_> = found.into_iter().flatten().collect();
    if found.len() < slots.len() {
        return Err(missing(stories, &found.iter().map(|&(slot, _)| slot).collect()));
    }
    found.par_sort_unstable_by_key(|&(slot, _)| slot);
    Ok(found)
}

/// The error for a place at which there is no article.
fn missing(stories: &[StoryPlaces], found: &HashSet<Slot>) -> crate::Error {
    let mut places = stories.iter().enumerate().flat_map(|(story, places)| {
        (0..).zip(&places.copies).map(move |(copy, place)| (Slot { story, copy }, place))
    });
    let gone = places.find(|(slot, _)| !found.contains(slot));
    let path = gone.map(|(_, place)| PathBuf::from(&place.file)).unwrap_or_default();
    ErrorKind::Changed { path, line: None }.into()
}
