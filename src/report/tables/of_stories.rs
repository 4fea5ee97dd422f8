//! Rows of stories and their articles, many at a time.

use super::{Result, Tables};
use crate::report::{ClusterRow, EdgeRow, MemberRow, TimelineRow, VersionRow};

/// Rows of the tables of stories and their articles, each in the order in which it is written.
#[derive(Clone, Debug, Default)]
pub struct StoryRows<'a> {
    /// Rows of `clusters`.
    pub clusters: Vec<ClusterRow<'a>>,
    /// Rows of `members`, those of a cluster one after the other.
    pub members: Vec<MemberRow<'a>>,
    /// Rows of `edges`.
    pub edges: Vec<EdgeRow<'a>>,
    /// Rows of `versions`.
    pub versions: Vec<VersionRow<'a>>,
    /// Rows of `timeline`.
    pub timeline: Vec<TimelineRow>,
}

impl StoryRows<'_> {
    /// These, and behind them others.
    #[must_use]
    pub fn followed_by(mut self, mut others: Self) -> Self {
        self.clusters.append(&mut others.clusters);
        self.members.append(&mut others.members);
        self.edges.append(&mut others.edges);
        self.versions.append(&mut others.versions);
        self.timeline.append(&mut others.timeline);
        self
    }
}

impl Tables {
    /// Writes many rows as [`cluster`](Tables::cluster), [`member`](Tables::member) and the others do, tables and
    /// formats side by side on the threads of the current rayon pool.
    pub fn stories(&mut self, rows: &StoryRows<'_>) -> Result<()> {
        for row in &rows.clusters {
            self.stories.add(row);
        }
        if let Some((baseline, changes)) = &mut self.changes {
            let changed =
                rows.members.iter().filter_map(|row| baseline.next(row.cluster_id, &row.id));
            let changed: Vec<_> = changed.collect();
            changes.write_all(&changed)?;
        }
        let Tables { clusters, members, edges, versions, timeline, .. } = self;
        let (of_articles, of_stories) = rayon::join(
            || both(|| members.write_all(&rows.members), || edges.write_all(&rows.edges)),
            || {
                both(
                    || clusters.write_all(&rows.clusters),
                    || {
                        both(
                            || versions.write_all(&rows.versions),
                            || timeline.write_all(&rows.timeline),
                        )
                    },
                )
            },
        );
        of_articles.and(of_stories)
    }
}

/// Does two things side by side.
fn both(
    one: impl FnOnce() -> Result<()> + Send,
    other: impl FnOnce() -> Result<()> + Send,
) -> Result<()> {
    let (one, other) = rayon::join(one, other);
    one.and(other)
}
