//! The parameters of an index, from the settings of a run and back.

use serde::Deserialize;
use serde_json::{Value, json};

use super::incoming::Extent;
use crate::article::BodyIs;
use crate::engine::Settings;
use crate::error::{ErrorKind, Result};
use crate::index::Parameters;

/// What decides the content of an index: `cleaning` tells apart the ways in which articles may be cleaned.
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
    match Known::deserialize(parameters.to_object()) {
        Ok(Known { matching, body_is }) => Ok((matching, body_is)),
        Err(error) => Err(ErrorKind::UnknownParameters { problem: error.to_string() }.into()),
    }
}
