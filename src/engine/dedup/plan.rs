//! Decides which articles are removed, and in favour of which.

use std::cmp::Reverse;
use std::path::Path;

use serde::Serialize;

use super::{DedupSettings, Keep, Left};
use crate::error::{ErrorKind, Result};
use crate::hash::{HashMap, HashSet};
use crate::report::{ClusterId, ClusterRow, FinishedRun, MemberRow, Role, Share, UtcDay, UtcTime};

/// The code of a record that repeats the id and text of another.
const REPEATED: &str = "duplicate_id";

/// What to remove from a corpus.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The articles that are removed, in the order of the stories.
    pub removals: Vec<Removal>,
    /// The articles of stories, by file and line.
    pub(super) annotations: HashMap<(String, u64), Annotation>,
    /// Stories that lose an article.
    pub(super) stories: u64,
    /// Articles of these stories that are kept beside the one that stands for the story.
    pub(super) left: Left,
    /// Articles removed in favour of one that is only in an index.
    pub(super) already_had: u64,
}

/// A row of `removed.csv`: a removed article, and the one kept instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// The removed article.
    pub id: String,
    /// The article kept instead.
    pub duplicate_of: String,
    /// Their story; `None` for a record that repeats the id and text of another.
    pub cluster_id: Option<ClusterId>,
    /// Its Jaccard similarity to the canonical article.
    pub jaccard: Share,
    /// Its role in the story.
    pub role: Role,
    /// Its outlet.
    pub outlet: Option<String>,
    /// The day when it was published.
    pub date: Option<UtcDay>,
    /// The time when it was published; `None` if only the day is known.
    pub published: Option<UtcTime>,
}

/// The annotation of an article in a story.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Annotation {
    pub(super) cluster_id: Option<ClusterId>,
    pub(super) role: Role,
    /// The article kept instead, if it is removed.
    pub(super) duplicate_of: Option<String>,
}

impl Plan {
    /// Decides what to remove from the corpus of a run.
    pub fn of(run: &FinishedRun, settings: &DedupSettings) -> Result<Plan> {
        let mut plan = Plan::default();
        let mut places = HashMap::default();
        if let Keep::Preferred(outlets) = &settings.keep {
            // Inserted in reverse, so that the first of a repeated name wins.
            let known = outlets.iter().enumerate().rev();
            places.extend(known.map(|(place, outlet)| (outlet.as_str(), place as u64)));
        }
        let mut rows = run.member_rows()?.peekable();
        for cluster in run.cluster_rows()? {
            let cluster = cluster?;
            let mut members = Vec::new();
            let is_member = |row: &Result<MemberRow<'static>>| {
                row.as_ref().map_or(true, |row| row.cluster_id == cluster.cluster_id)
            };
            while let Some(row) = rows.next_if(is_member) {
                members.push(row?);
            }
            plan.add(&cluster, &members, settings, &places)?;
        }
        plan.add_repeated(run, settings)?;
        Ok(plan)
    }

    fn add(
        &mut self,
        cluster: &ClusterRow<'_>,
        members: &[MemberRow<'_>],
        settings: &DedupSettings,
        places: &HashMap<&str, u64>,
    ) -> Result<()> {
        // Articles of the base, or of the run's index, are not written, and copies of them are
        // removed.
        let is_base = |row: &MemberRow<'_>| row.index_only || is_base(&row.source_file, settings);
        let may_go: Vec<&MemberRow<'_>> =
            members.iter().filter(|row| may_go(row, &settings.only)).collect();
        let most = may_go.iter().map(|row| row.n_words).max().unwrap_or(0);
        let preferred = |is_base_row: bool| {
            let rows = may_go.iter().filter(|row| is_base(row) == is_base_row);
            // Any article of a base can stand for its copies, even a fragment.
            let rows = rows.filter(|row| is_base_row || is_whole(row, most));
            rows.min_by_key(|row| preference(row, &settings.keep, places))
        };
        // With a base, only an article of the base can replace others.
        let stays = match preferred(true) {
            None if settings.against.is_none() => preferred(false),
            of_base => of_base,
        };
        let removed: HashSet<&str> = match stays {
            Some(stays) => may_go
                .iter()
                .filter(|row| settings.drop_all || row.id != stays.id)
                .filter(|row| !is_base(row) && is_whole(stays, row.n_words))
                .map(|row| &*row.id)
                .collect(),
            None => HashSet::default(),
        };
        if removed.len() >= members.len() && !settings.drop_all {
            let cluster_id = cluster.cluster_id.to_string();
            return Err(ErrorKind::LostStory { cluster_id }.into());
        }
        self.stories += u64::from(!removed.is_empty());
        self.left.add(members.iter().filter(|row| {
            !removed.is_empty()
                && !removed.contains(&*row.id)
                && !is_base(row)
                && stays.is_none_or(|stays| stays.id != row.id)
        }));
        for row in members {
            let stays = stays.filter(|_| removed.contains(&*row.id));
            if let Some(stays) = stays {
                self.already_had += u64::from(stays.index_only);
                self.removals.push(Removal {
                    id: row.id.to_string(),
                    duplicate_of: stays.id.to_string(),
                    cluster_id: Some(row.cluster_id),
                    jaccard: row.jaccard,
                    role: row.role,
                    outlet: row.outlet.as_deref().map(str::to_owned),
                    date: row.date,
                    published: row.published,
                });
            }
            let annotation = Annotation {
                cluster_id: Some(row.cluster_id),
                role: row.role,
                duplicate_of: stays.map(|stays| stays.id.to_string()),
            };
            if !row.index_only {
                self.annotations.insert((row.source_file.to_string(), row.source_line), annotation);
            }
        }
        Ok(())
    }

    /// Removes the records that repeat the id and text of another. The run has them as rejects.
    fn add_repeated(&mut self, run: &FinishedRun, settings: &DedupSettings) -> Result<()> {
        let stays_for: HashMap<String, String> = self
            .removals
            .iter()
            .map(|removal| (removal.id.clone(), removal.duplicate_of.clone()))
            .collect();
        for row in run.reject_rows()? {
            let row = row?;
            if row.code != REPEATED || is_base(&row.file, settings) || settings.against.is_some() {
                continue;
            }
            // Tables of earlier versions have the id only as the snippet.
            let id = row.id.as_deref().unwrap_or(row.snippet.as_str()).to_owned();
            let duplicate_of = stays_for.get(&id).unwrap_or(&id).clone();
            let annotation = Annotation {
                cluster_id: None,
                role: Role::Verbatim,
                duplicate_of: Some(duplicate_of.clone()),
            };
            self.annotations.insert((row.file.to_string(), row.line), annotation);
            self.removals.push(Removal {
                id,
                duplicate_of,
                cluster_id: None,
                jaccard: Share::ALL,
                role: Role::Verbatim,
                outlet: None,
                date: None,
                published: None,
            });
        }
        Ok(())
    }
}

impl Left {
    fn add<'r>(&mut self, rows: impl Iterator<Item = &'r MemberRow<'r>>) {
        for row in rows {
            let role = match row.role {
                Role::Canonical | Role::SameOutlet => kind(row),
                role => role,
            };
            *match role {
                Role::Excerpt => &mut self.excerpts,
                Role::Extended => &mut self.extended,
                Role::Version => &mut self.versions,
                _ => &mut self.copies,
            } += 1;
        }
    }
}

/// An article is kept in place of the longest one if it has at least this many fifths of its words.
const WHOLE: u64 = 4;

/// Whether an article is no fragment of a text with `most` words.
fn is_whole(row: &MemberRow<'_>, most: u32) -> bool {
    5 * u64::from(row.n_words) >= WHOLE * u64::from(most)
}

/// Whether a file is in the base.
pub(super) fn is_base(file: &str, settings: &DedupSettings) -> bool {
    settings.against.as_deref().is_some_and(|base| Path::new(file).starts_with(base))
}

/// Whether an article may be removed in favour of another.
fn may_go(row: &MemberRow<'_>, only: &[Role]) -> bool {
    match row.role {
        Role::Canonical => true,
        // A repeat by the same outlet is also a copy of some kind.
        Role::SameOutlet => only.contains(&kind(row)),
        role => only.contains(&role),
    }
}

/// The kind of a copy, by the shares in its row.
fn kind(row: &MemberRow<'_>) -> Role {
    if row.jaccard == Share::ALL {
        Role::Verbatim
    } else {
        Role::of_shares(row.contained, row.coverage)
    }
}

/// Sort key of the articles of a story; the smallest is kept.
type Preference<'a> = (u64, &'a str, u64, Reverse<u32>, &'a str);

/// `places` are the ranks of the preferred outlets.
fn preference<'a>(
    row: &'a MemberRow<'_>,
    keep: &Keep,
    places: &HashMap<&str, u64>,
) -> Preference<'a> {
    let rank = match keep {
        Keep::Earliest => row.position.map_or(u64::MAX, u64::from),
        Keep::Longest | Keep::First => 0,
        Keep::Agency => agency_rank(row),
        Keep::Preferred(_) => {
            let place = row.outlet.as_deref().and_then(|outlet| places.get(outlet));
            place.copied().unwrap_or(u64::MAX)
        }
    };
    let (file, offset) = match keep {
        Keep::First => (&*row.source_file, row.source_offset),
        _ => ("", 0),
    };
    (rank, file, offset, Reverse(row.n_words), &row.id)
}

/// 0 for the agency's own article, 1 for one that names the agency, 2 for others.
fn agency_rank(row: &MemberRow<'_>) -> u64 {
    match (row.own, row.credit_kept) {
        (true, _) => 0,
        (false, Some(true)) => 1,
        _ => 2,
    }
}
