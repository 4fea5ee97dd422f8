//! Groups the copies, one batch of connected texts at a time, and the clusters that are versions of one
//! developing story.

use std::collections::hash_map::Entry;

use rayon::prelude::*;

use super::articles::Articles;
use super::clusters::{self, Clusters, Compared, Group, InnerPair};
use super::kept::profile_bytes;
use super::measured::{MeasuredPair, MeasuredPairs, is_part};
use super::profiles::{Profiles, Rereading, Room};
use super::texts::Texts;
use crate::article::ArticleId;
use crate::cluster::{Forest, LinkedClusters, Node};
use crate::engine::observer::Stage;
use crate::error::Result;
use crate::hash::HashMap;
use crate::pair::PairRecord;
use crate::similarity::Score;
use crate::{cluster, pair};

/// Groups the copies, and compares each with the canonical text while its profile is in memory. The
/// profiles held at a time fit in `room`, or are those of a single component.
pub(crate) fn group(
    rereading: Rereading<'_>,
    texts: &Texts,
    verified: &MeasuredPairs,
    mut profiles: Profiles,
    room: Room<'_>,
) -> Result<Clusters> {
    let Rereading { articles, settings, observer, .. } = rereading;
    observer.begin(Stage::Cluster, None);
    let mut writer = clusters::Writer::new(room.scratch, articles.len())?;
    let parted = parted(articles, verified, room)?;
    let batches = parted.as_deref().unwrap_or(std::slice::from_ref(verified));
    for batch in batches {
        let pairs = batch.to_vec()?;
        let mut linked: Vec<ArticleId> =
            pairs.iter().flat_map(|measured| measured.pair.articles()).collect();
        linked.par_sort_unstable();
        linked.dedup();
        let nodes: Vec<Node> = linked.iter().map(|&article| texts.node(article)).collect();
        profiles = rereading.profiles(linked, profiles)?;
        observer.begin(Stage::Cluster, None);
        let components = cluster::components(&nodes, pairs.iter().map(MeasuredPair::link));
        let compared = clusters::group(components, articles, texts, &profiles, settings);
        for group in with_pairs(compared, pairs) {
            writer.push(&group)?;
        }
    }
    profiles.free();
    writer.finish()
}

/// Adds to each cluster the pairs inside it. The pairs come in rising order.
pub(crate) fn with_pairs(
    compared: Vec<Compared>,
    pairs: impl IntoIterator<Item = MeasuredPair>,
) -> Vec<Group> {
    let nodes = || compared.iter().flat_map(|compared| &compared.cluster.nodes);
    let mut cluster_of = vec![NONE; nodes().max().map_or(0, |last| last.index() + 1)];
    for (number, compared) in (0..).zip(&compared) {
        for node in &compared.cluster.nodes {
            cluster_of[node.index()] = number;
        }
    }
    let cluster_of = |node: ArticleId| cluster_of.get(node.index()).copied();
    let mut groups: Vec<Group> =
        compared.into_iter().map(|compared| Group { compared, pairs: Vec::new() }).collect();
    for MeasuredPair { pair, overlap, .. } in pairs {
        let clusters = pair.articles().map(cluster_of);
        if let [Some(one), Some(other)] = clusters
            && one == other
            && let Some(group) = groups.get_mut(one as usize)
        {
            let nodes = &group.compared.cluster.nodes;
            let places = pair.articles().map(|node| nodes.binary_search(&node));
            if let [Ok(one), Ok(other)] = places {
                let places = [one, other].map(|place| u32::try_from(place).unwrap_or(NONE));
                group.pairs.push(InnerPair { places, overlap });
            }
        }
    }
    groups
}

/// Marks an article that is not a node of a cluster.
const NONE: u32 = u32::MAX;

/// Bytes of memory for each pair while its component is grouped.
const BYTES_OF_PAIR: usize = 48;

/// Splits the pairs into batches of whole components. The profiles of a batch fit in `room`, and its
/// pairs in a part of the memory, unless it is a single component. Returns `None` if one batch is enough.
fn parted(
    articles: &Articles,
    verified: &MeasuredPairs,
    room: Room<'_>,
) -> Result<Option<Vec<MeasuredPairs>>> {
    // With a memory limit the room for profiles is small enough for the pairs, too.
    let pairs = (room.scratch.room(4) / BYTES_OF_PAIR) as u64;
    let pairs = if room.scratch.is_limited() { u64::MAX } else { pairs };
    let most = Weight { bytes: room.profiles as u64, pairs };
    let usual = MeasuredPair::USUAL_BYTES as u64;
    let mut all = Weight { bytes: 0, pairs: verified.spooled().len() / usual };
    articles.each(|_, facts| {
        all.bytes += profile_bytes(facts.words) as u64;
        Ok(())
    })?;
    if all.fits(most) {
        return Ok(None);
    }
    let mut forest = Forest::new(articles.len());
    for copy in verified.iter() {
        let pair = copy?.pair;
        forest.join(pair.low().0, pair.high().0);
    }
    // Indexed by the first text of each component: at first the bytes of its profiles, later the
    // number of its batch; and its pairs.
    let mut batch_of = vec![0_u32; articles.len()];
    let mut pairs_of = vec![0_u32; articles.len()];
    articles.each(|article, facts| {
        let first = forest.root(article.0);
        if first != article.0 {
            let bytes = u32::try_from(profile_bytes(facts.words)).unwrap_or(u32::MAX);
            let all = &mut batch_of[first as usize];
            *all = all.saturating_add(bytes);
        }
        Ok(())
    })?;
    for copy in verified.iter() {
        let all = &mut pairs_of[forest.root(copy?.pair.low().0) as usize];
        *all = all.saturating_add(1);
    }
    let (mut batch, mut held) = (0, Weight::default());
    let components = batch_of.iter_mut().zip(&pairs_of).filter(|(bytes, _)| **bytes > 0);
    for (bytes, &pairs) in components {
        let more = Weight { bytes: u64::from(*bytes), pairs: u64::from(pairs) };
        if held.bytes > 0 && !held.plus(more).fits(most) {
            batch += 1;
            held = Weight::default();
        }
        held = held.plus(more);
        *bytes = batch;
    }
    if batch == 0 {
        return Ok(None);
    }
    let writers = (0..=batch).map(|_| pair::Writer::new(room.scratch));
    let mut writers = writers.collect::<Result<Vec<_>>>()?;
    for copy in verified.iter() {
        let copy = copy?;
        let first = forest.root(copy.pair.low().0);
        writers[batch_of[first as usize] as usize].push(&copy)?;
    }
    writers.into_iter().map(pair::Writer::finish).collect::<Result<_>>().map(Some)
}

/// What components take while they are grouped.
#[derive(Clone, Copy, Default)]
struct Weight {
    /// Bytes of their profiles.
    bytes: u64,
    pairs: u64,
}

impl Weight {
    fn plus(self, other: Weight) -> Weight {
        Weight { bytes: self.bytes + other.bytes, pairs: self.pairs + other.pairs }
    }

    fn fits(self, most: Weight) -> bool {
        self.bytes <= most.bytes && self.pairs <= most.pairs
    }
}

/// Linked pairs of clusters that are gathered before duplicates are joined.
const JOINED_AT_LEAST: usize = 1 << 18;

/// The link between the clusters of two texts, if these are so much alike that the clusters may be versions of one
/// developing story. `pairs` is the number of pairs of articles that have these texts.
pub(crate) fn link(
    measured: &MeasuredPair,
    [one, other]: [ArticleId; 2],
    threshold: Score,
    pairs: impl FnOnce() -> u64,
) -> Option<LinkedClusters<ArticleId>> {
    // A round-up that contains the story is not a version of it.
    let are_linked = measured.score >= threshold && one != other && !is_part(measured.overlap);
    are_linked.then(|| LinkedClusters {
        one: one.min(other),
        other: one.max(other),
        pairs: pairs(),
    })
}

/// Groups clusters into families. A cluster goes by its first text.
pub(crate) fn families(
    clusters: &Clusters,
    texts: &Texts,
    pairs: [&MeasuredPairs; 2],
    threshold: Score,
) -> Result<Vec<Vec<ArticleId>>> {
    let copies = |article: ArticleId| texts.articles_like(article).count() as u64;
    let mut linked: Vec<LinkedClusters<ArticleId>> = Vec::new();
    let mut most = JOINED_AT_LEAST;
    for measured in pairs.into_iter().flat_map(MeasuredPairs::iter) {
        let measured = measured?;
        let (low, high) = (measured.pair.low(), measured.pair.high());
        let of_texts = [clusters.of(low), clusters.of(high)];
        linked.extend(link(&measured, of_texts, threshold, || copies(low) * copies(high)));
        if linked.len() > most {
            cluster::join(&mut linked);
            most = 2 * linked.len().max(JOINED_AT_LEAST);
        }
    }
    let mut articles_of: HashMap<ArticleId, u64> = HashMap::default();
    cluster::join(&mut linked);
    for cluster in linked.iter().flat_map(|linked| [linked.one, linked.other]) {
        if let Entry::Vacant(articles) = articles_of.entry(cluster) {
            let nodes = clusters.cluster(cluster)?.nodes;
            articles.insert(nodes.into_iter().map(copies).sum());
        }
    }
    Ok(cluster::families(linked, |cluster| articles_of[&cluster]))
}
