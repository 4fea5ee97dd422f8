//! Checks that the tables of an index are consistent.

use std::ops::{Bound, ControlFlow};

use rayon::prelude::*;

use super::names;
use super::parameters::settings_of;
use crate::error::{ErrorKind, Result};
use crate::index::{Number, Parameters, Snapshot, Tally};

/// Reads everything in an index, and checks that its tables are consistent.
///
/// # Errors
///
/// If something cannot be read, is missing, or should not be there.
pub fn check_index(snapshot: &Snapshot, parameters: &Parameters) -> Result<Tally> {
    let (settings, _) = settings_of(parameters)?;
    let tally = snapshot.tally()?;
    let numbers = snapshot.numbers()?;
    let keys = numbers.par_iter().map(|&number| {
        let entry = snapshot.entry(number)?;
        snapshot.profile(number)?;
        snapshot.text(number)?;
        let minima = snapshot.minima(number)?;
        let named = snapshot.identities(&entry.key)?;
        let is_named = named.iter().any(|identity| identity.number == number);
        require(snapshot, is_named, "an article missing under its key")?;
        let is_listed = snapshot.with_stream(entry.stream)?.contains(&number);
        require(snapshot, is_listed, "an article missing under its words")?;
        let node = snapshot.node(number)?;
        let is_node = node == Some(number);
        let has_node = match node {
            Some(node) => snapshot.node(node)? == Some(node),
            None => false,
        };
        require(snapshot, has_node, "an article without a representative")?;
        if snapshot.is_placeholder(number)? {
            let is_apart = is_node
                && snapshot.links(number)?.is_empty()
                && snapshot.story_of(number)?.is_none();
            require(snapshot, is_apart, "a placeholder text in a story")?;
            return Ok(0);
        }
        if !is_node || entry.words[0] < settings.min_words {
            return Ok(0);
        }
        let mut keys = 0;
        for key in settings.lsh.parameters.keys_of(&minima) {
            keys += 1;
            let is_in_bucket = snapshot.is_in_bucket(key, number)?;
            require(snapshot, is_in_bucket, "a text missing from its bucket")?;
        }
        check_links(snapshot, number)?;
        Ok(keys)
    });
    let keys: u64 = keys.collect::<Result<Vec<u64>>>()?.into_iter().sum();
    require(snapshot, numbers.len() as u64 == tally.articles, "the wrong number of articles")?;
    require(snapshot, keys == tally.keys, "the wrong number of LSH keys")?;
    for number in snapshot.placeholders()? {
        require(snapshot, snapshot.node(number)?.is_some(), "a placeholder text of no article")?;
    }
    check_large_buckets(snapshot)?;
    for story in snapshot.stories()? {
        for &node in &story.nodes {
            let is_in_it = snapshot.story_of(node)? == story.nodes.first().copied();
            require(snapshot, is_in_it, "a text missing from its story")?;
        }
    }
    Ok(tally)
}

/// Large buckets have the same nodes by name as by number.
fn check_large_buckets(snapshot: &Snapshot) -> Result<()> {
    let buckets = snapshot.large_buckets()?;
    let nodes = buckets.par_iter().map(|&(key, size)| {
        let mut named: Vec<(String, Number)> = Vec::new();
        snapshot.visit_named(key, Bound::Unbounded, |name, node| {
            named.push((name.to_owned(), node));
            ControlFlow::Continue(())
        })?;
        for (name, node) in &named {
            let is_so = *name == *names::name_in(snapshot, *node)?;
            require(snapshot, is_so, "a text with the wrong name in a large bucket")?;
        }
        let mut by_number: Vec<Number> = named.into_iter().map(|(_, node)| node).collect();
        by_number.sort_unstable();
        let is_whole = by_number == snapshot.bucket(key)? && by_number.len() as u64 == size;
        require(snapshot, is_whole, "texts missing from a large bucket")?;
        Ok(size)
    });
    let nodes: u64 = nodes.collect::<Result<Vec<u64>>>()?.into_iter().sum();
    require(snapshot, nodes == snapshot.named_nodes()?, "a text in an unknown large bucket")
}

fn check_links(snapshot: &Snapshot, node: Number) -> Result<()> {
    for (other, link) in snapshot.links(node)? {
        let is_mutual = snapshot.link(other, node)? == Some(link.swapped());
        require(snapshot, is_mutual, "a pair in only one direction")?;
    }
    Ok(())
}

fn require(snapshot: &Snapshot, is_so: bool, otherwise: &str) -> Result<()> {
    if is_so {
        return Ok(());
    }
    let damage = format!("inconsistent tables: {otherwise}");
    Err(ErrorKind::DamagedIndex { path: snapshot.path().to_owned(), damage }.into())
}
