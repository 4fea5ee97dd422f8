//! Progress of a run.

/// The stages of a run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Articles are read, cleaned, shingled and signed. Counted in bytes of input.
    Read,
    /// Candidate pairs are found. Not counted.
    Candidates,
    /// Articles that have a candidate are read again. Counted in articles.
    Reread,
    /// Candidate pairs are compared. Counted in pairs.
    Verify,
    /// Copies are grouped. Not counted.
    Cluster,
    /// A sample is compared with all articles. Counted in articles.
    Recall,
    /// Clustered articles are read again and the tables are written. Counted in articles.
    Tables,
}

impl Stage {
    /// The stage in one word.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Read => "read",
            Stage::Candidates => "candidates",
            Stage::Reread => "reread",
            Stage::Verify => "verify",
            Stage::Cluster => "cluster",
            Stage::Recall => "recall",
            Stage::Tables => "tables",
        }
    }
}

/// Receives the progress of a run, for a progress bar or to time the stages.
pub trait Observer: Sync {
    /// A stage begins, and the one before it ends. The calls of [`advance`](Observer::advance) will
    /// add up to `total`.
    fn begin(&self, stage: Stage, total: Option<u64>);

    /// The stage has advanced by this much.
    fn advance(&self, by: u64);
}

/// Ignores all progress.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn begin(&self, _: Stage, _: Option<u64>) {}

    fn advance(&self, _: u64) {}
}
