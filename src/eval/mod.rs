//! Compares a run with labelled clusters.
//!
//! [`Gold`] holds the labels, [`RunClusters`] the clusters of a run, and a [`Comparison`] of the
//! two gives [`Scores`] and the wrong pairs. Everything is counted over pairs of labelled articles,
//! strictly: a pair is right only if run and labels agree on it. Pairs that could be labelled
//! either way can be *ignored*: they count neither for nor against a run, in any of the scores.
//!
//! # Examples
//!
//! ```
//! use wirecopy::eval::{Comparison, Gold, RunClusters};
//!
//! let labels = br#"{"id": "a", "label": "flood"}
//! {"id": "b", "label": "flood"}
//! {"id": "c", "label": ""}"#;
//! let members = br#"{"cluster_id": "c1", "id": "a"}
//! {"cluster_id": "c1", "id": "b"}"#;
//! let gold = Gold::read(&mut labels.as_slice(), None)?;
//! let run = RunClusters::read_jsonl(&mut members.as_slice())?;
//! assert_eq!(Comparison::new(&gold, &run).scores().pairs.f1, 1.0);
//! # Ok::<(), wirecopy::Error>(())
//! ```

mod comparison;
mod gold;
mod run_clusters;

#[cfg(test)]
mod laws;

pub use comparison::{Comparison, PairScores, PrecisionRecall, Scores, WrongPairs};
pub use gold::{Gold, IgnoreKind};
pub use run_clusters::RunClusters;

use std::io::BufRead;

use crate::{ErrorKind, Result};

/// Passes each nonblank line to `take`, with its number from 1 and without its line end.
fn for_each_line(
    what: &'static str,
    reader: &mut dyn BufRead,
    mut take: impl FnMut(u64, &[u8]) -> Result<()>,
) -> Result<()> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = reader
            .read_until(b'\n', &mut line)
            .map_err(|source| ErrorKind::ReadTable { what, source })?;
        if read == 0 {
            break;
        }
        let text = line.trim_ascii_end();
        if !text.is_empty() {
            take(number, text)?;
        }
    }
    Ok(())
}

fn malformed(what: &'static str, line: u64, problem: impl Into<String>) -> crate::Error {
    ErrorKind::MalformedRow { what, line, problem: problem.into() }.into()
}
