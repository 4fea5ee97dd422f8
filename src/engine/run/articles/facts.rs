//! The small facts of one article.

use crate::agency::AgencyId;
use crate::article::{FileId, Place};
use crate::clean::{CreditKind, NamedAgencies, Span, Version};
use crate::date::{Day, Published};

/// The number of an outlet's name within one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OutletId(pub(super) u32);

impl OutletId {
    /// The number.
    pub(crate) fn number(self) -> u32 {
        self.0
    }

    /// The number as an index into a slice with one element per outlet.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// One article, as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) key: Box<str>,
    /// The facts that a run keeps, except the number of the version's mark.
    pub(crate) kept: KeptFacts,
    /// Hash of the raw body, the outlet and the URL. Equal if one article was read twice.
    pub(crate) body: u64,
    /// Hash of the raw record.
    pub(crate) record: u64,
    /// Boxed, because few articles have one.
    pub(crate) version: Option<Box<Version>>,
}

/// The small facts that a run keeps of each article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct KeptFacts {
    pub(crate) place: Place,
    pub(crate) outlet: Option<OutletId>,
    /// Words after and before cleaning.
    pub(crate) words: u32,
    pub(crate) words_raw: u32,
    /// Hash of the sequence of words after cleaning. Equal for equal texts.
    pub(crate) stream: u64,
    /// Hash of the raw headline; 0 without one.
    pub(crate) headline: u64,
    /// The day in the time zone in which the date is written.
    pub(crate) day: Option<Day>,
    pub(crate) published: Option<Published>,
    /// Lower half of the hash of the raw record. Shows whether the record has changed when it is
    /// read again.
    pub(crate) record: u32,
    pub(crate) credit: Option<Credited>,
    /// The agencies that it names.
    pub(crate) agencies: NamedAgencies,
    /// Whether an agency published it: on its own site without another agency's credit, or as a
    /// wire item.
    pub(crate) from_agency: bool,
    pub(crate) version: Option<VersionNumber>,
}

/// Placeholder facts, for an article that cannot be read.
pub(super) const NOTHING: KeptFacts = KeptFacts {
    place: Place { file: FileId(u32::MAX), offset: 0, bytes: 0, line: 0 },
    outlet: None,
    words: 0,
    words_raw: 0,
    stream: 0,
    headline: 0,
    day: None,
    published: None,
    record: 0,
    credit: None,
    agencies: NamedAgencies::NONE,
    from_agency: false,
    version: None,
};

/// The number of a version's mark within one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VersionNumber(pub(super) u32);

/// What an article credits, without the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credited {
    pub(crate) agency: AgencyId,
    pub(crate) carrier: Option<AgencyId>,
    pub(crate) kind: CreditKind,
    /// Where the words of the credit are in the body; `None` if they are in the byline.
    pub(crate) span: Option<Span>,
}

impl Facts {
    /// The facts that a run keeps. `version` is the number of the version's mark, if there is one.
    pub(crate) fn kept(&self, version: Option<VersionNumber>) -> KeptFacts {
        KeptFacts { version, ..self.kept }
    }
}

/// The lower half of a hash.
#[expect(clippy::cast_possible_truncation, reason = "half of it is what is wanted")]
pub(crate) fn half(hash: u64) -> u32 {
    hash as u32
}
