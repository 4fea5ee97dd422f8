//! The parameters of an index.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{ErrorKind, Result};

/// The parameters that decide what is stored, by name.
///
/// They are flat: if there is a `matching.threshold`, there is no `matching`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Value>", into = "BTreeMap<String, Value>")]
pub struct Parameters(BTreeMap<String, Value>);

impl TryFrom<BTreeMap<String, Value>> for Parameters {
    type Error = String;

    fn try_from(parameters: BTreeMap<String, Value>) -> std::result::Result<Parameters, String> {
        for name in parameters.keys() {
            let mut outer = name.match_indices('.').map(|(at, _)| &name[..at]);
            if let Some(outer) = outer.find(|&outer| parameters.contains_key(outer)) {
                return Err(format!("{outer} is a value, and has {name} in it"));
            }
        }
        Ok(Parameters(parameters))
    }
}

impl From<Parameters> for BTreeMap<String, Value> {
    fn from(Parameters(parameters): Parameters) -> BTreeMap<String, Value> {
        parameters
    }
}

impl Parameters {
    /// Flattens an object. Nested parameters get dotted names.
    pub fn of(object: &Value) -> Parameters {
        let mut parameters = BTreeMap::new();
        flatten("", object, &mut parameters);
        Parameters(parameters)
    }

    /// The inverse of [`of`](Parameters::of).
    pub fn to_object(&self) -> Value {
        let mut object = Value::Object(serde_json::Map::new());
        for (name, value) in &self.0 {
            let mut place = &mut object;
            for part in name.split('.') {
                place = &mut place[part];
            }
            *place = value.clone();
        }
        object
    }

    /// The parameter with a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All parameters in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Fails if other parameters are requested, with the first that differs and both values.
    pub fn require(&self, requested: &Parameters) -> Result<()> {
        let names = self.0.keys().chain(requested.0.keys());
        // An empty list is the same as none.
        let said = |value: Option<&Value>| {
            value.filter(|value| !value.is_null() && !is_empty_list(value)).cloned()
        };
        let differs = |name: &&String| said(self.get(name)) != said(requested.get(name));
        let Some(name) = names.into_iter().find(differs) else { return Ok(()) };
        let shown = |value: Option<&Value>| match value {
            None | Some(Value::Null) => "none".to_owned(),
            Some(value) if is_empty_list(value) => "none".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        Err(ErrorKind::ParameterMismatch {
            parameter: name.clone(),
            in_index: shown(self.get(name)),
            requested: shown(requested.get(name)),
        }
        .into())
    }
}

fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

fn flatten(name: &str, value: &Value, parameters: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (part, value) in object {
                let name = if name.is_empty() { part.clone() } else { format!("{name}.{part}") };
                flatten(&name, value, parameters);
            }
        }
        value => _ = parameters.insert(name.to_owned(), value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_survive_flattening() {
        let object = json!({ "matching": { "threshold": 0.6, "without": [] }, "texts": false });
        assert_eq!(Parameters::of(&object).to_object(), object);
    }

    #[test]
    fn parameter_that_is_inside_another_is_refused() {
        let stored = json!({ "matching": 5, "matching-x": 1, "matching.threshold": 0.6 });
        let error = serde_json::from_value::<Parameters>(stored).unwrap_err();
        assert_eq!(error.to_string(), "matching is a value, and has matching.threshold in it");
    }

    #[test]
    fn mismatch_names_the_parameter_and_both_values() {
        let built = Parameters::of(&json!({ "matching": { "threshold": 0.6, "min_words": 25 } }));
        let asked = Parameters::of(&json!({ "matching": { "threshold": 0.5, "min_words": 25 } }));
        assert_eq!(
            built.require(&asked).unwrap_err().to_string(),
            "the index was built with matching.threshold 0.6, but this run asks for 0.5"
        );
        built.require(&built).unwrap();
    }
}
