//! The small facts of one article, as they are read, and as a row of fixed width.

use std::sync::{Mutex, PoisonError};

use crate::agency::AgencyId;
use crate::article::{FileId, Place};
use crate::clean::{AgencySet, CreditKind, NamedAgencies, Span, Version};
use crate::date::{Day, Precision, Published};
use crate::error::Result;
use crate::scratch::{Fields, Spooled};

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

/// Bytes of a row. The last twelve hold the location of the key.
const BYTES: usize = 138;
const KEY_AT: usize = BYTES - 12;

/// Marks an absent number.
const NONE: u32 = u32::MAX;
const NO_DAY: i32 = i32::MIN;

/// Flag of a date. The lower bits are the precision, from 1 on; 0 means no date.
const LACKS_ZONE: u8 = 16;

/// Flags of a credit. The lower bits are its kind.
const HAS_SPAN: u8 = 16;
const FROM_AGENCY: u8 = 32;

const PRECISIONS: [Precision; 4] =
    [Precision::Second, Precision::Minute, Precision::Day, Precision::Month];

const KINDS: [CreditKind; 5] = [
    CreditKind::Dateline,
    CreditKind::Byline,
    CreditKind::Tail,
    CreditKind::Copyright,
    CreditKind::Contributor,
];

/// The facts of an article and the location of its key.
#[derive(Clone, Copy)]
pub(crate) struct Row([u8; BYTES]);

impl Row {
    /// Encodes the facts. The location of the key is not yet set.
    pub(crate) fn of(facts: &KeptFacts) -> Row {
        let KeptFacts { place, words, words_raw, stream, headline, .. } = *facts;
        let mut row = Row([0; BYTES]);
        let mut left = &mut row.0[..KEY_AT];
        let mut put = |bytes: &[u8]| {
            left.split_off_mut(..bytes.len())
                .expect("there is room for all")
                .copy_from_slice(bytes);
        };
        put(&place.file.0.to_le_bytes());
        put(&place.offset.to_le_bytes());
        put(&place.bytes.to_le_bytes());
        put(&place.line.to_le_bytes());
        put(&facts.outlet.map_or(NONE, |outlet| outlet.0).to_le_bytes());
        put(&words.to_le_bytes());
        put(&words_raw.to_le_bytes());
        put(&stream.to_le_bytes());
        put(&headline.to_le_bytes());
        put(&facts.day.map_or(NO_DAY, Day::number).to_le_bytes());
        let (seconds, date) = facts.published.map_or((0, 0), |published| {
            let zone = if published.lacks_zone() { LACKS_ZONE } else { 0 };
            (published.seconds(), zone + 1 + published.precision() as u8)
        });
        put(&seconds.to_le_bytes());
        put(&[date]);
        put(&facts.record.to_le_bytes());
        let (agency, carrier) = facts.credit.map_or((NONE, NONE), |credit| {
            (credit.agency.0, credit.carrier.map_or(NONE, |carrier| carrier.0))
        });
        put(&agency.to_le_bytes());
        put(&carrier.to_le_bytes());
        let span = facts.credit.and_then(|credit| credit.span);
        let kind = facts.credit.map_or(0, |credit| credit.kind as u8);
        let has_span = if span.is_some() { HAS_SPAN } else { 0 };
        put(&[kind + has_span + if facts.from_agency { FROM_AGENCY } else { 0 }]);
        let Span { start, end } = span.unwrap_or(Span { start: 0, end: 0 });
        put(&start.to_le_bytes());
        put(&end.to_le_bytes());
        put(&facts.agencies.credited.bits().to_le_bytes());
        put(&facts.agencies.named.bits().to_le_bytes());
        put(&facts.version.map_or(NONE, |VersionNumber(number)| number).to_le_bytes());
        debug_assert!(left.is_empty());
        row
    }

    /// Sets the location of the key.
    pub(super) fn with_key(mut self, at: u64, bytes: usize) -> Row {
        let bytes = u32::try_from(bytes).expect("a key under 4 GiB");
        self.0[KEY_AT..KEY_AT + 8].copy_from_slice(&at.to_le_bytes());
        self.0[KEY_AT + 8..].copy_from_slice(&bytes.to_le_bytes());
        self
    }

    /// The inverse of [`bytes`](Row::bytes).
    pub(crate) fn read(fields: &mut Fields<'_>) -> Row {
        Row(fields.array())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn place(&self) -> Place {
        let mut fields = Fields(&self.0);
        let file = FileId(fields.u32());
        Place { file, offset: fields.u64(), bytes: fields.u64(), line: fields.u64() }
    }

    /// The facts; `None` if the bytes are not a valid row.
    pub(crate) fn kept(&self) -> Option<KeptFacts> {
        let mut fields = Fields(&self.0);
        let some = |number: u32| (number != NONE).then_some(number);
        let file = FileId(fields.u32());
        let place = Place { file, offset: fields.u64(), bytes: fields.u64(), line: fields.u64() };
        let outlet = some(fields.u32()).map(OutletId);
        let (words, words_raw) = (fields.u32(), fields.u32());
        let (stream, headline) = (fields.u64(), fields.u64());
        let day = Some(fields.i32()).filter(|&day| day != NO_DAY).map(Day::of_number);
        let (seconds, date) = (fields.i64(), fields.u8());
        let published = match (date % LACKS_ZONE).checked_sub(1) {
            None => None,
            Some(precision) => {
                let precision = *PRECISIONS.get(usize::from(precision))?;
                Some(Published::of_parts(seconds, precision, date >= LACKS_ZONE)?)
            }
        };
        let record = fields.u32();
        let (agency, carrier) = (some(fields.u32()), some(fields.u32()));
        let kind = fields.u8();
        let span = Span { start: fields.u32(), end: fields.u32() };
        let credit = match agency {
            None => None,
            Some(agency) => Some(Credited {
                agency: AgencyId(agency),
                carrier: carrier.map(AgencyId),
                kind: *KINDS.get(usize::from(kind % HAS_SPAN))?,
                span: (kind & HAS_SPAN != 0).then_some(span),
            }),
        };
        let mut set = || AgencySet::of_bits(u128::from_le_bytes(fields.array()));
        let agencies = NamedAgencies { credited: set(), named: set() };
        let version = some(fields.u32()).map(VersionNumber);
        Some(KeptFacts {
            place,
            outlet,
            words,
            words_raw,
            stream,
            headline,
            day,
            published,
            record,
            credit,
            agencies,
            from_agency: kind & FROM_AGENCY != 0,
            version,
        })
    }

    /// Offset and length of the key.
    pub(super) fn key(&self) -> (u64, usize) {
        let mut fields = Fields(&self.0[KEY_AT..]);
        (fields.u64(), fields.u32() as usize)
    }
}

/// Rows in a cached block, and the number of blocks.
const BLOCK_ROWS: u32 = 64;
const BLOCKS: u32 = 512;

/// Many rows, with a cache of blocks if they are on disk.
#[derive(Debug, Default)]
pub(super) struct Rows {
    spooled: Spooled,
    count: u32,
    /// A direct-mapped cache: blocks by the remainder of their numbers, each with its number.
    blocks: Vec<Mutex<(u32, Vec<u8>)>>,
}

impl Rows {
    pub(super) fn new(spooled: Spooled) -> Rows {
        let count = u32::try_from(spooled.len() / BYTES as u64)
            .expect("a run has fewer than 2^32 articles");
        let blocks = if spooled.is_in_memory() { 0 } else { BLOCKS };
        Rows {
            spooled,
            count,
            blocks: (0..blocks).map(|_| Mutex::new((NONE, Vec::new()))).collect(),
        }
    }

    pub(super) fn spooled(&self) -> &Spooled {
        &self.spooled
    }

    pub(super) fn len(&self) -> usize {
        self.count as usize
    }

    pub(super) fn get(&self, number: u32) -> Result<Row> {
        let mut row = [0; BYTES];
        if number >= self.count {
            return Err(self.spooled.damaged());
        }
        if self.blocks.is_empty() {
            self.spooled.read_at(u64::from(number) * BYTES as u64, &mut row)?;
            return Ok(Row(row));
        }
        let block = number / BLOCK_ROWS;
        let held = &self.blocks[(block % BLOCKS) as usize];
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 != block {
            held.0 = NONE;
            let first = block * BLOCK_ROWS;
            let rows = BLOCK_ROWS.min(self.count - first) as usize;
            held.1.resize(rows * BYTES, 0);
            self.spooled.read_at(u64::from(first) * BYTES as u64, &mut held.1)?;
            held.0 = block;
        }
        let start = (number % BLOCK_ROWS) as usize * BYTES;
        row.copy_from_slice(&held.1[start..start + BYTES]);
        Ok(Row(row))
    }

    pub(super) fn each(&self, mut visit: impl FnMut(u32, &Row) -> Result<()>) -> Result<()> {
        let mut reader = self.spooled.reader();
        for number in 0..self.count {
            let row = reader.take(BYTES)?;
            visit(number, &Row(row.try_into().expect("so many bytes were asked for")))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_survive_a_row() {
        let place = Place { file: FileId(7), offset: 1 << 40, bytes: 9, line: 1 << 33 };
        let whole = KeptFacts {
            place,
            outlet: Some(OutletId(3)),
            words: 80,
            words_raw: 90,
            stream: u64::MAX,
            headline: 5,
            day: Some(Day::of_number(-3)),
            published: Published::of_parts(-9, Precision::Month, true),
            record: 0xfeed_beef,
            credit: Some(Credited {
                agency: AgencyId(2),
                carrier: Some(AgencyId(0)),
                kind: CreditKind::Contributor,
                span: Some(Span { start: 1, end: 8 }),
            }),
            agencies: NamedAgencies {
                credited: AgencySet::of_bits(1 << 3),
                named: AgencySet::of_bits(1 << 3 | 1 << 127),
            },
            from_agency: true,
            version: Some(VersionNumber(4)),
        };
        let credit =
            Credited { agency: AgencyId(0), carrier: None, kind: CreditKind::Dateline, span: None };
        let bare = KeptFacts {
            outlet: None,
            day: None,
            published: None,
            credit: None,
            version: None,
            ..whole
        };
        for facts in [whole, bare, KeptFacts { credit: Some(credit), ..whole }] {
            let row = Row::of(&facts).with_key(1 << 35, 14);
            assert_eq!((row.kept(), row.place()), (Some(facts), place));
            assert_eq!(row.key(), (1 << 35, 14));
        }
        assert_eq!(Row::of(&NOTHING).kept(), Some(NOTHING));
        for (number, &precision) in (0..).zip(&PRECISIONS) {
            assert_eq!(precision as u8, number);
        }
        for (number, &kind) in (0..).zip(&KINDS) {
            assert_eq!(kind as u8, number);
        }
    }
}
