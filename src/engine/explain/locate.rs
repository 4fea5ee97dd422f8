//! Finds articles by their keys, as the run named them.

use rayon::prelude::*;

use crate::clean::Cleaner;
use crate::corpus::{Corpus, Record, suggest};
use crate::engine::articles::{Articles, Outlets};
use crate::engine::numbering::{Numbered, Unnumbered};
use crate::engine::read;
use crate::engine::settings::Settings;
use crate::error::{ErrorKind, Result};
use crate::hash::HashSet;
use crate::scratch::Scratch;
use crate::signature::Signatures;

/// The articles with some keys, and those that share a key with them.
///
/// A run renames articles that share their key with another text (`key#2`), so all that may have been so renamed are
/// read and numbered again.
pub(super) fn locate(
    corpus: &Corpus,
    cleaner: &Cleaner,
    settings: &Settings,
    keys: &[&str],
) -> Result<(Articles, Signatures)> {
    let wanted = Wanted::new(keys);
    let batches: Vec<_> = corpus
        .chunks()
        .par_bridge()
        .map(|chunk| {
            let chunk = chunk?;
            let mut outlets = Outlets::default();
            let records = chunk.records().filter_map(std::result::Result::ok);
            let signed: Vec<_> = records
                .filter(|record| wanted.has(record))
                .map(|record| read::sign(&record, &mut outlets, cleaner, settings))
                .collect();
            Ok((signed, outlets))
        })
        .collect::<Result<_>>()?;

    let width = settings.lsh.parameters.minima();
    let mut unnumbered = Unnumbered::new(&Scratch::in_memory(), width)?;
    let mut all_outlets = Outlets::default();
    for (signed, outlets) in batches {
        for (mut article, signature) in signed {
            article.outlet = article.outlet.map(|outlet| all_outlets.intern(outlets.name(outlet)));
            unnumbered.push(&article, &signature)?;
        }
    }
    let Numbered { articles, signatures, .. } = unnumbered.number(all_outlets)?;
    let all: Vec<u32> = articles.ids().map(|article| article.0).collect();
    let signatures = signatures.of(&all)?;
    Ok((articles, signatures))
}

/// The error for a key that no article has.
pub(super) fn unknown(corpus: &Corpus, key: &str) -> crate::Error {
    let chunks = corpus.chunks().par_bridge().filter_map(std::result::Result::ok);
    let mut close: Vec<String> = chunks
        .filter_map(|chunk| {
            let records = chunk.records().filter_map(std::result::Result::ok);
            let mut keys: Vec<String> =
                records.map(|record| record.article.key.into_owned()).collect();
            keys.sort_unstable();
            suggest::closest(key, keys.iter().map(String::as_str)).map(str::to_owned)
        })
        .collect();
    close.sort_unstable();
    let suggestion = suggest::closest(key, close.iter().map(String::as_str)).map(str::to_owned);
    ErrorKind::UnknownArticle { id: key.to_owned(), suggestion }.into()
}

/// The keys that matter.
struct Wanted<'a> {
    keys: HashSet<&'a str>,
    /// Of keys that look like `key#2`, the part up to the mark.
    shared: HashSet<&'a str>,
}

impl<'a> Wanted<'a> {
    fn new(keys: &[&'a str]) -> Wanted<'a> {
        Wanted {
            keys: keys.iter().copied().collect(),
            shared: keys.iter().filter_map(|key| before_number(key)).collect(),
        }
    }

    fn has(&self, record: &Record<'_>) -> bool {
        let key = &*record.article.key;
        self.keys.contains(key)
            || self.shared.contains(key)
            || before_number(key).is_some_and(|shared| self.shared.contains(shared))
    }
}

/// The part of a key before a mark and a number.
fn before_number(key: &str) -> Option<&str> {
    let (shared, number) = key.rsplit_once('#')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(shared)
}
