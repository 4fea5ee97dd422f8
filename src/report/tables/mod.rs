//! The tables of a run, written row by row, or in batches of stories and their articles.

mod files;
#[cfg(feature = "parquet")]
mod parquet_file;
mod table;
#[cfg(test)]
mod tests;

use std::path::Path;

use rayon::prelude::*;

use self::files::{JsonLines, both};
use self::table::Table;
pub use self::table::{Format, Formats};
use super::baseline::Baseline;
use super::counts::{Skipped, Stories};
use super::folder::OutputFolder;
use super::rows::articles::{ArticleRow, MemberRow, RejectRow, VersionRow};
use super::rows::links::{EdgeRow, PairRow, PassageRow, RelationRow};
use super::rows::outlets::{OutletAgencyRow, OutletRow};
use super::rows::stories::{ChangeRow, ClusterRow, FamilyRow, TimelineRow};
use super::written::{REJECTS, WrittenFile, WrittenTables};
use crate::error::Result;

/// The tables that a run writes only if asked for: they can be far larger than the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LargeTables {
    /// `pairs`: every verified pair.
    pub pairs: bool,
    /// `articles`: every article that was read.
    pub articles: bool,
    /// `passages`: every passage that a copy has in common with the canonical article.
    pub passages: bool,
}

/// The tables of a run while they are being written.
///
/// Rows are written in the order of the calls. The caller must keep that order the same for the
/// same run. The files are in the scratch folder until [`OutputFolder::finish`] takes the
/// [`WrittenTables`].
#[derive(Debug)]
pub struct Tables {
    clusters: Table,
    members: Table,
    edges: Table,
    outlets: Table,
    outlet_agency: Table,
    timeline: Table,
    versions: Table,
    families: Table,
    relations: Table,
    pairs: Option<Table>,
    articles: Option<Table>,
    passages: Option<Table>,
    changes: Option<(Baseline, Table)>,
    rejects: JsonLines,
    stories: Stories,
    skipped: Skipped,
    related: u64,
}

impl Tables {
    /// Starts the tables of a run. With a baseline they include `changes`.
    pub fn create(
        folder: &OutputFolder,
        large: LargeTables,
        baseline: Option<Baseline>,
        formats: &Formats,
    ) -> Result<Tables> {
        Tables::in_folder(folder.scratch(), large, baseline, formats)
    }

    /// The same, in any folder.
    pub(crate) fn in_folder(
        scratch: &Path,
        large: LargeTables,
        baseline: Option<Baseline>,
        formats: &Formats,
    ) -> Result<Tables> {
        let changes = match baseline {
            Some(baseline) => Some((baseline, Table::create::<ChangeRow>(scratch, formats)?)),
            None => None,
        };
        let pairs = large.pairs.then(|| Table::create::<PairRow>(scratch, formats));
        let articles = large.articles.then(|| Table::create::<ArticleRow>(scratch, formats));
        let passages = large.passages.then(|| Table::create::<PassageRow>(scratch, formats));
        Ok(Tables {
            clusters: Table::create::<ClusterRow>(scratch, formats)?,
            members: Table::create::<MemberRow>(scratch, formats)?,
            edges: Table::create::<EdgeRow>(scratch, formats)?,
            outlets: Table::create::<OutletRow>(scratch, formats)?,
            outlet_agency: Table::create::<OutletAgencyRow>(scratch, formats)?,
            timeline: Table::create::<TimelineRow>(scratch, formats)?,
            versions: Table::create::<VersionRow>(scratch, formats)?,
            families: Table::create::<FamilyRow>(scratch, formats)?,
            relations: Table::create::<RelationRow>(scratch, formats)?,
            pairs: pairs.transpose()?,
            articles: articles.transpose()?,
            passages: passages.transpose()?,
            changes,
            rejects: JsonLines::create(scratch.join(REJECTS))?,
            stories: Stories::default(),
            skipped: Skipped::default(),
            related: 0,
        })
    }

    /// Writes a row of `clusters`, and counts it for the summary.
    pub fn cluster(&mut self, row: &ClusterRow) -> Result<()> {
        self.stories.add(row);
        self.clusters.write(row)
    }

    /// Writes a row of `members`. Rows of a cluster must be consecutive; when it ends, its row of
    /// `changes` is written.
    pub fn member(&mut self, row: &MemberRow) -> Result<()> {
        if let Some((baseline, changes)) = &mut self.changes
            && let Some(change) = baseline.next(row.cluster_id, &row.id)
        {
            changes.write(&change)?;
        }
        self.members.write(row)
    }

    /// Writes a row of `edges`.
    pub fn edge(&mut self, row: &EdgeRow) -> Result<()> {
        self.edges.write(row)
    }

    /// Writes a row of `outlets`.
    pub fn outlet(&mut self, row: &OutletRow) -> Result<()> {
        self.outlets.write(row)
    }

    /// Writes a row of `outlet_agency`.
    pub fn outlet_agency(&mut self, row: &OutletAgencyRow) -> Result<()> {
        self.outlet_agency.write(row)
    }

    /// Writes a row of `timeline`.
    pub fn timeline(&mut self, row: &TimelineRow) -> Result<()> {
        self.timeline.write(row)
    }

    /// Writes a row of `versions`.
    pub fn version(&mut self, row: &VersionRow) -> Result<()> {
        self.versions.write(row)
    }

    /// Writes a row of `families`.
    pub fn family(&mut self, row: &FamilyRow) -> Result<()> {
        self.families.write(row)
    }

    /// Writes a row of `relations`, and counts it for the summary.
    pub fn relation(&mut self, row: &RelationRow) -> Result<()> {
        self.related += 1;
        self.relations.write(row)
    }

    /// Whether this run writes `pairs`.
    pub fn have_pairs(&self) -> bool {
        self.pairs.is_some()
    }

    /// Writes a row of `pairs`, if this run writes them.
    pub fn pair(&mut self, row: &PairRow) -> Result<()> {
        match &mut self.pairs {
            Some(pairs) => pairs.write(row),
            None => Ok(()),
        }
    }

    /// Whether this run writes `articles`.
    pub fn have_articles(&self) -> bool {
        self.articles.is_some()
    }

    /// Writes a row of `articles`, if this run writes them.
    pub fn article(&mut self, row: &ArticleRow) -> Result<()> {
        match &mut self.articles {
            Some(articles) => articles.write(row),
            None => Ok(()),
        }
    }

    /// Whether this run writes `passages`.
    pub fn have_passages(&self) -> bool {
        self.passages.is_some()
    }

    /// Writes rows of `passages`, if this run writes them.
    pub fn passages(&mut self, parts: &[&[PassageRow]]) -> Result<()> {
        match &mut self.passages {
            Some(passages) => passages.write_all(parts),
            None => Ok(()),
        }
    }

    /// Writes a row of `rejects.jsonl`, and counts it for the summary.
    pub fn reject(&mut self, row: &RejectRow) -> Result<()> {
        self.skipped.add(row);
        self.rejects.write(row)
    }

    /// Finishes the tables and syncs them to disk.
    pub fn finish(self) -> Result<WrittenTables> {
        let mut files = Vec::new();
        let always = [
            self.clusters,
            self.members,
            self.edges,
            self.outlets,
            self.outlet_agency,
            self.timeline,
            self.versions,
            self.families,
            self.relations,
        ];
        let large = [self.pairs, self.articles, self.passages].into_iter().flatten();
        let tables: Vec<Table> = always.into_iter().chain(large).collect();
        let finished: Vec<Vec<WrittenFile>> =
            tables.into_par_iter().map(Table::finish).collect::<Result<_>>()?;
        files.extend(finished.into_iter().flatten());
        let mut counts = None;
        if let Some((baseline, mut table)) = self.changes {
            let (rows, changes) = baseline.finish();
            rows.iter().try_for_each(|row| table.write(row))?;
            files.extend(table.finish()?);
            counts = Some(changes);
        }
        files.push(self.rejects.finish()?);
        Ok(WrittenTables {
            files,
            stories: self.stories,
            skipped: self.skipped,
            related: self.related,
            changes: counts,
        })
    }
}

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
