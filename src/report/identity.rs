//! Whether two runs have the same settings and inputs.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The record of a finished run. It is written last: without it the run is not finished.
pub(super) const RUN_RECORD: &str = "run.json";

/// The name of the program in `run.json`, which identifies the file.
pub(super) const TOOL: &str = "wirecopy";

/// The identity of a run: its settings and inputs. A finished run may only be replaced by one with
/// the same identity.
#[derive(Clone, Debug, PartialEq)]
pub struct RunIdentity {
    /// All settings that affect the tables, including defaults.
    pub config: Value,
    /// The inputs, in the order of their paths.
    pub inputs: Vec<InputIdentity>,
}

/// The identity of an input before it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputIdentity {
    /// Its path; `-` for standard input.
    pub path: String,
    /// Its size on disk; none if it is not known before reading. Then the input never equals
    /// another one.
    pub bytes: Option<u64>,
}

/// The part of `run.json` that identifies a run.
#[derive(Deserialize)]
struct RunFile {
    tool: String,
    config: Value,
    inputs: Vec<InputIdentity>,
}

/// How two runs differ.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// In the settings.
    Configuration {
        /// The settings of the finished run.
        finished: String,
        /// Those of the new one.
        requested: String,
    },
    /// In their inputs.
    Inputs {
        /// What the finished run read.
        finished: String,
        /// What the new one reads.
        requested: String,
    },
}

impl RunIdentity {
    /// The identity of a finished run from its `run.json`; `None` if the file is something else.
    pub(super) fn of_finished(run_json: &[u8]) -> Option<RunIdentity> {
        let file: RunFile = serde_json::from_slice(run_json).ok()?;
        (file.tool == TOOL).then_some(RunIdentity { config: file.config, inputs: file.inputs })
    }

    /// The first difference of the requested run from this finished one.
    pub(super) fn difference(&self, requested: &RunIdentity) -> Option<Difference> {
        // The last digit of a number may change when it is written and read. The finished run's
        // numbers have been, so convert the requested ones too.
        let requested_config = reread(&requested.config);
        let mut differing = Vec::new();
        compare("", Some(&self.config), Some(&requested_config), &mut differing);
        if !differing.is_empty() {
            let [finished, requested] =
                [Side::Finished, Side::Requested].map(|side| listed(&differing, side));
            return Some(Difference::Configuration { finished, requested });
        }

        let longer = self.inputs.len().max(requested.inputs.len());
        (0..longer)
            .map(|index| (self.inputs.get(index), requested.inputs.get(index)))
            .find(|(finished, requested)| {
                finished != requested || finished.is_some_and(|input| input.bytes.is_none())
            })
            .map(|(finished, requested)| Difference::Inputs {
                finished: shown(finished),
                requested: shown(requested),
            })
    }
}

/// A setting that differs between two runs.
struct Setting {
    name: String,
    finished: Option<Value>,
    requested: Option<Value>,
}

#[derive(Clone, Copy)]
enum Side {
    Finished,
    Requested,
}

fn reread(config: &Value) -> Value {
    serde_json::from_str(&config.to_string()).expect("what was just written is JSON")
}

/// Collects the settings that differ. `name` is the dotted name of their group.
fn compare(
    name: &str,
    finished: Option<&Value>,
    requested: Option<&Value>,
    differing: &mut Vec<Setting>,
) {
    if finished == requested {
        return;
    }
    if let (Some(Value::Object(ours)), Some(Value::Object(theirs))) = (finished, requested) {
        let only_requested = theirs.keys().filter(|key| !ours.contains_key(*key));
        for key in ours.keys().chain(only_requested) {
            let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
            compare(&name, ours.get(key), theirs.get(key), differing);
        }
        return;
    }
    differing.push(Setting {
        name: name.to_owned(),
        finished: finished.cloned(),
        requested: requested.cloned(),
    });
}

/// The settings of one of the runs, as `threshold 0.8, shingle.words 5`.
fn listed(differing: &[Setting], side: Side) -> String {
    const SHOWN: usize = 3;
    let mut list: Vec<String> = Vec::new();
    for setting in differing.iter().take(SHOWN) {
        let value = match side {
            Side::Finished => &setting.finished,
            Side::Requested => &setting.requested,
        };
        list.push(match value {
            Some(Value::String(text)) => format!("{} {text}", setting.name),
            Some(value) => format!("{} {value}", setting.name),
            None => format!("no {}", setting.name),
        });
    }
    if differing.len() > SHOWN {
        list.push(format!("{} more", differing.len() - SHOWN));
    }
    list.join(", ")
}

fn shown(input: Option<&InputIdentity>) -> String {
    input.map_or_else(|| "no further input".to_owned(), ToString::to_string)
}

impl fmt::Display for InputIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.bytes {
            Some(bytes) => write!(f, "{}, {bytes} bytes", self.path),
            None => write!(f, "{}, of unknown size", self.path),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(config: Value, inputs: &[(&str, Option<u64>)]) -> RunIdentity {
        let inputs = inputs
            .iter()
            .map(|&(path, bytes)| InputIdentity { path: path.to_owned(), bytes })
            .collect();
        RunIdentity { config, inputs }
    }

    const NEWS: [(&str, Option<u64>); 1] = [("news.jsonl", Some(12))];

    #[test]
    fn same_settings_over_the_same_inputs_are_the_same_run() {
        // A number with more digits than `serde_json` reads back exactly.
        let config = json!({ "threshold": 0.1 + 0.2, "window": 1.0 / 3.0e-200 });
        let finished = run(reread(&config), &NEWS);
        assert_eq!(finished.difference(&run(config, &NEWS)), None);
    }

    #[test]
    fn difference_names_the_settings_that_differ() {
        let finished =
            run(json!({ "threshold": 0.8, "shingle": { "words": 5, "kind": "words" } }), &NEWS);
        let requested = run(
            json!({ "threshold": 0.8, "shingle": { "words": 4, "kind": "words" }, "seed": 1 }),
            &NEWS,
        );
        assert_eq!(
            finished.difference(&requested),
            Some(Difference::Configuration {
                finished: "shingle.words 5, no seed".into(),
                requested: "shingle.words 4, seed 1".into(),
            })
        );
    }

    #[test]
    fn only_the_first_settings_that_differ_are_named() {
        let finished = run(json!({ "a": 1, "b": 1, "c": 1, "d": 1, "e": 1 }), &NEWS);
        let requested = run(json!({ "a": 2, "b": 2, "c": 2, "d": 2, "e": 2 }), &NEWS);
        let Some(Difference::Configuration { finished, .. }) = finished.difference(&requested)
        else {
            panic!("the settings differ");
        };
        assert_eq!(finished, "a 1, b 1, c 1, 2 more");
    }

    #[test]
    fn input_that_has_grown_is_different() {
        let finished = run(Value::Null, &NEWS);
        let requested = run(Value::Null, &[("news.jsonl", Some(13))]);
        assert_eq!(
            finished.difference(&requested),
            Some(Difference::Inputs {
                finished: "news.jsonl, 12 bytes".into(),
                requested: "news.jsonl, 13 bytes".into(),
            })
        );
    }

    #[test]
    fn one_more_input_is_another_run() {
        let finished = run(Value::Null, &NEWS);
        let requested = run(Value::Null, &[NEWS[0], ("sport.jsonl", Some(9))]);
        assert_eq!(
            finished.difference(&requested),
            Some(Difference::Inputs {
                finished: "no further input".into(),
                requested: "sport.jsonl, 9 bytes".into()
            })
        );
    }

    #[test]
    fn standard_input_is_never_the_same() {
        let finished = run(Value::Null, &[("-", Some(12))]);
        assert!(finished.difference(&run(Value::Null, &[("-", None)])).is_some());
    }

    #[test]
    fn other_files_have_no_identity() {
        for foreign in ["", "{}", "[1]", r#"{"tool": "other", "config": {}, "inputs": []}"#] {
            assert_eq!(RunIdentity::of_finished(foreign.as_bytes()), None);
        }
    }
}
