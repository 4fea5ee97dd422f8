//! One step of an index: articles are added and removed, and everything that depends on them is
//! updated.

use rayon::prelude::*;

use super::buckets::pair;
use super::candidates::{self, Candidates};
use super::library::{Library, New};
use super::reading::Incoming;
use super::regroup::{self, Links, Nodes, Regrouped};
use crate::article::BodyIs;
use crate::clean::Cleaner;
use crate::engine::Settings;
use crate::engine::observer::Unobserved;
use crate::engine::run::compare::Comparing;
use crate::engine::run::measured::MeasuredPair;
use crate::error::Result;
use crate::index::{Addition, Changes, Number, Snapshot, StoredLink};
use crate::verify::StoredProfile;

/// How articles are cleaned and matched in an index.
#[derive(Clone, Copy)]
pub(super) struct Matching<'a> {
    pub(super) cleaner: &'a Cleaner,
    pub(super) settings: &'a Settings,
    pub(super) body_is: BodyIs,
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
    let Matching { cleaner, settings, body_is } = matching;
    let nodes = regroup::texts(&mut library, cleaner, settings.least_words(body_is), body_is)?;
    let candidates = candidates::find(&mut library, &nodes, settings)?;
    let links = links(&mut library, &nodes, &candidates, settings)?;
    let Regrouped { removed, added } =
        regroup::stories(&mut library, &nodes, &links, cleaner, settings)?;
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
