//! Finds articles by the keys that the run gave them.

use rayon::prelude::*;

use crate::article::{Article, FileId, Place};
use crate::corpus::{Corpus, Record};
use crate::engine::reread::story_texts::{RunCorpus, scan};
use crate::engine::run::articles::{Articles, Outlets};
use crate::engine::run::numbering::{Numbered, Unnumbered};
use crate::engine::run::read;
use crate::error;
use crate::error::{ErrorKind, Result};
use crate::hash::{HashMap, HashSet};
use crate::scratch::Scratch;
use crate::signature::Signatures;

/// Where the articles of a run with an index are. Their keys alone are not enough.
#[derive(Clone, Debug, Default)]
pub struct KnownPlaces {
    /// Articles in the inputs: file and byte offset by key.
    pub here: HashMap<String, (String, u64)>,
    /// Articles that are only in the index, with their texts if it has them.
    pub in_index: HashMap<String, Option<Article<'static>>>,
}

impl KnownPlaces {
    /// Whether the text of an article is unavailable.
    pub(super) fn lacks(&self, key: &str) -> bool {
        self.in_index.get(key).is_some_and(Option::is_none)
    }
}

/// Articles that were found again.
pub(super) struct Located {
    pub(super) articles: Articles,
    pub(super) signatures: Signatures,
}

/// The articles with these keys, and those that share a key with them.
///
/// A run renames articles with a shared key (`key#2`), so all articles that may have been renamed
/// are read and numbered again.
pub(super) fn locate(
    RunCorpus { corpus, cleaner, settings }: RunCorpus<'_>,
    keys: &[&str],
    known: &KnownPlaces,
) -> Result<Located> {
    let wanted = Wanted::new(keys, known, corpus);
    let selector = corpus.selector(&settings.dates)?;
    let mut found = scan(corpus, |mut record| {
        if let Some(key) = wanted.at(record.place) {
            record.article.key = key.to_owned().into();
        } else if !wanted.has(&record.article.key) || selector.unwanted(&record).is_some() {
            return None;
        }
        Some((record.place, record.article.into_owned(), record.bytes.to_vec()))
    })?;
    let in_index = keys.iter().filter_map(|&key| known.in_index.get(key)?.as_ref());
    found.extend((0..).zip(in_index).map(|(number, article)| {
        let place = Place { file: FileId(u32::MAX), offset: number, bytes: 0, line: 0 };
        (place, article.clone(), Vec::new())
    }));

    let width = settings.lsh.parameters.minima();
    let mut unnumbered = Unnumbered::new(&Scratch::in_memory(), width)?;
    let mut signatures = Signatures::with_width(width);
    let mut outlets = Outlets::default();
    for (place, article, bytes) in found {
        let record = Record { place, article, bytes: &bytes };
        let (facts, signature) = read::sign(&record, &mut outlets, cleaner, settings);
        unnumbered.push(&facts, &signature)?;
        signatures.push(&signature);
    }
    let Numbered { articles, signatures: stored, .. } = unnumbered.number(outlets)?;
    let order: Vec<u32> = articles.ids().map(|article| stored.row_of(article.0)).collect();
    signatures.select(&order);
    Ok(Located { articles, signatures })
}

/// The error for a key that no article of the run has.
pub(super) fn unknown(corpus: &Corpus, key: &str) -> crate::Error {
    let chunks = corpus.chunks().par_bridge().filter_map(std::result::Result::ok);
    let mut close: Vec<String> = chunks
        .filter_map(|chunk| {
            let records = chunk.records().filter_map(std::result::Result::ok);
            let mut keys: Vec<String> =
                records.map(|record| record.article.key.into_owned()).collect();
            keys.sort_unstable();
            error::closest(key, keys.iter().map(String::as_str)).map(str::to_owned)
        })
        .collect();
    close.sort_unstable();
    let suggestion = error::closest(key, close.iter().map(String::as_str)).map(str::to_owned);
    if suggestion.as_deref() == Some(key) {
        return ErrorKind::NotSelected { id: key.to_owned() }.into();
    }
    ErrorKind::UnknownArticle { id: key.to_owned(), suggestion }.into()
}

/// The keys to find.
struct Wanted<'a> {
    keys: HashSet<&'a str>,
    /// The part before the mark of keys like `key#2`.
    shared: HashSet<&'a str>,
    /// Keys whose place is known.
    places: HashMap<(FileId, u64), &'a str>,
}

impl<'a> Wanted<'a> {
    fn new(keys: &[&'a str], known: &KnownPlaces, corpus: &Corpus) -> Wanted<'a> {
        let paths = corpus.files().iter().map(|file| file.path.to_string_lossy());
        let files: HashMap<_, FileId> = paths.zip((0..).map(FileId)).collect();
        let mut wanted = Wanted {
            keys: HashSet::default(),
            shared: HashSet::default(),
            places: HashMap::default(),
        };
        for &key in keys.iter().filter(|&&key| !known.in_index.contains_key(key)) {
            let place = known
                .here
                .get(key)
                .and_then(|(file, offset)| Some((*files.get(file.as_str())?, *offset)));
            if let Some(place) = place {
                wanted.places.insert(place, key);
            } else {
                wanted.keys.insert(key);
                wanted.shared.extend(before_number(key));
            }
        }
        wanted
    }

    /// The key of the article at a place, if it is known.
    fn at(&self, place: Place) -> Option<&'a str> {
        self.places.get(&(place.file, place.offset)).copied()
    }

    fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
            || self.shared.contains(key)
            || before_number(key).is_some_and(|shared| self.shared.contains(shared))
    }
}

/// The part of a key before `#` and a number.
fn before_number(key: &str) -> Option<&str> {
    let (shared, number) = key.rsplit_once('#')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(shared)
}
