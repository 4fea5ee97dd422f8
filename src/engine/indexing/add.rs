//! Adds the articles of a corpus to an index, a batch at a time, and deletes old ones.

use rayon::prelude::*;

use super::buckets::pair;
use super::bulk;
use super::bulk::Bulk;
use super::candidates::{self, Candidates};
use super::library::{Library, New};
use super::parameters::{extent_of, settings_of};
use super::reading::{Added, Adding, How, Incoming, Reading};
use super::regroup::{self, Links, Matching, Nodes, Regrouped};
use crate::clean::Cleaner;
use crate::corpus::Corpus;
use crate::date::Day;
use crate::engine::Settings;
use crate::engine::observer::Unobserved;
use crate::engine::run::compare::Comparing;
use crate::engine::run::measured::MeasuredPair;
use crate::error::Result;
use crate::index::{Addition, Changes, IndexWriter, Number, Snapshot, StoredLink};
use crate::verify::StoredProfile;

/// Adds the articles of a corpus to an index.
///
/// Each batch is stored completely or not at all. An interrupted run can simply be repeated:
/// articles that are already present are skipped.
///
/// # Errors
///
/// If a file cannot be read, too many records are bad, or the index cannot be written. Batches that
/// were stored before stay.
pub fn add(writer: &mut IndexWriter, corpus: &Corpus, adding: Adding<'_>) -> Result<Added> {
    let (settings, _) = settings_of(writer.parameters())?;
    let extent = extent_of(writer.parameters());
    add_as(writer, How::new(corpus, adding, &settings, extent))
}

/// Like [`add`], and also lists the records that were read, so that [`known_run`](super::known_run)
/// can say where they are.
///
/// # Errors
///
/// Like [`add`].
pub fn add_and_list(
    writer: &mut IndexWriter,
    corpus: &Corpus,
    adding: Adding<'_>,
) -> Result<Added> {
    let (settings, _) = settings_of(writer.parameters())?;
    let how = How::new(corpus, adding, &settings, extent_of(writer.parameters()));
    add_as(writer, How { lists_records: true, ..how })
}

/// Fills an empty index with the articles of a corpus: much faster than [`add`], with the same stories.
///
/// All articles are matched at once. If this is interrupted, the index is useless.
///
/// # Errors
///
/// If a file cannot be read, too many records are bad, or the index cannot be written.
pub fn build(writer: &mut IndexWriter, corpus: &Corpus, adding: Adding<'_>) -> Result<Added> {
    let (settings, _) = settings_of(writer.parameters())?;
    let how = How::new(corpus, adding, &settings, extent_of(writer.parameters()));
    build_as(writer, how, bulk::MOST_ARTICLES)
}

pub(super) fn add_as(writer: &mut IndexWriter, how: How<'_>) -> Result<Added> {
    let first_number = writer.snapshot()?.next_number()?;
    let mut reading = Reading::new(how)?;
    add_rest(writer, how, &mut reading)?;
    Ok(Added { first_number, ..reading.finish() })
}

/// Builds from about the first `at_once` articles, in whole portions, and adds the rest in batches.
pub(super) fn build_as(writer: &mut IndexWriter, how: How<'_>, at_once: usize) -> Result<Added> {
    if writer.snapshot()?.next_number()? > 0 {
        return add_as(writer, how);
    }
    let (_, body_is) = settings_of(writer.parameters())?;
    let mut reading = Reading::new(how)?;
    let mut bulk = Bulk::new(how.settings);
    while bulk.len() < at_once
        && let Some(incoming) = reading.next()?
    {
        let taken = incoming.len();
        let more = bulk.take(writer, incoming, how.adding.cleaner)?;
        reading.count(taken, more);
    }
    bulk.finish(writer, how, body_is)?;
    add_rest(writer, how, &mut reading)?;
    Ok(reading.finish())
}

fn add_rest(writer: &mut IndexWriter, how: How<'_>, reading: &mut Reading<'_>) -> Result<()> {
    let (settings, body_is) = settings_of(writer.parameters())?;
    let matching = Matching { cleaner: how.adding.cleaner, settings: &settings, body_is };
    while let Some(incoming) = reading.next()? {
        let taken = incoming.len();
        let (changes, more) = changes(&writer.snapshot()?, incoming, &[], matching)?;
        writer.apply(&changes)?;
        reading.count(taken, more);
    }
    Ok(())
}

/// Articles that are deleted in one step.
const AT_A_TIME: usize = 20_000;

/// Deletes all articles published before a day, and returns their number. Articles without a date
/// stay.
///
/// # Errors
///
/// If the index cannot be read or written. Earlier steps are then complete.
pub fn prune(writer: &mut IndexWriter, before: Day, cleaner: &Cleaner) -> Result<u64> {
    prune_in_steps(writer, before, cleaner, AT_A_TIME)
}

pub(super) fn prune_in_steps(
    writer: &mut IndexWriter,
    before: Day,
    cleaner: &Cleaner,
    at_a_time: usize,
) -> Result<u64> {
    let (settings, body_is) = settings_of(writer.parameters())?;
    let matching = Matching { cleaner, settings: &settings, body_is };
    let snapshot = writer.snapshot()?;
    let days: Vec<(Number, Option<Day>)> = snapshot
        .numbers()?
        .into_par_iter()
        .map(|number| Ok((number, snapshot.entry(number)?.day)))
        .collect::<Result<_>>()?;
    drop(snapshot);
    let earlier = days.into_iter().filter(|&(_, day)| day.is_some_and(|day| day < before));
    let earlier: Vec<Number> = earlier.map(|(number, _)| number).collect();
    for step in earlier.chunks(at_a_time) {
        let (changes, _) = changes(&writer.snapshot()?, Vec::new(), step, matching)?;
        writer.apply(&changes)?;
    }
    Ok(earlier.len() as u64)
}

/// Adds and removes articles. Also returns by how many the added ones have grown the index.
pub(super) fn changes(
    snapshot: &Snapshot,
    incoming: Vec<Incoming>,
    removed: &[Number],
    matching: Matching<'_>,
) -> Result<(Changes, u64)> {
    let mut library = Library::new(snapshot)?;
    for &number in removed {
        library.remove(number)?;
    }
    let mut more = 0;
    for incoming in incoming {
        more += u64::from(library.take(incoming)?);
    }
    Ok((follow(library, matching)?, more))
}

/// Updates everything that depends on the changed articles.
fn follow(mut library: Library<'_>, matching: Matching<'_>) -> Result<Changes> {
    let settings = matching.settings;
    let nodes = regroup::texts(&mut library, matching)?;
    let candidates = candidates::find(&mut library, &nodes, settings)?;
    let links = links(&mut library, &nodes, &candidates, settings)?;
    let Regrouped { removed, added } = regroup::stories(&mut library, &nodes, &links, matching)?;
    let articles_removed =
        library.removed.iter().map(|&number| (number, library.entry(number).stream)).collect();
    let next_number = Some(library.next_number());
    Ok(Changes {
        removed: articles_removed,
        streams: streams(&library),
        added: library
            .added
            .into_par_iter()
            .map(|(number, New { entry, profile, minima, text })| Addition {
                number,
                profile: StoredProfile::from(&*profile),
                entry: (*entry).clone(),
                minima: minima.to_vec(),
                text,
            })
            .collect(),
        identities: library.identities.into_iter().collect(),
        nodes: nodes.node_of,
        placeholders_removed: nodes.placeholders_removed,
        placeholders_added: nodes.placeholders_added,
        postings_removed: candidates.keys_removed,
        postings_added: candidates.keys_added,
        named_removed: candidates.buckets.named_removed,
        named_added: candidates.buckets.named_added,
        sizes: candidates.buckets.sizes,
        links_removed: links.removed.into_iter().collect(),
        links_added: links.added,
        stories_removed: removed,
        stories_added: added,
        next_number,
        notes: Vec::new(),
    })
}

/// The added articles by the hash of their words.
fn streams(library: &Library<'_>) -> Vec<(u64, Number)> {
    let mut streams: Vec<(u64, Number)> =
        library.added.iter().map(|(&number, new)| (new.entry.stream, number)).collect();
    streams.sort_unstable();
    streams
}

/// Compares the new candidate pairs, and removes the pairs that are no longer candidates.
fn links(
    library: &mut Library<'_>,
    nodes: &Nodes,
    candidates: &Candidates,
    settings: &Settings,
) -> Result<Links> {
    let mut links = Links::default();
    for &node in &nodes.removed {
        let others = library.snapshot.links(node)?;
        links.removed.extend(others.into_iter().map(|(other, _)| pair(node, other)));
    }
    links.removed.extend(&candidates.lost);
    let in_pairs = || candidates.new.iter().flat_map(|&(one, other)| [one, other]);
    library.load(in_pairs())?;
    library.load_profiles(in_pairs())?;
    let library = &*library;
    // Of two nodes, the one with the lower name first, as in a run.
    let by_name = |(one, other)| {
        if library.name(one) < library.name(other) { [one, other] } else { [other, one] }
    };
    let comparing = Comparing::new(settings, &Unobserved);
    let found = comparing.compare(&candidates.new, by_name, library);
    let added = found.into_iter().flatten().map(|MeasuredPair { pair, overlap, score }| {
        let [low, high] = by_name(pair);
        (low, high, StoredLink::new(overlap, score))
    });
    links.added = added.collect();
    Ok(links)
}
