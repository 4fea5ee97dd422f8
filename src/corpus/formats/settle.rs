//! Decides which fields of a file are read as what.

use crate::article::BodyIs;
use crate::corpus::fields::names;
use crate::corpus::fields::sample::Sample;
use crate::corpus::fields::schema::{Field, FieldNames, Mapping, Preset};
use crate::corpus::look::Asked;
use crate::corpus::notice::Notice;
use crate::corpus::options::Options;
use crate::corpus::suggest;
use crate::error::{ErrorKind, Result};

/// The schema that the caller names, or else the one that fits the records.
fn preset_for(sample: &Sample, options: &Options) -> &'static Preset {
    options.schema.or_else(|| Preset::fitting(|path| sample.has(path))).unwrap_or_else(Preset::own)
}

/// Which fields are read as what: first the caller's names, then those of the schema, then, for a
/// field that no record has, the usual names. A schema that the caller names is used as it is.
fn mapping_of(sample: &Sample, options: &Options) -> Mapping {
    let preset = preset_for(sample, options);
    let mut found = FieldNames::default();
    if options.schema.is_none() && !preset.is_wire() && sample.records() > 0 {
        let is_of_schema = |field: Field| {
            preset.paths(field).iter().find(|path| sample.has(path) && sample.may_be(field, path))
        };
        let find = |field: Field, text: Option<&str>| {
            let is_known = options.fields.get(field).is_some() || is_of_schema(field).is_some();
            if is_known { None } else { names::find_in(sample, field, text) }
        };
        found.set(Field::Text, find(Field::Text, None));
        let text = options.fields.text.clone().or_else(|| found.text.clone());
        let text = text.or_else(|| is_of_schema(Field::Text).map(|&path| path.to_owned()));
        for field in Field::ALL.into_iter().filter(|field| *field != Field::Text) {
            found.set(field, find(field, text.as_deref()));
        }
    }
    let forms = found.text.as_deref().map(|text| names::other_forms(sample, text));
    let forms = forms.unwrap_or_default();
    Mapping::with_found(preset, &options.fields, options.outlet_from, &found, &forms)
}

/// Whether any record has a field for the body.
pub(super) fn has_text(sample: &Sample, options: &Options) -> bool {
    let mapping = mapping_of(sample, options);
    let has = |field: Field| mapping.fields(field).iter().any(|path| sample.has(path));
    let is_wire = mapping.preset().is_wire();
    has(Field::Text) || is_wire || (options.body_is == BodyIs::Headline && has(Field::Headline))
}

/// Decides which fields are read as what, with notices about names that are not there.
pub(super) fn mapping(asked: &mut Asked, sample: &Sample) -> Result<Mapping> {
    let (options, path) = (asked.options, &asked.file.path);
    let mapping = mapping_of(sample, options);
    if sample.records() == 0 {
        return Ok(mapping);
    }
    if !has_text(sample, options) {
        let list = sample.list_with_texts().map(str::to_owned);
        let suggestion = sample.likeliest_text(mapping.fields(Field::Text)).map(str::to_owned);
        let seen = sample.names();
        return Err(ErrorKind::NoTextField { path: path.clone(), seen, list, suggestion }.into());
    }
    for field in Field::ALL {
        if let Some(name) = options.fields.get(field).filter(|name| !sample.has(name)) {
            let suggestion = suggest::closest(name, sample.paths()).map(str::to_owned);
            asked.notices.push(Notice::FieldNotSeen {
                path: path.clone(),
                field,
                name: name.to_owned(),
                suggestion,
            });
        }
    }
    Ok(mapping)
}
