//! Groups a component with too many nodes to compare all pairs.
//!
//! A story with thousands of copies has few versions: most copies are nearly the same as one of a
//! few dozen. So nodes are first gathered around leaders (Hartigan, *Clustering Algorithms*, 1975,
//! ch. 3), and then the leaders are linked. The price is precision: a leader stands for nodes that
//! may differ from it by a tenth.

use super::average;
use super::components::{Component, LocalLink};
use super::given::Measure;
use super::given::Settings;
use crate::similarity::Score;

/// Score from which a node follows a leader.
const FOLLOWS: Score = Score::from_share(0.9);

/// The groups, in the form of [`average::link`].
pub(super) fn link(
    component: &Component,
    measure: &dyn Measure,
    settings: Settings,
) -> Vec<Vec<u32>> {
    let followings = gather(component, measure);
    let articles: Vec<u64> = followings
        .iter()
        .map(|places| {
            places.iter().map(|&place| u64::from(component.nodes[place as usize].copies)).sum()
        })
        .collect();
    let leaders = u32::try_from(followings.len()).expect("there are no more leaders than nodes");
    let leader = |group: u32| followings[group as usize][0];
    let mut ties = Vec::new();
    for one in 0..leaders {
        let score_with = measure.of(component.article(leader(one)));
        for other in one + 1..leaders {
            let score = score_with(component.article(leader(other)));
            if settings.counts(score) {
                ties.push(LocalLink { one, other, score }.tie(&articles));
            }
        }
    }
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

/// Each leader with its followers. The first node that follows no earlier leader becomes the next
/// leader.
fn gather(component: &Component, measure: &dyn Measure) -> Vec<Vec<u32>> {
    let mut left: Vec<u32> = (0..u32::try_from(component.nodes.len())
        .expect("there are fewer nodes than article numbers"))
        .collect();
    let mut followings = Vec::new();
    while let Some((&leader, others)) = left.split_first() {
        let score_with = measure.of(component.article(leader));
        let (followers, rest): (Vec<u32>, Vec<u32>) =
            others.iter().partition(|&&place| score_with(component.article(place)) >= FOLLOWS);
        followings.push([&[leader][..], &followers].concat());
        left = rest;
    }
    followings
}
