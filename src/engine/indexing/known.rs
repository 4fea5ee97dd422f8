//! The stories of an index, as a run over all its articles would find them.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::library::facts;
use super::names;
use super::names::KeptTexts;
use super::parameters::settings_of;
use super::reading::{Added, ReadRecord};
use crate::article::{Article, ArticleId, FileId, Place};
use crate::clean::Cleaner;
use crate::cluster::Cluster;
use crate::corpus::{Corpus, Reject, RejectCode};
use crate::engine::observer::{Observer, Stage};
use crate::engine::run::Run;
use crate::engine::run::agencies::{Agencies, Killed};
use crate::engine::run::articles::{Articles, Outlets};
use crate::engine::run::clusters::{self, Clusters, Compared, Taken};
use crate::engine::run::grouping::{families, with_pairs};
use crate::engine::run::input::RunInput;
use crate::engine::run::kept::KeptShown;
use crate::engine::run::measured::{MeasuredPair, MeasuredPairs};
use crate::engine::run::numbering::Repeat;
use crate::engine::run::shown::Shown;
use crate::engine::run::texts::Texts;
use crate::engine::settings::Settings;
use crate::engine::stories::run_story::RunStory;
use crate::engine::stories::tables::{Archive, Writing, write_rejects};
use crate::error::Result;
use crate::hash::HashMap;
use crate::index::{self, Entry, Number, Parameters, Snapshot, StoredStory, StoredTaken};
use crate::pair::CandidatePair;
use crate::report::{IndexRecord, Tables};
use crate::scratch::Scratch;
use crate::similarity::Score;
use crate::verify::{self, Profile, Rules};

/// The articles of an index, numbered as in a run.
pub struct Known<'a> {
    snapshot: &'a Snapshot,
    numbers: Vec<Number>,
    files: Vec<String>,
    /// Whether each article is in the corpus of the run.
    is_here: Vec<bool>,
    /// Records that repeat an article that the index had from elsewhere.
    already_there: u64,
}

impl Known<'_> {
    /// The record of the index in `run.json`.
    pub fn record(&self) -> IndexRecord {
        IndexRecord {
            path: self.snapshot.path().to_string_lossy().into_owned(),
            articles: self.numbers.len() as u64,
            of_this_run: self.is_here.iter().filter(|&&is_here| is_here).count() as u64,
            already_there: self.already_there,
        }
    }
}

/// Display fields from the index, and texts from the corpus of the run or from the index.
struct FromIndex<'a> {
    known: &'a Known<'a>,
    corpus: &'a Corpus,
}

impl Archive for FromIndex<'_> {
    fn file(&self, file: FileId) -> Cow<'_, str> {
        self.known.files[file.0 as usize].as_str().into()
    }

    fn is_index_only(&self, article: ArticleId) -> bool {
        !self.known.is_here[article.index()]
    }

    fn shown(
        &self,
        _: &Articles,
        stories: &[RunStory],
        observer: &dyn Observer,
    ) -> Result<HashMap<ArticleId, Arc<Shown>>> {
        let wanted: Vec<ArticleId> =
            stories.iter().flat_map(|story| &story.members).map(|member| member.article).collect();
        observer.begin(Stage::Tables, Some(wanted.len() as u64));
        let shown = wanted.into_par_iter().map(|article| {
            let entry = self.known.snapshot.entry(self.known.numbers[article.index()])?;
            observer.advance(1);
            Ok((article, Arc::new(Shown::from(entry))))
        });
        let shown: Vec<(ArticleId, Arc<Shown>)> = shown.collect::<Result<_>>()?;
        Ok(shown.into_iter().collect())
    }

    fn read_again(
        &self,
        articles: &Articles,
        wanted: &[ArticleId],
        observer: &dyn Observer,
        visit: &(dyn Fn(usize, &Article<'_>) + Sync),
    ) -> Result<()> {
        let (elsewhere, here): (Vec<usize>, Vec<usize>) =
            (0..wanted.len()).partition(|&row| self.is_index_only(wanted[row]));
        let wanted_here: Vec<ArticleId> = here.iter().map(|&row| wanted[row]).collect();
        let corpus = RunInput::Corpus(self.corpus);
        corpus.read_again(articles, &wanted_here, observer, |at, record| {
            visit(here[at], &record.article);
            Ok(())
        })?;
        let kept = KeptTexts::new(self.known.snapshot, self.corpus.body_is());
        elsewhere.into_par_iter().try_for_each(|row| {
            let place = articles.place(wanted[row])?;
            let name = articles.key(wanted[row]);
            if let Some(article) = kept.article(&name, &self.file(place.file), place.offset)? {
                visit(row, &article);
            }
            observer.advance(1);
            Ok(())
        })
    }
}

impl Run {
    /// Writes the rows of all tables of the stories of an index, and the rejects of the last
    /// addition.
    pub fn write_known_tables(
        &self,
        known: &Known<'_>,
        writing: Writing<'_>,
        tables: &mut Tables,
    ) -> Result<()> {
        let archive = FromIndex { known, corpus: writing.corpus };
        self.write_tables_of(&archive, writing, tables)?;
        write_rejects(&self.rejects, writing.corpus, tables)
    }
}

/// Turns an index into a run, with the rejects of the last addition. If its records were listed,
/// the records among them that repeat an article are rejects too.
///
/// # Errors
///
/// If the index cannot be read, or is damaged.
pub fn known_run<'a>(
    snapshot: &'a Snapshot,
    parameters: &Parameters,
    cleaner: &Cleaner,
    mut added: Added,
) -> Result<(Run, Known<'a>)> {
    let (settings, _) = settings_of(parameters)?;
    let Here { place_of, repeats } = here(snapshot, &mut added)?;
    let (articles, mut known) = articles(snapshot, cleaner, &added.files, &place_of)?;
    let name_of: HashMap<Number, ArticleId> =
        known.numbers.iter().copied().zip(articles.ids()).collect();
    for (number, place, is_of_this_run) in repeats {
        let article = snapshot.present("an article", name_of.get(&number))?;
        let key: Box<str> = articles.key(*article).into();
        added.rejects.push(if is_of_this_run {
            Repeat { key, place }.into_reject()
        } else {
            known.already_there += 1;
            let message = format!("id {key:?} is already in the index with the same text");
            Reject::new(place, RejectCode::DuplicateId, message, key.as_bytes())
        });
    }
    added.rejects.sort_unstable_by_key(|reject| reject.place);
    let id_of = name_of;
    let texts = texts(snapshot, &id_of)?;
    let threshold = settings.pair_threshold();
    let pairs = measured_pairs(snapshot, &id_of)?;
    let clusters = known.clusters(&id_of, &pairs, &settings)?;
    let (verified, near): (Vec<MeasuredPair>, Vec<MeasuredPair>) =
        pairs.into_iter().partition(|measured| measured.score >= threshold);
    let (verified, near) = (MeasuredPairs::of(verified)?, MeasuredPairs::of(near)?);
    let threshold = settings.family_pair_threshold();
    let families = families(&clusters, &texts, [&verified, &near], threshold)?;
    let short_articles = articles.shorter_than(settings.min_words)?;
    let run = Run {
        agencies: Agencies::new(cleaner, &articles.outlets),
        read: articles.len() as u64 + added.rejects.len() as u64 + added.left_out.total(),
        articles,
        texts,
        verified,
        near,
        families,
        clusters,
        killed: Killed::of(&added.rejects),
        rejects: added.rejects,
        left_out: added.left_out,
        first_pass: added.first_pass,
        unread_dates: added.unread_dates,
        shown: KeptShown::default(),
        short_articles,
        shared_keys: 0,
        scratch: Scratch::in_memory(),
    };
    Ok((run, known))
}

/// The records of a corpus in the index that they were added to.
struct Here {
    /// The articles of the corpus, by their places in it.
    place_of: HashMap<Number, Place>,
    /// Records that repeat an article: the article, the place of the record, and whether the
    /// article is in this corpus.
    repeats: Vec<(Number, Place, bool)>,
}

/// Finds the records of a corpus in the index that they were added to.
///
/// A record that was in the index before is an article of this corpus if it is at the same place as
/// when it was added: the corpus is being read again. Otherwise it repeats an article from
/// elsewhere.
fn here(snapshot: &Snapshot, added: &mut Added) -> Result<Here> {
    let mut records = std::mem::take(&mut added.records);
    let Added { files, first_number, .. } = &*added;
    records.sort_unstable_by_key(|record| record.place);
    let numbers: Vec<Option<(Number, bool)>> = records
        .par_iter()
        .map(|record| {
            let identities = snapshot.identities(&record.key)?;
            let twin = identities.into_iter().find(|identity| identity.body == record.body);
            let Some(identity) = twin else { return Ok(None) };
            let is_it = identity.record == record.record
                && (identity.number >= *first_number
                    || stood_here(&snapshot.entry(identity.number)?.place, record, files));
            Ok(Some((identity.number, is_it)))
        })
        .collect::<Result<_>>()?;
    let mut here = Here { place_of: HashMap::default(), repeats: Vec::new() };
    for (record, &number) in records.iter().zip(&numbers) {
        if let Some((number, true)) = number {
            here.place_of.entry(number).or_insert(record.place);
        }
    }
    for (record, number) in records.iter().zip(numbers) {
        let (number, _) = *snapshot.present("an article that was added", number.as_ref())?;
        match here.place_of.get(&number) {
            Some(&place) if place == record.place => {}
            known => here.repeats.push((number, record.place, known.is_some())),
        }
    }
    Ok(here)
}

/// Whether a record is at the place that an article of the index had. The folder may have been
/// renamed since.
fn stood_here(stood: &index::Place, record: &ReadRecord, files: &[String]) -> bool {
    let path = &files[record.place.file.0 as usize];
    Path::new(&stood.file).file_name() == Path::new(path).file_name()
        && (stood.offset, stood.line) == (record.place.offset, record.place.line)
}

/// All articles in the order of their names. Articles of the corpus have their places in it.
fn articles<'a>(
    snapshot: &'a Snapshot,
    cleaner: &Cleaner,
    files_here: &[String],
    place_of: &HashMap<Number, Place>,
) -> Result<(Articles, Known<'a>)> {
    let named = snapshot.numbers()?.into_par_iter().map(|number| {
        let mut entry = snapshot.entry(number)?;
        entry.shown = index::Shown::default();
        let identities = snapshot.identities(&entry.key)?;
        let name = names::name(&entry.key, entry.body, &identities, |key| {
            Ok(!snapshot.identities(key)?.is_empty())
        })?;
        Ok((name, number, entry))
    });
    let mut named: Vec<(Box<str>, Number, Entry)> = named.collect::<Result<_>>()?;
    named.par_sort_unstable_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));

    let mut outlets = Outlets::default();
    // The files of the corpus keep their numbers, so that articles can be read there.
    let mut files = files_here.to_vec();
    let mut file_of: HashMap<String, FileId> =
        files.iter().cloned().zip((0..).map(FileId)).collect();
    let mut numbers = Vec::with_capacity(named.len());
    let mut all_facts = Vec::with_capacity(named.len());
    let mut is_here = Vec::with_capacity(named.len());
    for (name, number, entry) in named {
        let mut facts = facts(&name, &entry, &mut outlets, cleaner);
        let here = place_of.get(&number);
        is_here.push(here.is_some());
        if let Some(&place) = here {
            facts.kept.place = place;
        } else {
            let file = file_of.entry(entry.place.file).or_insert_with_key(|file| {
                files.push(file.clone());
                FileId(u32::try_from(files.len() - 1).expect("there are fewer than 2^32 files"))
            });
            facts.kept.place.file = *file;
        }
        numbers.push(number);
        all_facts.push(facts);
    }
    let articles = Articles::of(all_facts, outlets);
    Ok((articles, Known { snapshot, numbers, files, is_here, already_there: 0 }))
}

fn texts(snapshot: &Snapshot, id_of: &HashMap<Number, ArticleId>) -> Result<Texts> {
    let mut articles: Vec<(Number, ArticleId)> = Vec::with_capacity(id_of.len());
    for (number, node) in snapshot.all_nodes()? {
        articles.push((node, *snapshot.present("an article", id_of.get(&number))?));
    }
    articles.par_sort_unstable();
    let groups: Vec<Vec<ArticleId>> = articles
        .chunk_by(|one, other| one.0 == other.0)
        .map(|group| group.iter().map(|&(_, article)| article).collect())
        .collect();
    let placeholders = snapshot.placeholders()?.into_iter();
    let mut placeholders: Vec<ArticleId> = placeholders
        .map(|number| snapshot.present("an article", id_of.get(&number)).copied())
        .collect::<Result<_>>()?;
    placeholders.sort_unstable();
    Ok(Texts::from_groups(id_of.len(), groups.iter().map(Vec::as_slice), placeholders))
}

/// The compared pairs, sorted.
fn measured_pairs(
    snapshot: &Snapshot,
    id_of: &HashMap<Number, ArticleId>,
) -> Result<Vec<MeasuredPair>> {
    let mut pairs = Vec::new();
    for (one, other, link) in snapshot.all_links()? {
        let (one, other) = (id_of.get(&one), id_of.get(&other));
        let pair = one.zip(other).and_then(|(&one, &other)| CandidatePair::new(one, other));
        let pair = snapshot.present("an article of a pair", pair)?;
        let link = if Some(&pair.low()) == one { link } else { link.swapped() };
        pairs.push(MeasuredPair { pair, overlap: link.overlap(), score: link.score() });
    }
    pairs.par_sort_unstable_by_key(|measured| measured.pair);
    Ok(pairs)
}

impl Known<'_> {
    /// The clusters with their verified pairs. `pairs` are the compared pairs, sorted.
    fn clusters(
        &self,
        id_of: &HashMap<Number, ArticleId>,
        pairs: &[MeasuredPair],
        settings: &Settings,
    ) -> Result<Clusters> {
        let stories = self.snapshot.stories()?.into_par_iter();
        let clusters = stories.map(|story| self.compared(story, id_of, pairs, settings.rules));
        let clusters: Vec<Compared> = clusters.collect::<Result<_>>()?;
        let verified =
            pairs.iter().copied().filter(|measured| measured.score >= settings.pair_threshold());
        let mut writer = clusters::Writer::new(&Scratch::in_memory(), self.numbers.len())?;
        for group in with_pairs(clusters, verified) {
            writer.push(&group)?;
        }
        writer.finish()
    }

    /// A stored story. Pairs with the canonical text that the index does not list are compared
    /// again for their score.
    fn compared(
        &self,
        story: StoredStory,
        id_of: &HashMap<Number, ArticleId>,
        pairs: &[MeasuredPair],
        rules: Rules,
    ) -> Result<Compared> {
        let snapshot = self.snapshot;
        let mut nodes: Vec<(ArticleId, Option<StoredTaken>)> = Vec::new();
        for (node, taken) in story.nodes.iter().zip(story.taken) {
            let article = snapshot.present("an article of a story", id_of.get(node))?;
            nodes.push((*article, taken));
        }
        nodes.sort_unstable_by_key(|&(article, _)| article);
        let canonical = nodes.iter().find(|(_, taken)| taken.is_none());
        let (canonical, _) = *snapshot.present("the canonical text of a story", canonical)?;
        let profile = |article: ArticleId| snapshot.profile(self.numbers[article.index()]);
        let mut canonical_profile: Option<Profile> = None;
        let mut score = |article: ArticleId| -> Result<Score> {
            let pair = CandidatePair::new(canonical, article);
            let pair = snapshot.present("the canonical text of a story", pair)?;
            if let Ok(place) = pairs.binary_search_by_key(&pair, |measured| measured.pair) {
                return Ok(pairs[place].score);
            }
            let of_canonical = match &mut canonical_profile {
                Some(known) => known,
                none => none.insert(profile(canonical)?),
            };
            Ok(verify::measure(of_canonical, &profile(article)?, rules).score)
        };
        let taken = nodes.iter().map(|&(article, taken)| {
            taken.map(|taken| Ok(Taken::of(taken, score(article)?))).transpose()
        });
        let taken = taken.collect::<Result<_>>()?;
        let StoredStory { cohesion, sampled, .. } = story;
        let nodes = nodes.into_iter().map(|(article, _)| article).collect();
        Ok(Compared { cluster: Cluster { nodes, cohesion, sampled }, taken })
    }
}
