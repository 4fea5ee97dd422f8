//! Settles which fields of a file's records are read as what.

use crate::article::BodyIs;
use crate::corpus::fields::sample::Sample;
use crate::corpus::fields::schema::{Field, Mapping, Preset};
use crate::corpus::look::Asked;
use crate::corpus::notice::Notice;
use crate::corpus::options::Options;
use crate::corpus::suggest;
use crate::error::{ErrorKind, Result};

/// The schema that the caller names, or else the one that the records fit.
fn preset_for(sample: &Sample, options: &Options) -> &'static Preset {
    options.schema.or_else(|| Preset::fitting(|path| sample.has(path))).unwrap_or_else(Preset::own)
}

/// Whether any record has a field of which the body is made.
pub(super) fn has_text(sample: &Sample, options: &Options) -> bool {
    let has = |field: Field| match options.fields.get(field) {
        Some(name) => sample.has(name),
        None => preset_for(sample, options).paths(field).iter().any(|path| sample.has(path)),
    };
    let is_wire = preset_for(sample, options).is_wire();
    has(Field::Text) || is_wire || (options.body_is == BodyIs::Headline && has(Field::Headline))
}

/// Which fields are read as what.
pub(super) fn mapping(asked: &mut Asked, sample: &Sample) -> Result<Mapping> {
    let (options, path) = (asked.options, &asked.file.path);
    let mapping = Mapping::new(preset_for(sample, options), &options.fields, options.outlet_from);
    if sample.records() == 0 {
        return Ok(mapping);
    }
    if !has_text(sample, options) {
        let suggestion = sample.likeliest_text(mapping.fields(Field::Text)).map(str::to_owned);
        return Err(ErrorKind::NoTextField {
            path: path.clone(),
            seen: sample.names(),
            suggestion,
        }
        .into());
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
