//! Measures the recall of the candidate search by comparing a sample of the articles with all
//! others.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::article::ArticleId;
use crate::engine::observer::Stage;
use crate::engine::run::Run;
use crate::engine::run::apart::Apart;
use crate::engine::run::compare;
use crate::engine::run::kept::Kept;
use crate::engine::run::profiles::{ProfileOf, Profiles, Rereading};
use crate::engine::run::task::Task;
use crate::error::Result;
use crate::hash::{self, HashMap, HashSet};
use crate::pair::CandidatePair;
use crate::shingle::{self, ShingleSet};
use crate::verify::{self, Profile};

/// Pairs that share less than one in this many of the smaller set's shingles are not compared. Any
/// copy shares far more.
const LEAST_SHARED: usize = 10;

/// The recall of the candidate search on a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredRecall {
    /// Articles that were compared with all others.
    pub articles: u64,
    /// Copies among the pairs of a sampled article and an article with another text.
    pub copies: u64,
    /// Copies that were candidates.
    pub found: u64,
}

/// An inverted index: for each shingle, the rows of the articles that have it.
struct Index {
    rows: HashMap<u64, Vec<u32>>,
    sizes: Vec<usize>,
}

impl Index {
    fn of(sets: &[ShingleSet]) -> Index {
        let mut rows: HashMap<u64, Vec<u32>> = HashMap::default();
        for (row, set) in (0..).zip(sets) {
            for &shingle in set.hashes() {
                rows.entry(shingle).or_default().push(row);
            }
        }
        Index { rows, sizes: sets.iter().map(ShingleSet::len).collect() }
    }

    /// The rows that share enough of a set to be compared with it.
    fn sharing(&self, set: &ShingleSet) -> impl Iterator<Item = usize> {
        let mut shared: HashMap<u32, usize> = HashMap::default();
        for shingle in set.hashes() {
            for &row in self.rows.get(shingle).into_iter().flatten() {
                *shared.entry(row).or_default() += 1;
            }
        }
        let smaller = |row: usize| self.sizes[row].min(set.len());
        let mut rows: Vec<usize> = shared
            .into_iter()
            .map(|(row, shared)| (row as usize, shared))
            .filter(|&(row, shared)| LEAST_SHARED * shared >= smaller(row))
            .map(|(row, _)| row)
            .collect();
        rows.sort_unstable();
        rows.into_iter()
    }
}

/// Compares a sample of the articles of a run with all others, and counts the copies that had been
/// candidates. Reads the articles twice more.
///
/// The sample is the `sample` distinct texts whose keys have the smallest hashes. Texts that are
/// too short to be compared are skipped, as in the run.
pub(crate) fn measure(run: &Run, task: Task<'_>, sample: usize) -> Result<MeasuredRecall> {
    let Task { input, cleaner, settings, observer, .. } = task;
    let articles = &run.articles;
    let kept = &Kept::default();
    let rereading = Rereading { input, cleaner, articles, settings, kept, observer };
    let comparable = compare::comparable(articles, &run.texts, settings)?;
    let mut sampled: Vec<ArticleId> = comparable.clone();
    sampled.sort_by_cached_key(|&article| (hash::bytes(articles.key(article).as_bytes()), article));
    articles.check()?;
    sampled.truncate(sample);
    sampled.sort_unstable();
    let profiles = rereading.profiles(sampled.clone(), Profiles::default())?;
    let index = Index::of(&shingle_sets(rereading, &sampled)?);
    let mut found: HashSet<CandidatePair> = HashSet::default();
    for measured in run.verified.iter() {
        let pair = measured?.pair;
        let is_sampled = |article| sampled.binary_search(&article).is_ok();
        if is_sampled(pair.low()) || is_sampled(pair.high()) {
            found.insert(pair);
        }
    }

    let apart = Apart::of(articles, &run.texts, settings.pairing)?;
    let threshold = settings.pair_threshold();
    let [copies, candidates] = [AtomicU64::new(0), AtomicU64::new(0)];
    rereading.read_again(Stage::Recall, &comparable, |row, article, text| {
        let other = comparable[row];
        let set = shingle::shingle(&article.body, text, settings.shingling);
        let mut profile = None;
        for row in index.sharing(&set) {
            // A pair within the sample comes up twice.
            if sampled.binary_search(&other).is_ok_and(|other| other <= row) {
                continue;
            }
            let Some(pair) = CandidatePair::new(sampled[row], other) else { continue };
            if apart.as_ref().is_some_and(|apart| apart.are(pair)) {
                continue;
            }
            let profile =
                profile.get_or_insert_with(|| Profile::new(article, text, settings.shingling));
            let of_sample = profiles.profile(sampled[row]);
            if verify::measure(of_sample, profile, settings.rules).score >= threshold {
                copies.fetch_add(1, Ordering::Relaxed);
                candidates.fetch_add(u64::from(found.contains(&pair)), Ordering::Relaxed);
            }
        }
    })?;
    Ok(MeasuredRecall {
        articles: sampled.len() as u64,
        copies: copies.into_inner(),
        found: candidates.into_inner(),
    })
}

fn shingle_sets(rereading: Rereading<'_>, articles: &[ArticleId]) -> Result<Vec<ShingleSet>> {
    let sets: Vec<OnceLock<ShingleSet>> = articles.iter().map(|_| OnceLock::new()).collect();
    rereading.read_again(Stage::Recall, articles, |row, article, text| {
        let set = shingle::shingle(&article.body, text, rereading.settings.shingling);
        sets[row].set(set).expect("each article is read once");
    })?;
    let sets = sets
        .into_iter()
        .map(|set| set.into_inner().expect("reading again visits every article or fails"));
    Ok(sets.collect())
}
