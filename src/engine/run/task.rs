//! What a run is asked to do.

use super::input::RunInput;
use crate::clean::Cleaner;
use crate::corpus::{Reject, RejectCode};
use crate::engine::observer::Observer;
use crate::engine::settings::Settings;
use crate::error::{ErrorKind, Result};
use crate::scratch::Scratch;

/// What a run reads, and how.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) input: RunInput<'a>,
    pub(crate) cleaner: &'a Cleaner,
    pub(crate) settings: &'a Settings,
    pub(crate) tolerance: Tolerance,
    pub(crate) scratch: &'a Scratch,
    pub(crate) observer: &'a dyn Observer,
}

/// How many bad records end a run. Records without a text are not bad, unless no record has one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tolerance {
    /// One in a hundred. A few are allowed in a small corpus; a thousand at the start without a
    /// good one are not.
    #[default]
    Usual,
    /// This share of the records, 0 to 1, without exceptions.
    Share(f64),
    /// None: reading stops at the first.
    Strict,
}

/// Default share of the records that may be bad, 0 to 1.
const DEFAULT_MAX_BAD: f64 = 0.01;

/// Bad records that a small corpus may always have by default.
const A_FEW: u64 = 9;

/// A run gives up if this many records at the start are all bad: the corpus was misread.
pub(crate) const ALL_BAD: u64 = 1000;

impl Tolerance {
    /// Whether this many bad records are too many.
    pub fn is_exceeded(self, bad: u64, read: u64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
        let are_more_than = |share: f64| bad as f64 > share * read as f64;
        match self {
            Tolerance::Strict => bad > 0,
            Tolerance::Share(share) => are_more_than(share),
            Tolerance::Usual => are_more_than(DEFAULT_MAX_BAD) && (bad > A_FEW || bad == read),
        }
    }

    /// Whether the first records show that the corpus was misread.
    pub(crate) fn gives_up(self, bad: u64, read: u64) -> bool {
        self == Tolerance::Usual && bad == read && read >= ALL_BAD
    }

    /// Fails if too many records are bad. `rejects` are from the first `read` records.
    pub(crate) fn check(self, input: RunInput<'_>, rejects: &[Reject], read: u64) -> Result<()> {
        let mut bad = rejects.iter().filter(|reject| is_bad(reject)).count() as u64;
        if rejects.len() as u64 >= read {
            // Without any article, the texts are probably in another field.
            bad += rejects.iter().filter(|reject| reject.code.lacks_text()).count() as u64;
        }
        if !self.is_exceeded(bad, read) && !self.gives_up(bad, read) {
            return Ok(());
        }
        let first = rejects
            .iter()
            .filter(|reject| is_bad(reject))
            .min_by_key(|reject| reject.place)
            .or_else(|| rejects.iter().min_by_key(|reject| reject.place));
        let place = |reject: &Reject| {
            (input.path(reject.place.file), reject.place.line, reject.message.clone())
        };
        Err(match (self, first.map(place)) {
            (Tolerance::Strict, Some((path, line, message))) => {
                ErrorKind::BadRecord { path, line, message }
            }
            (_, first) => {
                let first = first.map_or_else(String::new, |(path, line, message)| {
                    format!("{}:{line}: {message}", path.display())
                });
                ErrorKind::TooManyBadRecords { bad, read, first }
            }
        }
        .into())
    }
}

/// Whether a record is bad. Duplicates and records without a text are not.
pub(crate) fn is_bad(reject: &Reject) -> bool {
    reject.code.is_mistake() && reject.code != RejectCode::DuplicateId
}
