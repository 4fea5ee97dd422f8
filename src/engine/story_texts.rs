//! Reads the articles of some stories again, to show what each copy changed.

use std::path::PathBuf;

use rayon::prelude::*;

use super::difference::{self, Difference};
use crate::article::{Article, FileId};
use crate::clean::{CleanText, Cleaner};
use crate::corpus::Corpus;
use crate::error::{ErrorKind, Result};
use crate::hash::HashMap;
use crate::report::{StoryPlaces, StoryText};

/// A text of a story: which story, and which of its copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Slot {
    story: usize,
    copy: usize,
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
    let mut texts = read_again(corpus, cleaner, stories)?;
    texts.par_sort_unstable_by_key(|&(slot, ..)| slot);
    let of_stories: Vec<_> = texts.chunk_by(|one, other| one.0.story == other.0.story).collect();
    Ok(of_stories
        .into_par_iter()
        .zip(stories)
        .map(|(copies, places)| {
            let (_, article, text) = &copies[places.canonical];
            StoryText {
                words: difference::marked_words(article, text),
                copies: copies
                    .iter()
                    .map(|(_, other, other_text)| {
                        Difference::of((article, text), (other, other_text)).edits()
                    })
                    .collect(),
            }
        })
        .collect())
}

fn read_again(
    corpus: &Corpus,
    cleaner: &Cleaner,
    stories: &[StoryPlaces],
) -> Result<Vec<(Slot, Article<'static>, CleanText)>> {
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
                    let text = cleaner.clean(&record.article);
                    let body = record.article.body.into_owned().into();
                    Some((slot, Article { body, ..Article::default() }, text))
                })
                .collect())
        })
        .collect::<Result<_>>()?;
    let found: Vec<_> = found.into_iter().flatten().collect();
    if found.len() < slots.len() { Err(missing(stories, &found)) } else { Ok(found) }
}

/// The error for a place at which there is no article.
fn missing(stories: &[StoryPlaces], found: &[(Slot, Article<'static>, CleanText)]) -> crate::Error {
    let found: crate::hash::HashSet<Slot> = found.iter().map(|&(slot, ..)| slot).collect();
    let mut places = stories.iter().enumerate().flat_map(|(story, places)| {
        (0..).zip(&places.copies).map(move |(copy, place)| (Slot { story, copy }, place))
    });
    let gone = places.find(|(slot, _)| !found.contains(slot));
    let path = gone.map(|(_, place)| PathBuf::from(&place.file)).unwrap_or_default();
    ErrorKind::Changed { path }.into()
}
