//! When two articles are compared.

use serde::{Deserialize, Serialize};

use super::parameters::Parameters;

/// When two articles that share buckets are worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How signatures become keys, and how many in common make a candidate pair.
    pub parameters: Parameters,
    /// Articles in a bucket that gives all its pairs; a larger one only links neighbours.
    pub max_full_bucket: usize,
    /// Following articles that each article of a larger bucket is paired with.
    pub neighbours: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { parameters: Parameters::default(), max_full_bucket: 128, neighbours: 4 }
    }
}
