//! Maintains an index: articles are added and removed, and the stories are always those of one run
//! over all its articles.
//!
//! A run compares the pairs that share LSH buckets, and groups what the copies among them connect.
//! So a change of articles only affects the pairs in their buckets, and the groups that these pairs
//! connect. These are compared and grouped again, by the code that a run uses. In a bucket with too
//! many members to compare all pairs, the pairs depend on all members, so every pair that may
//! change is checked again.

mod add;
mod buckets;
mod bulk;
mod candidates;
mod check;
mod known;
mod library;
mod names;
mod parameters;
mod query;
mod reading;
mod regroup;

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod tests;

use crate::error::Result;
use crate::index::{Number, Snapshot};

pub use add::{add, add_and_list, build, prune};
pub use check::check_index;
pub use known::{Known, known_run};
pub use names::KeptTexts;
pub use parameters::{extent_of, index_parameters, settings_of};
pub use query::{Answer, Carried, Closest, FoundStory, Query};
pub use reading::{Added, Adding, Extent};

/// The articles with the text of a node, in rising order.
fn articles_of(snapshot: &Snapshot, node: Number) -> Result<Vec<Number>> {
    let mut members = Vec::new();
    for number in snapshot.with_stream(snapshot.entry(node)?.stream)? {
        if snapshot.node(number)? == Some(node) {
            members.push(number);
        }
    }
    Ok(members)
}
