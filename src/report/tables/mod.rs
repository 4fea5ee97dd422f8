//! The tables of a run, written row by row.

mod csv_file;
mod file;
mod format;
mod json_lines;
mod of_stories;
#[cfg(feature = "parquet")]
mod parquet_file;
mod table;

use rayon::prelude::*;

pub use self::format::{Format, Formats};
use self::json_lines::JsonLines;
pub use self::of_stories::StoryRows;
use self::table::Table;
use super::articles::ArticleRow;
use super::baseline::Baseline;
use super::changes::ChangeRow;
use super::clusters::ClusterRow;
use super::edges::EdgeRow;
use super::families::FamilyRow;
use super::folder::OutputFolder;
use super::members::MemberRow;
use super::outlet_agency::OutletAgencyRow;
use super::outlets::OutletRow;
use super::pairs::PairRow;
use super::passages::PassageRow;
use super::rejects::RejectRow;
use super::relations::RelationRow;
use super::skipped::Skipped;
use super::stories::Stories;
use super::timeline::TimelineRow;
use super::versions::VersionRow;
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
        let scratch = folder.scratch();
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

#[cfg(test)]
mod tests;
