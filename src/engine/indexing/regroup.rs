//! Groups anew what a change touches: articles into texts, and texts into stories.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::buckets::{Pair, pair};
use super::library::Library;
use crate::article::{ArticleId, BodyIs};
use crate::clean::Cleaner;
use crate::cluster;
use crate::cluster::Link;
use crate::engine::Pairing;
use crate::engine::Settings;
use crate::engine::run::clusters;
use crate::engine::run::clusters::Compared;
use crate::engine::run::placeholders;
use crate::engine::run::profiles::ProfileOf;
use crate::engine::run::texts::Texts;
use crate::error::Result;
use crate::hash::{HashMap, HashSet};
use crate::index::{Number, StoredLink, StoredStory, StoredTaken};
use crate::pair::CandidatePair;
use crate::scratch::Scratch;
use crate::similarity::Score;
use crate::verify::Profile;

/// How articles are cleaned and matched in an index.
#[derive(Clone, Copy)]
pub(super) struct Matching<'a> {
    pub(super) cleaner: &'a Cleaner,
    pub(super) settings: &'a Settings,
    pub(super) body_is: BodyIs,
}

/// The nodes with texts that a change touches, without placeholders. All others stay as they are.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// Nodes that are removed or renamed, or whose text is now a placeholder.
    pub(super) removed: BTreeSet<Number>,
    /// Nodes that are added or renamed, or whose text is no longer a placeholder.
    pub(super) added: BTreeSet<Number>,
    /// Nodes that are added or remain, with all their articles.
    pub(super) members: BTreeMap<Number, Vec<Number>>,
    /// Nodes of these whose articles have changed or were renamed.
    pub(super) touched: BTreeSet<Number>,
    /// The new node of each article that gets another one.
    pub(super) node_of: Vec<(Number, Number)>,
    /// Articles whose text is no longer a placeholder, or that are removed.
    pub(super) placeholders_removed: Vec<Number>,
    /// Articles whose text is now a placeholder.
    pub(super) placeholders_added: Vec<Number>,
}

/// Groups the articles of all streams that a change touches.
pub(super) fn texts(library: &mut Library<'_>, matching: Matching<'_>) -> Result<Nodes> {
    let Matching { cleaner, settings, body_is } = matching;
    let least_words = settings.least_words(body_is);
    let touched: BTreeSet<Number> = library.touched().collect();
    let removed = library.removed.clone();
    library.load(touched.iter().chain(&removed).copied())?;
    let streams: BTreeSet<u64> =
        touched.iter().chain(&removed).map(|&number| library.entry(number).stream).collect();

    let mut before: BTreeMap<Number, Vec<Number>> = BTreeMap::new();
    let mut old_node: HashMap<Number, Number> = HashMap::default();
    let mut placeholders_before: BTreeSet<Number> = BTreeSet::new();
    let mut numbers: Vec<Number> = library.added.keys().copied().collect();
    for &stream in &streams {
        for number in library.snapshot.with_stream(stream)? {
            let Some(node) = library.snapshot.node(number)? else { continue };
            if library.snapshot.is_placeholder(number)? {
                placeholders_before.insert(number);
            } else {
                before.entry(node).or_default().push(number);
            }
            old_node.insert(number, node);
            if !removed.contains(&number) {
                numbers.push(number);
            }
        }
    }
    library.load(numbers.iter().copied())?;
    let (articles, numbers) = library.articles(numbers, cleaner);
    let scratch = Scratch::in_memory();
    let placeholders = placeholders::find(&articles, body_is, &scratch, |wanted, visit| {
        for (row, article) in wanted.iter().enumerate() {
            let headline = &library.entry(numbers[article.index()]).shown.headline;
            visit(row, headline.as_deref().unwrap_or_default());
        }
        Ok(())
    })?;
    let texts = Texts::of(&articles, least_words, placeholders, Pairing::default(), &scratch)?;

    let mut nodes = Nodes::default();
    for node in texts.nodes() {
        let of_text = texts.articles_like(node.article);
        let mut members: Vec<Number> = of_text.map(|article| numbers[article.index()]).collect();
        let first = members[0];
        let changed = members.iter().filter(|&member| old_node.get(member) != Some(&first));
        nodes.node_of.extend(changed.map(|&member| (member, first)));
        if texts.is_placeholder(node.article) {
            if !placeholders_before.remove(&first) {
                nodes.placeholders_added.push(first);
            }
            continue;
        }
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
    nodes.placeholders_removed.extend(placeholders_before);
    nodes.placeholders_added.sort_unstable();
    Ok(nodes)
}

/// How the compared pairs change.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) removed: HashSet<Pair>,
    /// Each link is from the first node of the pair to the second; either number may be the lower.
    pub(super) added: Vec<(Number, Number, StoredLink)>,
}

/// Removed and added clusters of two or more nodes.
#[derive(Debug, Default)]
pub(super) struct Regrouped {
    pub(super) removed: Vec<StoredStory>,
    pub(super) added: Vec<StoredStory>,
}

/// Nodes that are connected by copies, and the connecting pairs.
#[derive(Debug, Default)]
struct Connected {
    nodes: BTreeSet<Number>,
    links: BTreeMap<Pair, Score>,
}

/// Regroups everything connected to the touched nodes and pairs.
pub(super) fn stories(
    library: &mut Library<'_>,
    nodes: &Nodes,
    links: &Links,
    matching: Matching<'_>,
) -> Result<Regrouped> {
    let connected = connected(library, nodes, links, matching.settings.pair_threshold())?;
    let mut firsts: BTreeSet<Number> = BTreeSet::new();
    for &node in connected.nodes.iter().chain(&nodes.removed) {
        firsts.extend(library.snapshot.story_of(node)?);
    }
    let mut regrouped = Regrouped::default();
    for first in firsts {
        regrouped.removed.push(library.snapshot.story(first)?);
    }
    if !connected.links.is_empty() {
        regrouped.added = grouped(library, nodes, &connected, matching)?;
    }
    Ok(regrouped)
}

/// Follows copies from the touched nodes.
fn connected(
    library: &Library<'_>,
    nodes: &Nodes,
    links: &Links,
    threshold: Score,
) -> Result<Connected> {
    let mut new: HashMap<Number, Vec<(Number, Score)>> = HashMap::default();
    for &(one, other, link) in &links.added {
        new.entry(one).or_default().push((other, link.score()));
        new.entry(other).or_default().push((one, link.score()));
    }
    let is_gone = |node: Number| nodes.removed.contains(&node) && !nodes.added.contains(&node);
    let ends = links.removed.iter().flat_map(|&(one, other)| [one, other]);
    let mut left: Vec<Number> =
        nodes.touched.iter().copied().chain(new.keys().copied()).chain(ends).collect();
    left.sort_unstable();
    left.retain(|&node| !is_gone(node));

    let mut connected = Connected::default();
    while let Some(node) = left.pop() {
        if !connected.nodes.insert(node) {
            continue;
        }
        let stored = library.snapshot.links(node)?;
        let kept = stored
            .into_iter()
            .filter(|&(other, _)| !links.removed.contains(&pair(node, other)))
            .map(|(other, link)| (other, link.score()));
        for (other, score) in kept.chain(new.get(&node).into_iter().flatten().copied()) {
            if score >= threshold {
                connected.links.insert(pair(node, other), score);
                left.push(other);
            }
        }
    }
    Ok(connected)
}

fn grouped(
    library: &mut Library<'_>,
    nodes: &Nodes,
    connected: &Connected,
    matching: Matching<'_>,
) -> Result<Vec<StoredStory>> {
    let Matching { cleaner, settings, .. } = matching;
    let linked: BTreeSet<Number> =
        connected.links.keys().flat_map(|&(one, other)| [one, other]).collect();
    let members = members(library, nodes, &linked)?;
    library.load(members.iter().flatten().copied())?;
    library.load_profiles(linked.iter().copied())?;
    let library = &*library;
    let (articles, numbers) = library.articles(members.iter().flatten().copied(), cleaner);
    let id_of: HashMap<Number, ArticleId> = numbers.iter().copied().zip(articles.ids()).collect();
    let groups: Vec<Vec<ArticleId>> = members
        .par_iter()
        .map(|members| {
            let mut group: Vec<ArticleId> = members.iter().map(|member| id_of[member]).collect();
            group.sort_unstable();
            group
        })
        .collect();
    let texts = Texts::from_groups(numbers.len(), groups.iter().map(Vec::as_slice), Vec::new());

    let links: Vec<Link> = connected
        .links
        .iter()
        .map(|(&(one, other), &score)| {
            let pair = CandidatePair::new(id_of[&one], id_of[&other]);
            Link { pair: pair.expect("no node is linked with itself"), score }
        })
        .collect();
    let components = cluster::components(&texts.nodes(), links.iter().copied());
    let compared = clusters::group(
        components,
        &articles,
        &texts,
        &ByArticle { library, numbers: &numbers },
        settings,
    );
    Ok(stored(&compared, &numbers))
}

/// The profiles of a library, by the articles that have these numbers in the index.
struct ByArticle<'a> {
    library: &'a Library<'a>,
    numbers: &'a [Number],
}

impl ProfileOf<ArticleId> for ByArticle<'_> {
    fn profile(&self, article: ArticleId) -> &Profile {
        self.library.profile(self.numbers[article.index()])
    }
}

/// The articles of each node.
fn members(
    library: &Library<'_>,
    nodes: &Nodes,
    wanted: &BTreeSet<Number>,
) -> Result<Vec<Vec<Number>>> {
    let members = wanted.par_iter().map(|&node| {
        if let Some(members) = nodes.members.get(&node) {
            return Ok(members.clone());
        }
        super::articles_of(library.snapshot, node)
    });
    members.collect()
}

/// The clusters of two or more texts as an index stores them; `numbers` has the number of each
/// article.
pub(super) fn stored(compared: &[Compared], numbers: &[Number]) -> Vec<StoredStory> {
    let several = compared.par_iter().filter(|Compared { cluster, .. }| cluster.nodes.len() > 1);
    let stories = several.map(|Compared { cluster, taken }| {
        let nodes = cluster.nodes.iter().map(|node| numbers[node.index()]);
        let stored = taken.iter().map(|taken| taken.map(StoredTaken::from));
        let mut both: Vec<(Number, Option<StoredTaken>)> = nodes.zip(stored).collect();
        both.sort_unstable_by_key(|&(node, _)| node);
        let (nodes, taken) = both.into_iter().unzip();
        StoredStory { nodes, cohesion: cluster.cohesion, sampled: cluster.sampled, taken }
    });
    stories.collect()
}
