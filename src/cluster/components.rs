//! The input of grouping, and its connected components, each of which can be grouped independently.

use rayon::prelude::*;
use serde::Serialize;

use super::average;
use super::average::Tie;
use crate::article::ArticleId;
use crate::pair::CandidatePair;
use crate::similarity::Score;

/// An article that stands for all articles with the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The article with the lowest number among them.
    pub article: ArticleId,
    /// Number of articles with this text, at least 1.
    pub copies: u32,
}

/// A compared pair of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The nodes' articles.
    pub pair: CandidatePair,
    /// Their score.
    pub score: Score,
}

/// Compares pairs of articles, in any order and from any thread.
pub trait Measure: Sync {
    /// Scores one article against others. The article is prepared once.
    fn of(&self, one: ArticleId) -> Box<dyn Fn(ArticleId) -> Score + '_>;

    /// Prepares to list which of `articles` may score above 0 with one of them. The function takes
    /// the place of the one, and returns later places in rising order; pairs that it leaves out
    /// score 0. By default it leaves out none.
    fn among(&self, articles: &[ArticleId]) -> Box<dyn Fn(u32) -> Vec<u32> + Sync + '_> {
        let places = to_place(articles.len());
        Box::new(move |one| (one + 1..places).collect())
    }
}

impl<F: Fn(CandidatePair) -> Score + Sync> Measure for F {
    fn of(&self, one: ArticleId) -> Box<dyn Fn(ArticleId) -> Score + '_> {
        Box::new(move |other| {
            self(CandidatePair::new(one, other).expect("no article is measured against itself"))
        })
    }
}

/// The thresholds of grouping.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Score from which a pair is a copy.
    pub pair: Score,
    /// Average score of the pairs between two groups from which they are one story.
    pub average: Score,
    /// Largest component, in nodes, in which all pairs are compared, including those that were not
    /// candidates.
    pub measure_absent_up_to: usize,
}

impl Settings {
    /// Whether a score counts in an average.
    ///
    /// A score far below that of a copy means two different stories, whatever a third article
    /// shares with both. It counts as 0.
    pub(crate) fn counts(&self, score: Score) -> bool {
        const OF_THRESHOLD: u64 = 4;
        OF_THRESHOLD * u64::from(score.units()) >= (OF_THRESHOLD - 1) * u64::from(self.pair.units())
            && score > Score::ZERO
    }
}

/// A compared pair, by places within a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LocalLink {
    pub(super) one: u32,
    pub(super) other: u32,
    pub(super) score: Score,
}

impl LocalLink {
    /// The tie of all articles at its places.
    pub(super) fn tie(self, articles: &[u64]) -> Tie {
        let LocalLink { one, other, score } = self;
        let pairs = articles[one as usize] * articles[other as usize];
        Tie { one, other, sum: pairs * u64::from(score.units()) }
    }
}

/// Nodes that links connect, and these links, by the places of the nodes.
pub(super) struct Component {
    /// In rising order of their articles.
    pub(super) nodes: Vec<Node>,
    /// Sorted, without duplicates, lower place first.
    pub(super) links: Vec<LocalLink>,
}

impl Component {
    /// The nodes with a link: all of them, or none if the component is a single node.
    pub(super) fn linked(&self) -> &[Node] {
        if self.links.is_empty() { &[] } else { &self.nodes }
    }

    /// Groups places by average linkage.
    pub(super) fn grouped(&self, settings: Settings) -> Vec<Vec<u32>> {
        let articles: Vec<u64> = self.nodes.iter().map(|node| u64::from(node.copies)).collect();
        let links = self.links.iter().filter(|link| settings.counts(link.score));
        let ties: Vec<Tie> = links.map(|link| link.tie(&articles)).collect();
        average::link(&articles, &ties, settings.average)
    }

    pub(super) fn article(&self, place: u32) -> ArticleId {
        self.nodes[place as usize].article
    }

    /// The share of the pairs in each group whose score reaches the threshold; 1 for a single
    /// place.
    pub(super) fn cohesion(&self, groups: &[Vec<u32>], threshold: Score) -> Vec<f64> {
        let mut group_of = vec![usize::MAX; self.nodes.len()];
        for (group, places) in groups.iter().enumerate() {
            for &place in places {
                group_of[place as usize] = group;
            }
        }
        let mut copies = vec![0_u32; groups.len()];
        for link in self.links.iter().filter(|link| link.score >= threshold) {
            let [one, other] = [link.one, link.other].map(|place| group_of[place as usize]);
            if one == other {
                copies[one] += 1;
            }
        }
        let share = |(places, &copies): (&Vec<u32>, &u32)| match places.len() {
            1 => 1.0,
            #[expect(
                clippy::cast_precision_loss,
                reason = "a component that is measured whole has few pairs"
            )]
            count => f64::from(copies) / (count * (count - 1) / 2) as f64,
        };
        groups.iter().zip(&copies).map(share).collect()
    }

    /// Compares the pairs that are not linked, and adds them.
    pub(super) fn measure_absent(&mut self, measure: &dyn Measure) {
        let places = to_place(self.nodes.len());
        let mut linked = self.links.iter().peekable();
        let mut links = Vec::with_capacity(self.nodes.len() * (self.nodes.len() - 1) / 2);
        for one in 0..places {
            let mut score_with = None;
            for other in one + 1..places {
                if let Some(link) = linked.next_if(|link| (link.one, link.other) == (one, other)) {
                    links.push(*link);
                    continue;
                }
                let score_with = score_with.get_or_insert_with(|| measure.of(self.article(one)));
                let score = score_with(self.article(other));
                if score > Score::ZERO {
                    links.push(LocalLink { one, other, score });
                }
            }
        }
        self.links = links;
    }
}

/// A number of nodes as a place.
fn to_place(nodes: usize) -> u32 {
    u32::try_from(nodes).expect("there are fewer nodes than article numbers")
}

/// Marks an article that is not a node.
const NONE: u32 = u32::MAX;

/// Splits nodes, sorted by article, into components in the order of their first articles.
pub(super) fn of(nodes: &[Node], links: impl Iterator<Item = Link> + Clone) -> Vec<Component> {
    let mut places = vec![NONE; nodes.last().map_or(0, |last| last.article.index() + 1)];
    for (place, node) in (0..).zip(nodes) {
        places[node.article.index()] = place;
    }
    let place_of = |article: ArticleId| {
        let place = places.get(article.index()).copied().filter(|&place| place != NONE);
        place.expect("a link names articles that are nodes")
    };
    let mut forest = Forest::new(nodes.len());
    for link in links.clone() {
        forest.join(place_of(link.pair.low()), place_of(link.pair.high()));
    }

    let mut component_of_root = vec![usize::MAX; nodes.len()];
    let mut local_place = Vec::with_capacity(nodes.len());
    let mut components: Vec<Component> = Vec::new();
    for (place, &node) in (0..).zip(nodes) {
        let root = forest.root(place) as usize;
        if component_of_root[root] == usize::MAX {
            component_of_root[root] = components.len();
            components.push(Component { nodes: Vec::new(), links: Vec::new() });
        }
        let component = &mut components[component_of_root[root]];
        local_place.push(to_place(component.nodes.len()));
        component.nodes.push(node);
    }
    for link in links {
        let (low, high) = (place_of(link.pair.low()), place_of(link.pair.high()));
        let component = &mut components[component_of_root[forest.root(low) as usize]];
        component.links.push(LocalLink {
            one: local_place[low as usize],
            other: local_place[high as usize],
            score: link.score,
        });
    }
    components.par_iter_mut().for_each(|component| component.links.sort_unstable());
    components
}

/// Disjoint sets, each named by its smallest member, with path halving (Tarjan and van Leeuwen,
/// 1984).
pub(crate) struct Forest(Vec<u32>);

impl Forest {
    pub(crate) fn new(members: usize) -> Forest {
        Forest((0..u32::try_from(members).expect("there are fewer than 2^32 articles")).collect())
    }

    pub(crate) fn root(&mut self, mut member: u32) -> u32 {
        while self.0[member as usize] != member {
            let above = self.0[self.0[member as usize] as usize];
            self.0[member as usize] = above;
            member = above;
        }
        member
    }

    pub(crate) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}

/// Score from which a node follows a leader.
const FOLLOWS: Score = Score::from_share(0.9);

/// Groups a component with too many nodes to compare all pairs. The result is that of
/// [`average::link`].
///
/// A story with thousands of copies has few versions: most copies are nearly the same as one of a
/// few dozen. So nodes are first gathered around leaders (Hartigan, *Clustering Algorithms*, 1975,
/// ch. 3), and then the leaders are linked. The price is precision: a leader stands for nodes that
/// may differ from it by a tenth.
pub(super) fn link_by_leaders(
    component: &Component,
    measure: &dyn Measure,
    settings: Settings,
) -> Vec<Vec<u32>> {
    let articles: Vec<ArticleId> = component.nodes.iter().map(|node| node.article).collect();
    let alike_behind = measure.among(&articles);
    let followings = gather(component, &*alike_behind, measure);
    let articles: Vec<u64> = followings
        .iter()
        .map(|places| {
            places.iter().map(|&place| u64::from(component.nodes[place as usize].copies)).sum()
        })
        .collect();
    let leaders: Vec<u32> = followings.iter().map(|places| places[0]).collect();
    let ties = (0..to_place(leaders.len())).into_par_iter().with_max_len(1).flat_map_iter(|one| {
        let leader = leaders[one as usize];
        let score_with = measure.of(component.article(leader));
        let (leaders, articles) = (&leaders, &articles);
        alike_behind(leader).into_iter().filter_map(move |node| {
            let other = to_place(leaders.binary_search(&node).ok()?);
            let score = score_with(component.article(node));
            settings.counts(score).then(|| LocalLink { one, other, score }.tie(articles))
        })
    });
    let ties: Vec<Tie> = ties.collect();
    // It may be large, and so are the sums of the groups.
    drop(alike_behind);
    let groups = average::link(&articles, &ties, settings.average);
    let mut groups: Vec<Vec<u32>> = groups
        .into_iter()
        .map(|group| {
            let mut places: Vec<u32> = group
                .into_iter()
                .flat_map(|following| followings[following as usize].iter().copied())
                .collect();
            places.sort_unstable();
            places
        })
        .collect();
    groups.sort_unstable();
    groups
}

/// Nodes that a thread compares with a leader at a time.
const NODES_A_THREAD: usize = 1 << 8;

/// Each leader with its followers, in rising order. The first node that follows no earlier leader
/// becomes the next leader.
fn gather(
    component: &Component,
    alike_behind: &(dyn Fn(u32) -> Vec<u32> + Sync),
    measure: &dyn Measure,
) -> Vec<Vec<u32>> {
    let mut follows = vec![false; component.nodes.len()];
    let mut followings = Vec::new();
    for leader in 0..to_place(component.nodes.len()) {
        if follows[leader as usize] {
            continue;
        }
        let others = alike_behind(leader).into_iter().filter(|&node| !follows[node as usize]);
        let others: Vec<u32> = others.collect();
        let followers = others.par_chunks(NODES_A_THREAD).flat_map_iter(|nodes| {
            let score_with = measure.of(component.article(leader));
            let is_follower = move |&node: &u32| score_with(component.article(node)) >= FOLLOWS;
            nodes.iter().copied().filter(is_follower)
        });
        let followers: Vec<u32> = followers.collect();
        for &node in &followers {
            follows[node as usize] = true;
        }
        followings.push([&[leader][..], &followers].concat());
    }
    followings
}
