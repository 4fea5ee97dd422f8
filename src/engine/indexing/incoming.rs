//! Turns a record into what an index stores of it.

use crate::article;
use crate::clean::{AgencySet, Cleaner};
use crate::corpus::Record;
use crate::engine::Settings;
use crate::engine::run::articles::{Facts, KeptFacts, Outlets};
use crate::engine::run::read;
use crate::index::{Entry, EntryAgencies, EntryCredit, Place, Shown};
use crate::lsh::Parameters;
use crate::shingle::Runs;
use crate::signature::Signature;
use crate::verify::Profile;

/// How much of each article an index stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What matching needs.
    Profiles,
    /// The texts too.
    Texts,
}

/// An article to add.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) entry: Entry,
    pub(super) profile: Profile,
    pub(super) signature: Signature,
    /// The minima of the signature, without gaps.
    pub(super) minima: Vec<u64>,
    pub(super) text: Option<String>,
    /// Its date, if that could not be read, and its place.
    pub(super) unread_date: Option<(article::Place, String)>,
}

impl Incoming {
    /// `file` is the path of the record's file.
    pub(super) fn of(
        record: &Record<'_>,
        file: &str,
        cleaner: &Cleaner,
        settings: &Settings,
        extent: Extent,
    ) -> Incoming {
        let article = &record.article;
        let text = cleaner.clean(article);
        let mut outlets = Outlets::default();
        let runs = Runs::of(&article.body, &text, settings.shingling);
        let (facts, signature) =
            read::sign_text(record, &text, &runs, &mut outlets, cleaner, settings);
        let Facts { kept, body, record: record_hash, version, .. } = facts;
        let KeptFacts {
            outlet,
            words,
            words_raw,
            stream,
            headline,
            day,
            published,
            from_agency,
            ..
        } = kept;
        let owned = |field: &Option<std::borrow::Cow<'_, str>>| field.as_deref().map(str::to_owned);
        let unread_date = article.published.as_deref().filter(|_| published.is_none());
        let entry = Entry {
            key: article.key.as_ref().to_owned(),
            body,
            record: record_hash,
            place: Place {
                file: file.to_owned(),
                offset: record.place.offset,
                bytes: record.place.bytes,
                line: record.place.line,
            },
            outlet: outlet.map(|outlet| outlets.name(outlet).to_owned()),
            words: [words, words_raw],
            stream,
            headline,
            day,
            published,
            credit: text.credit().map(|credit| EntryCredit {
                agency: credit.agency.clone(),
                carrier: credit.carrier.clone(),
                kind: credit.kind,
                span: credit.span,
                words: match credit.span {
                    Some(span) => article.body.get(span.range()),
                    None => article.byline.as_deref(),
                }
                .map(|words| words.trim().to_owned()),
            }),
            agencies: EntryAgencies {
                credited: names(text.agencies().credited, cleaner),
                named: names(text.agencies().named, cleaner),
            },
            from_agency,
            version: version.map(|version| *version),
            shown: Shown {
                headline: owned(&article.headline),
                byline: owned(&article.byline),
                outlet: owned(&article.outlet),
                published: owned(&article.published),
                url: owned(&article.url),
                language: owned(&article.language),
            },
        };
        Incoming {
            unread_date: unread_date.map(|date| (record.place, date.to_owned())),
            entry,
            profile: Profile::of_runs(article, &text, runs, settings.shingling),
            minima: minima(&signature, settings.lsh.parameters),
            signature,
            text: (extent == Extent::Texts).then(|| article.body.as_ref().to_owned()),
        }
    }
}

/// The names of the agencies in a set.
fn names(agencies: AgencySet, cleaner: &Cleaner) -> Vec<String> {
    let listed = cleaner.agencies();
    agencies.iter().map(|place| listed[place].name.to_string()).collect()
}

/// The minima of a signature, without gaps.
fn minima(signature: &Signature, parameters: Parameters) -> Vec<u64> {
    let mut signatures = crate::signature::Signatures::with_width(parameters.minima());
    signatures.push(signature);
    signatures.minima(0).to_vec()
}
