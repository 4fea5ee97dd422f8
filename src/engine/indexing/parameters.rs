//! Converts between the parameters of an index and the settings of a run.

use serde::Deserialize;
use serde_json::{Value, json};

use super::reading::Extent;
use crate::article::BodyIs;
use crate::engine::Settings;
use crate::error::{ErrorKind, Result};
use crate::index::Parameters;
use crate::lsh::MAX_KEYS;
use crate::shingle::Shingling;

/// The parameters that decide the content of an index. `cleaning` identifies how articles are
/// cleaned.
pub fn index_parameters(
    settings: &Settings,
    body_is: BodyIs,
    cleaning: &Value,
    extent: Extent,
) -> Parameters {
    Parameters::of(&json!({
        "matching": settings,
        "body_is": body_is,
        "cleaning": cleaning,
        "texts": extent == Extent::Texts,
    }))
}

/// How much of each article an index stores.
pub fn extent_of(parameters: &Parameters) -> Extent {
    match parameters.get("texts") {
        Some(Value::Bool(true)) => Extent::Texts,
        _ => Extent::Profiles,
    }
}

/// The settings that an index was built with, and what the bodies of its articles are.
pub fn settings_of(parameters: &Parameters) -> Result<(Settings, BodyIs)> {
    #[derive(Deserialize)]
    struct Known {
        matching: Settings,
        body_is: BodyIs,
    }
    let known = Known::deserialize(parameters.to_object()).map_err(|error| error.to_string());
    match known.and_then(|Known { matching, body_is }| Ok((checked(matching)?, body_is))) {
        Ok(known) => Ok(known),
        Err(problem) => Err(ErrorKind::UnknownParameters { problem }.into()),
    }
}

/// Checks that a run accepts the settings.
fn checked(settings: Settings) -> std::result::Result<Settings, String> {
    let Settings { shingling, lsh, threshold, linkage_allowance, family_threshold, .. } = &settings;
    let (Shingling::Words(length) | Shingling::Letters(length)) = *shingling;
    if !(1..=LONGEST_SHINGLE).contains(&length) {
        return Err(format!("invalid shingle length: {length}"));
    }
    for share in [threshold, linkage_allowance, family_threshold] {
        if !(0.0..=1.0).contains(share) {
            return Err(format!("invalid score: {share}"));
        }
    }
    for (name, number) in lsh.parameters.named() {
        if !(1..=MAX_KEYS).contains(&number) {
            return Err(format!("invalid {name}: {number}"));
        }
    }
    Ok(settings)
}

/// Most words or letters that a shingle may have.
const LONGEST_SHINGLE: usize = 1 << 10;
