//! Facts as a row of bytes, as few as possible: a run keeps one for each article.
//!
//! Absent facts take a bit, small numbers a byte.

use super::facts::{Credited, KeptFacts, OutletId, VersionNumber};
use crate::agency::AgencyId;
use crate::article::{FileId, Place};
use crate::clean::{AgencySet, CreditKind, NamedAgencies, Span};
use crate::date::{Day, Precision, Published};
use crate::scratch::{number, put, put_u32, put_u64};

const PRECISIONS: [Precision; 4] =
    [Precision::Second, Precision::Minute, Precision::Day, Precision::Month];

const KINDS: [CreditKind; 5] = [
    CreditKind::Dateline,
    CreditKind::Byline,
    CreditKind::Tail,
    CreditKind::Copyright,
    CreditKind::Contributor,
];

/// The facts that may be absent, and those that are a yes or a no, by their bits.
mod bit {
    pub(super) const OUTLET: u64 = 1 << 0;
    pub(super) const HEADLINE: u64 = 1 << 1;
    pub(super) const DAY: u64 = 1 << 2;
    pub(super) const PUBLISHED: u64 = 1 << 3;
    pub(super) const CREDIT: u64 = 1 << 4;
    pub(super) const FROM_AGENCY: u64 = 1 << 5;
    pub(super) const NAMES_AGENCIES: u64 = 1 << 6;
    pub(super) const VERSION: u64 = 1 << 7;
    pub(super) const CARRIER: u64 = 1 << 8;
    pub(super) const SPAN: u64 = 1 << 9;
    pub(super) const LACKS_ZONE: u64 = 1 << 10;
    pub(super) const ALL: u64 = (1 << 11) - 1;
}

/// The row of these facts.
pub(crate) fn of(facts: &KeptFacts) -> Vec<u8> {
    let KeptFacts { place, words, words_raw, stream, headline, .. } = *facts;
    let mut row = Vec::with_capacity(96);
    for part in [u64::from(place.file.0), place.offset, place.bytes, place.line] {
        put(&mut row, part);
    }
    let credit = facts.credit;
    let carrier = credit.and_then(|credit| credit.carrier);
    let span = credit.and_then(|credit| credit.span);
    let agencies = [facts.agencies.credited, facts.agencies.named];
    let bits = [
        (facts.outlet.is_some(), bit::OUTLET),
        (headline != 0, bit::HEADLINE),
        (facts.day.is_some(), bit::DAY),
        (facts.published.is_some(), bit::PUBLISHED),
        (credit.is_some(), bit::CREDIT),
        (facts.from_agency, bit::FROM_AGENCY),
        (agencies != [AgencySet::EMPTY; 2], bit::NAMES_AGENCIES),
        (facts.version.is_some(), bit::VERSION),
        (carrier.is_some(), bit::CARRIER),
        (span.is_some(), bit::SPAN),
        (facts.published.is_some_and(Published::lacks_zone), bit::LACKS_ZONE),
    ];
    put(&mut row, bits.iter().filter(|(is_set, _)| *is_set).map(|(_, bit)| bit).sum());
    put(&mut row, words.into());
    put(&mut row, words_raw.into());
    put_u32(&mut row, facts.record);
    put_u64(&mut row, stream);
    if headline != 0 {
        put_u64(&mut row, headline);
    }
    if let Some(OutletId(outlet)) = facts.outlet {
        put(&mut row, outlet.into());
    }
    if let Some(day) = facts.day {
        put_signed(&mut row, day.number().into());
    }
    if let Some(published) = facts.published {
        row.push(published.precision() as u8);
        put_signed(&mut row, published.seconds().wrapping_sub(start_of(facts.day)));
    }
    if let Some(credit) = credit {
        row.push(credit.kind as u8);
        put(&mut row, credit.agency.0.into());
    }
    if let Some(AgencyId(carrier)) = carrier {
        put(&mut row, carrier.into());
    }
    if let Some(Span { start, end }) = span {
        put(&mut row, start.into());
        put(&mut row, end.into());
    }
    if agencies != [AgencySet::EMPTY; 2] {
        for set in agencies {
            put(&mut row, set.len() as u64);
            set.iter().for_each(|agency| put(&mut row, agency as u64));
        }
    }
    if let Some(VersionNumber(version)) = facts.version {
        put(&mut row, version.into());
    }
    row
}

/// The place in a row; `None` if the row is damaged.
pub(crate) fn place(mut row: &[u8]) -> Option<Place> {
    take_place(&mut row)
}

/// The facts in a row; `None` if the row is damaged.
pub(crate) fn facts(mut row: &[u8]) -> Option<KeptFacts> {
    let row = &mut row;
    let place = take_place(row)?;
    let bits = number(row)?;
    let has = |bit: u64| bits & bit != 0;
    let (words, words_raw) = (small(row)?, small(row)?);
    let record = u32::from_le_bytes(array(row)?);
    let stream = u64::from_le_bytes(array(row)?);
    let headline = if has(bit::HEADLINE) { u64::from_le_bytes(array(row)?) } else { 0 };
    let outlet = if has(bit::OUTLET) { Some(OutletId(small(row)?)) } else { None };
    let day =
        if has(bit::DAY) { Some(Day::of_number(i32::try_from(signed(row)?).ok()?)) } else { None };
    let published = if has(bit::PUBLISHED) {
        let [precision] = array(row)?;
        let precision = *PRECISIONS.get(usize::from(precision))?;
        let seconds = signed(row)?.wrapping_add(start_of(day));
        Some(Published::of_parts(seconds, precision, has(bit::LACKS_ZONE))?)
    } else {
        None
    };
    let credit = if has(bit::CREDIT) {
        let [kind] = array(row)?;
        let kind = *KINDS.get(usize::from(kind))?;
        let agency = AgencyId(small(row)?);
        let carrier = if has(bit::CARRIER) { Some(AgencyId(small(row)?)) } else { None };
        let span =
            if has(bit::SPAN) { Some(Span { start: small(row)?, end: small(row)? }) } else { None };
        Some(Credited { agency, carrier, kind, span })
    } else {
        None
    };
    let agencies = if has(bit::NAMES_AGENCIES) {
        NamedAgencies { credited: agency_set(row)?, named: agency_set(row)? }
    } else {
        NamedAgencies::NONE
    };
    let version = if has(bit::VERSION) { Some(VersionNumber(small(row)?)) } else { None };
    let from_agency = has(bit::FROM_AGENCY);
    (row.is_empty() && bits <= bit::ALL).then_some(KeptFacts {
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
        from_agency,
        version,
    })
}

fn take_place(row: &mut &[u8]) -> Option<Place> {
    let file = FileId(small(row)?);
    Some(Place { file, offset: number(row)?, bytes: number(row)?, line: number(row)? })
}

fn agency_set(row: &mut &[u8]) -> Option<AgencySet> {
    let mut agencies = AgencySet::EMPTY;
    for _ in 0..number(row)? {
        let agency = usize::try_from(number(row)?).ok().filter(|&agency| agency < AgencySet::MOST);
        agencies.insert(agency?);
    }
    Some(agencies)
}

/// The first second of a day in UTC, from which the time of an article is counted; 0 without a day.
fn start_of(day: Option<Day>) -> i64 {
    day.map_or(0, |day| i64::from(day.number()) * 86_400)
}

/// Writes a number that is often near zero, on either side.
fn put_signed(row: &mut Vec<u8>, number: i64) {
    put(row, (number << 1 ^ number >> (i64::BITS - 1)).cast_unsigned());
}

fn signed(row: &mut &[u8]) -> Option<i64> {
    let number = number(row)?;
    Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

fn small(row: &mut &[u8]) -> Option<u32> {
    u32::try_from(number(row)?).ok()
}

fn array<const N: usize>(row: &mut &[u8]) -> Option<[u8; N]> {
    let (now, later) = row.split_first_chunk()?;
    *row = later;
    Some(*now)
}

#[cfg(test)]
mod tests {
    use super::super::facts::NOTHING;
    use super::*;

    fn agencies(places: &[usize]) -> AgencySet {
        let mut agencies = AgencySet::EMPTY;
        for &place in places {
            agencies.insert(place);
        }
        agencies
    }

    fn whole() -> KeptFacts {
        KeptFacts {
            place: Place { file: FileId(7), offset: 1 << 40, bytes: 9, line: 1 << 33 },
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
            agencies: NamedAgencies { credited: agencies(&[3]), named: agencies(&[3, 127]) },
            from_agency: true,
            version: Some(VersionNumber(4)),
        }
    }

    #[test]
    fn facts_survive_a_row() {
        let whole = whole();
        let credit =
            Credited { agency: AgencyId(0), carrier: None, kind: CreditKind::Dateline, span: None };
        let bare = KeptFacts {
            outlet: None,
            headline: 0,
            day: None,
            published: None,
            credit: None,
            agencies: NamedAgencies::NONE,
            from_agency: false,
            version: None,
            ..whole
        };
        let mut kept = vec![
            whole,
            bare,
            NOTHING,
            KeptFacts { credit: Some(credit), ..whole },
            KeptFacts { day: None, ..whole },
            KeptFacts { published: None, ..whole },
        ];
        kept.extend(PRECISIONS.map(|precision| {
            let published = Published::of_parts(1_700_000_000, precision, false);
            assert!(published.is_some());
            KeptFacts { published, ..bare }
        }));
        kept.extend(
            KINDS.map(|kind| KeptFacts { credit: Some(Credited { kind, ..credit }), ..bare }),
        );
        for facts in kept {
            let row = of(&facts);
            assert_eq!((self::facts(&row), place(&row)), (Some(facts), Some(facts.place)));
        }
        for (number, &precision) in (0..).zip(&PRECISIONS) {
            assert_eq!(precision as u8, number);
        }
        for (number, &kind) in (0..).zip(&KINDS) {
            assert_eq!(kind as u8, number);
        }
    }

    #[test]
    fn row_that_is_cut_or_too_long_is_damaged() {
        let mut row = of(&whole());
        for end in 0..row.len() {
            assert_eq!(facts(&row[..end]), None, "{end}");
        }
        row.push(0);
        assert_eq!(facts(&row), None);
    }
}
