//! Export formats with one row for each story or article.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::error::Result;
use crate::report::{ClusterRow, EdgeRow, FinishedRun, MemberRow, Role, unwritable};

/// A story with its articles and sources.
#[derive(Serialize)]
struct Story<'a> {
    #[serde(flatten)]
    cluster: ClusterRow<'a>,
    members: Vec<MemberRow<'a>>,
    edges: Vec<EdgeRow<'a>>,
}

/// The fields of `MinHash` deduplication in datatrove.
#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    metadata: Metadata,
}

#[derive(Serialize)]
struct Metadata {
    /// −1 for an article without a copy.
    minhash_cluster_id: i64,
    minhash_cluster_size: u32,
}

pub(super) fn json(run: &FinishedRun, out: &mut dyn Write) -> Result<()> {
    let mut edges = run.edge_rows()?.peekable();
    stories(run, |cluster, members| {
        let id = cluster.cluster_id;
        let mut of_story = Vec::new();
        while let Some(edge) =
            edges.next_if(|edge| edge.as_ref().map_or(true, |edge| edge.cluster_id == id))
        {
            of_story.push(edge?);
        }
        line(out, &Story { cluster, members, edges: of_story })
    })
}

pub(super) fn dup_ref(run: &FinishedRun, out: &mut dyn Write) -> Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let failed = |error: csv::Error| unwritable(Path::new("-"))(io::Error::from(error));
    csv.write_record(["duplicate", "reference"]).map_err(failed)?;
    stories(run, |cluster, members| {
        for member in members.iter().filter(|member| member.role != Role::Canonical) {
            csv.write_record([&*member.id, &*cluster.canonical_id]).map_err(failed)?;
        }
        Ok(())
    })?;
    csv.flush().map_err(unwritable(Path::new("-")))
}

pub(super) fn datatrove(run: &FinishedRun, out: &mut dyn Write) -> Result<()> {
    stories(run, |cluster, members| {
        let is_single = cluster.articles == 1;
        for member in &members {
            let minhash_cluster_id = if is_single { -1 } else { i64::from(cluster.story_rank) };
            let metadata = Metadata { minhash_cluster_id, minhash_cluster_size: cluster.articles };
            line(out, &Document { id: &member.id, metadata })?;
        }
        Ok(())
    })
}

/// Visits each story with its articles.
pub(super) fn stories(
    run: &FinishedRun,
    mut each: impl FnMut(ClusterRow<'static>, Vec<MemberRow<'static>>) -> Result<()>,
) -> Result<()> {
    let mut rows = run.member_rows()?.peekable();
    for cluster in run.cluster_rows()? {
        let cluster = cluster?;
        let id = cluster.cluster_id;
        let mut members = Vec::new();
        while let Some(row) =
            rows.next_if(|row| row.as_ref().map_or(true, |row| row.cluster_id == id))
        {
            members.push(row?);
        }
        each(cluster, members)?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, value)
        .map_err(io::Error::from)
        .and_then(|()| out.write_all(b"\n"))
        .map_err(unwritable(Path::new("-")))
}
