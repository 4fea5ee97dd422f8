//! Groups the articles into texts after a change.

use std::collections::{BTreeMap, BTreeSet};

use super::library::Library;
use crate::clean::Cleaner;
use crate::engine::Pairing;
use crate::engine::run::texts::Texts;
use crate::error::Result;
use crate::hash::HashMap;
use crate::index::Number;
use crate::scratch::Scratch;

/// The nodes with texts that a change touches. All others stay as they are.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// Nodes that are removed or renamed.
    pub(super) removed: BTreeSet<Number>,
    /// Nodes that are added or renamed.
    pub(super) added: BTreeSet<Number>,
    /// Nodes that are added or remain, with all their articles.
    pub(super) members: BTreeMap<Number, Vec<Number>>,
    /// Nodes of these whose articles have changed or were renamed.
    pub(super) touched: BTreeSet<Number>,
    /// The new node of each article that gets another one.
    pub(super) node_of: Vec<(Number, Number)>,
}

/// Groups the articles of all streams that a change touches.
pub(super) fn regroup(
    library: &mut Library<'_>,
    cleaner: &Cleaner,
    least_words: u32,
) -> Result<Nodes> {
    let touched: BTreeSet<Number> = library.touched().collect();
    let removed = library.removed.clone();
    library.load(touched.iter().chain(&removed).copied())?;
    let streams: BTreeSet<u64> =
        touched.iter().chain(&removed).map(|&number| library.entry(number).stream).collect();

    let mut before: BTreeMap<Number, Vec<Number>> = BTreeMap::new();
    let mut old_node: HashMap<Number, Number> = HashMap::default();
    let mut numbers: Vec<Number> = library.added.keys().copied().collect();
    for &stream in &streams {
        for number in library.snapshot.with_stream(stream)? {
            let Some(node) = library.snapshot.node(number)? else { continue };
            before.entry(node).or_default().push(number);
            old_node.insert(number, node);
            if !removed.contains(&number) {
                numbers.push(number);
            }
        }
    }
    library.load(numbers.iter().copied())?;
    let (articles, numbers) = library.articles(numbers, cleaner);
    let texts =
        Texts::of(&articles, least_words, Vec::new(), Pairing::default(), &Scratch::in_memory())?;

    let mut nodes = Nodes::default();
    for node in texts.nodes() {
        let of_text = texts.articles_like(node.article);
        let mut members: Vec<Number> = of_text.map(|article| numbers[article.index()]).collect();
        let first = members[0];
        let changed = members.iter().filter(|&member| old_node.get(member) != Some(&first));
        nodes.node_of.extend(changed.map(|&member| (member, first)));
        members.sort_unstable();
        let was = before.get(&first);
        let is_renamed = touched.contains(&first)
            && library.is_old(first)
            && *library.name_before(first)? != *library.name(first);
        if was.is_none() || is_renamed {
            nodes.added.insert(first);
        }
        if was.is_some() && is_renamed {
            nodes.removed.insert(first);
        }
        if was != Some(&members) || members.iter().any(|member| touched.contains(member)) {
            nodes.touched.insert(first);
        }
        nodes.members.insert(first, members);
    }
    nodes.removed.extend(before.into_keys().filter(|node| !nodes.members.contains_key(node)));
    Ok(nodes)
}
