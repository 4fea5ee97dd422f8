//! Which articles are compared.

use serde::{Deserialize, Serialize};

use super::parameters::Parameters;

/// Which articles that share buckets become candidate pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How signatures become keys, and how many shared keys make a candidate pair.
    pub parameters: Parameters,
    /// Most articles in a bucket that yields all its pairs; a larger one only pairs neighbours.
    pub max_full_bucket: usize,
    /// Articles after it that each article of a larger bucket is paired with.
    pub neighbours: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { parameters: Parameters::default(), max_full_bucket: 128, neighbours: 4 }
    }
}
