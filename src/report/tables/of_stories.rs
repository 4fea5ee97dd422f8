//! Writes rows of stories and their articles in batches.

use super::Tables;
use super::file::both;
use crate::error::Result;
use crate::report::{ClusterRow, EdgeRow, MemberRow, TimelineRow, VersionRow};

/// Rows of the tables of stories and their articles, each table in order.
#[derive(Clone, Debug, Default)]
pub struct StoryRows<'a> {
    /// Rows of `clusters`.
    pub clusters: Vec<ClusterRow<'a>>,
    /// Rows of `members`. Those of a cluster are consecutive.
    pub members: Vec<MemberRow<'a>>,
    /// Rows of `edges`.
    pub edges: Vec<EdgeRow<'a>>,
    /// Rows of `versions`.
    pub versions: Vec<VersionRow<'a>>,
    /// Rows of `timeline`.
    pub timeline: Vec<TimelineRow>,
}

impl Tables {
    /// Writes many rows like [`cluster`](Tables::cluster), [`member`](Tables::member) and the
    /// others, with tables and formats in parallel on the current rayon pool.
    pub fn stories(&mut self, parts: &[StoryRows<'_>]) -> Result<()> {
        for row in parts.iter().flat_map(|rows| &rows.clusters) {
            self.stories.add(row);
        }
        if let Some((baseline, changes)) = &mut self.changes {
            for row in parts.iter().flat_map(|rows| &rows.members) {
                if let Some(change) = baseline.next(row.cluster_id, &row.id) {
                    changes.write(&change)?;
                }
            }
        }
        let Tables { clusters, members, edges, versions, timeline, .. } = self;
        both(
            || {
                both(
                    || members.write_all(&of(parts, |rows| &rows.members)),
                    || edges.write_all(&of(parts, |rows| &rows.edges)),
                )
            },
            || {
                both(
                    || clusters.write_all(&of(parts, |rows| &rows.clusters)),
                    || {
                        both(
                            || versions.write_all(&of(parts, |rows| &rows.versions)),
                            || timeline.write_all(&of(parts, |rows| &rows.timeline)),
                        )
                    },
                )
            },
        )
    }
}

/// The rows of one table from each part.
fn of<'p, 'a, R>(
    parts: &'p [StoryRows<'a>],
    rows: impl Fn(&'p StoryRows<'a>) -> &'p Vec<R>,
) -> Vec<&'p [R]> {
    parts.iter().map(|part| rows(part).as_slice()).filter(|rows| !rows.is_empty()).collect()
}
