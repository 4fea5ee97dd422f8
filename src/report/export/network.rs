//! The network of outlets: who carries whose texts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;

use super::rows;
use crate::error::Result;
use crate::hash::HashMap;
use crate::report::{ClusterId, EdgeRow, FinishedRun, Share, UtcTime, unwritable};

/// What to do with ambiguous edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubtful {
    /// Drop them.
    LeftOut,
    /// Count them.
    Counted,
}

/// The outlets of a run, and the edges between them.
#[derive(Debug)]
pub struct OutletNetwork {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
}

/// An outlet.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) outlet: String,
    pub(super) articles: u64,
    pub(super) wire_share: Share,
    /// The agency from which it has the most articles.
    pub(super) main_agency: Option<String>,
    /// When its first article in a story was published, and its last one.
    pub(super) seen: Option<(UtcTime, UtcTime)>,
}

/// The edges from one outlet to another.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) source: String,
    pub(super) target: String,
    /// Articles.
    pub(super) weight: u64,
    /// Stories.
    pub(super) clusters: u64,
    pub(super) median_lag_minutes: Option<i64>,
    /// When the copies were published, in order, as far as that is known.
    pub(super) times: Vec<UtcTime>,
}

#[derive(Default)]
struct Gathered {
    weight: u64,
    clusters: BTreeSet<ClusterId>,
    lags: Vec<i64>,
    times: Vec<UtcTime>,
}

impl OutletNetwork {
    /// Reads the network of a finished run. Edges within an outlet are left out.
    pub fn read(run: &FinishedRun, doubtful: Doubtful) -> Result<OutletNetwork> {
        let mut main: BTreeMap<String, (u64, String)> = BTreeMap::new();
        for row in run.outlet_agency_rows()? {
            let row = row?;
            let best = main.entry(row.outlet.into_owned()).or_default();
            if row.articles > best.0 {
                *best = (row.articles, row.agency.into_owned());
            }
        }
        let mut seen: HashMap<String, (UtcTime, UtcTime)> = HashMap::default();
        let mut gathered: BTreeMap<(String, String), Gathered> = BTreeMap::new();
        let mut edges = run.edge_rows()?.peekable();
        rows::stories(run, |cluster, members| {
            let mut published: HashMap<&str, UtcTime> = HashMap::default();
            for row in &members {
                // Of a day, its start.
                let start = row.date.map(|day| UtcTime::of_seconds(day.seconds()));
                let Some(time) = row.published.or(start) else { continue };
                published.insert(&row.id, time);
                if let Some(outlet) = &row.outlet {
                    let of_outlet = seen.entry(outlet.to_string()).or_insert((time, time));
                    *of_outlet = (of_outlet.0.min(time), of_outlet.1.max(time));
                }
            }
            let is_of_story = |row: &Result<EdgeRow<'static>>| {
                row.as_ref().map_or(true, |row| row.cluster_id == cluster.cluster_id)
            };
            while let Some(row) = edges.next_if(is_of_story) {
                let row = row?;
                let (Some(source), Some(target)) = (row.source_outlet, row.target_outlet) else {
                    continue;
                };
                if source == target || (row.ambiguous && doubtful == Doubtful::LeftOut) {
                    continue;
                }
                let edge = gathered.entry((source.into_owned(), target.into_owned())).or_default();
                edge.weight += 1;
                edge.clusters.insert(row.cluster_id);
                edge.lags.extend(row.lag_minutes);
                edge.times.extend(published.get(&*row.target_id));
            }
            Ok(())
        })?;
        let mut nodes = Vec::new();
        for row in run.outlet_rows()? {
            let row = row?;
            let main_agency = main.remove(&*row.outlet).map(|(_, agency)| agency);
            let seen = seen.get(&*row.outlet).copied();
            nodes.push(Node {
                outlet: row.outlet.into_owned(),
                articles: row.articles,
                wire_share: row.wire_share,
                main_agency,
                seen,
            });
        }
        let edges = gathered.into_iter().map(|((source, target), mut edge)| {
            edge.lags.sort_unstable();
            edge.times.sort_unstable();
            Edge {
                source,
                target,
                weight: edge.weight,
                clusters: edge.clusters.len() as u64,
                median_lag_minutes: edge.lags.get(edge.lags.len().saturating_sub(1) / 2).copied(),
                times: edge.times,
            }
        });
        Ok(OutletNetwork { nodes, edges: edges.collect() })
    }

    /// Writes the outlets as CSV for Gephi.
    pub fn write_nodes(&self, out: &mut dyn Write) -> Result<()> {
        let rows = self.nodes.iter().map(|node| {
            let agency = node.main_agency.clone().unwrap_or_default();
            let (articles, share) =
                (node.articles.to_string(), node.wire_share.value().to_string());
            [node.outlet.clone(), node.outlet.clone(), articles, share, agency]
        });
        write_csv(out, ["Id", "Label", "articles", "wire_share", "main_agency"], rows)
    }

    /// Writes the edges as CSV for Gephi.
    pub fn write_edges(&self, out: &mut dyn Write) -> Result<()> {
        let rows = self.edges.iter().map(|edge| {
            let lag = edge.median_lag_minutes.map_or_else(String::new, |lag| lag.to_string());
            let (weight, clusters) = (edge.weight.to_string(), edge.clusters.to_string());
            [edge.source.clone(), edge.target.clone(), "Directed".to_owned(), weight, clusters, lag]
        });
        let header = ["Source", "Target", "Type", "Weight", "clusters", "median_lag_minutes"];
        write_csv(out, header, rows)
    }
}

fn write_csv<const COLUMNS: usize>(
    out: &mut dyn Write,
    header: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let failed = |error: csv::Error| unwritable(Path::new("-"))(io::Error::from(error));
    csv.write_record(header).map_err(failed)?;
    for row in rows {
        csv.write_record(row).map_err(failed)?;
    }
    csv.flush().map_err(unwritable(Path::new("-")))
}
