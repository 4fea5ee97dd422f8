//! How signatures become keys, and which pairs those find.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::signature::{self, DEFAULT_MINIMA};

/// The Jaccard similarity for which a recall is given.
///
/// It is low: few copies are less similar. The recall of more similar pairs is at least as high.
pub const REFERENCE_JACCARD: f64 = 0.20;

/// The recalls that can be requested.
pub const RECALLS: RangeInclusive<f64> = 0.01..=0.9999;

/// Enough keys for every recall of [`RECALLS`].
const MAX_KEYS_FOR_RECALL: u32 = 1024;

/// Most minima that an article can have as keys.
pub const MAX_KEYS: u32 = 1 << 14;

/// Shared minima that make two articles a candidate pair.
const MIN_SHARED: u32 = 2;

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

impl Settings {
    /// How many of the articles after it each article of a bucket of this size is paired with.
    pub(crate) fn reach(self, bucket: usize) -> usize {
        if bucket <= self.max_full_bucket { bucket } else { self.neighbours }
    }
}

/// How signatures become keys: each of the smallest minima is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Parameters {
    /// Minima used as keys; a signature holds twice as many.
    pub keys: u32,
    /// Fewest keys that two articles must share.
    pub min_shared: u32,
}

/// Parameters as files have them. An index may name a scheme that is no longer supported.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "kebab-case")]
enum Written {
    BottomK { minima: u32, min_shared: u32 },
}

impl From<Written> for Parameters {
    fn from(Written::BottomK { minima: keys, min_shared }: Written) -> Parameters {
        Parameters { keys, min_shared }
    }
}

impl From<Parameters> for Written {
    fn from(Parameters { keys: minima, min_shared }: Parameters) -> Written {
        Written::BottomK { minima, min_shared }
    }
}

impl Default for Parameters {
    fn default() -> Parameters {
        let keys = u32::try_from(DEFAULT_MINIMA).expect("the default is small");
        Parameters { keys, min_shared: MIN_SHARED }
    }
}

impl Parameters {
    /// The name of this way of signing, in settings and reports.
    pub const SCHEME: &'static str = "bottom-k";

    /// The parameters with the fewest keys that find the share `recall` of the pairs whose Jaccard
    /// is [`REFERENCE_JACCARD`].
    ///
    /// # Panics
    ///
    /// If `recall` is not in [`RECALLS`]: no number of keys is certain to find every pair.
    pub fn for_recall(recall: f64) -> Parameters {
        assert!(RECALLS.contains(&recall), "a recall is between 0 and 1");
        (MIN_SHARED..=MAX_KEYS_FOR_RECALL)
            .map(|keys| Parameters { keys, min_shared: MIN_SHARED })
            .find(|parameters| parameters.estimate_recall(REFERENCE_JACCARD) >= recall)
            .expect("the most keys exceed every recall of RECALLS")
    }

    /// Minima in a signature.
    ///
    /// Only the first half are keys, and stored signatures rely on that. All of it serves to estimate how much a candidate pair shares,
    /// so that articles with only stock phrases in common are not compared.
    pub fn minima(self) -> usize {
        2 * self.keys as usize
    }

    /// The parameters by name.
    pub fn named(self) -> [(&'static str, u32); 2] {
        [("minima", self.keys), ("min_shared", self.min_shared)]
    }

    /// The keys of an article with these minima, in rising order: two articles with an equal key
    /// share a bucket.
    pub fn keys_of(self, minima: &[u64]) -> impl Iterator<Item = u64> {
        signature::keys(&minima[..minima.len().min(self.keys as usize)])
    }

    /// Estimates the share of pairs of this Jaccard similarity that become candidates.
    ///
    /// Go through the union in the order of the hashes. If both sets are of equal size and much
    /// larger than the number of keys `k`, each shingle is shared with probability `j`, and
    /// otherwise in one of the sets alone, each with `q = (1 - j) / 2`, independently. The s-th
    /// shared shingle is a key of both if at most `k - s` shingles of each set alone come before
    /// it. Their numbers are negative multinomial, so the recall is the sum over `a, b <= k - s` of
    /// `(a + b + s - 1)! / (a! b! (s - 1)!) * j^s * q^(a + b)`. Of sets with no more shingles than
    /// keys, every shared shingle is found.
    ///
    /// This does not account for large buckets, which only pair neighbours.
    pub fn estimate_recall(self, jaccard: f64) -> f64 {
        let Parameters { keys, min_shared: shared } = self;
        let Some(most) = keys.checked_sub(shared) else { return 0.0 };
        let alone = (1.0 - jaccard) / 2.0;
        let mut sum = 0.0;
        let mut of_left = jaccard.powf(shared.into());
        for left in 0..=most {
            let mut term = of_left;
            for right in 0..=most {
                sum += term;
                term *= alone * f64::from(left + right + shared) / f64::from(right + 1);
            }
            of_left *= alone * f64::from(left + shared) / f64::from(left + 1);
        }
        sum.min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;
    use crate::hash;
    use crate::lsh;
    use crate::scratch::Scratch;
    use crate::shingle::ShingleSet;
    use crate::signature::{Signature, Signatures, StoredSignatures};

    /// The share of pairs of sets of 400 shingles, with Jaccard `shared / (800 - shared)`, that become candidates.
    fn simulated(parameters: Parameters, shared: u64) -> f64 {
        const PAIRS: u32 = 600;
        let mut found = 0;
        for pair in 0..PAIRS {
            let sets = [0..400, 400 - shared..800 - shared];
            let mut signatures = Signatures::with_width(parameters.minima());
            for set in sets {
                let hashes = set.map(|shingle| hash::mix(u64::from(pair) << 32 | shingle));
                let set = ShingleSet::from_hashes(hashes.collect());
                signatures.push(&Signature::new(&set, parameters.minima()));
            }
            let settings = Settings { parameters, ..Settings::default() };
            let both = [ArticleId(0), ArticleId(1)];
            let signatures = StoredSignatures::in_memory(&signatures).unwrap();
            let scratch = Scratch::in_memory();
            let pairs = lsh::find_worth(&signatures, &both, settings, None, &scratch).unwrap();
            found += u32::try_from(pairs.iter().count()).unwrap();
        }
        f64::from(found) / f64::from(PAIRS)
    }

    #[test]
    fn estimated_recall_is_that_of_a_simulation() {
        for parameters in [Parameters::default(), Parameters { keys: 12, min_shared: 3 }] {
            for shared in [20, 60, 133, 267, 340] {
                let shared_of_all = f64::from(u32::try_from(shared).unwrap());
                let estimated = parameters.estimate_recall(shared_of_all / (800.0 - shared_of_all));
                let simulated = simulated(parameters, shared);
                // Three and a half standard deviations of a share of 600 are .071 at most.
                assert!(
                    (estimated - simulated).abs() < 0.07,
                    "{parameters:?}, {shared} shared: {estimated} against {simulated}"
                );
            }
        }
    }

    #[test]
    fn recall_is_reached_with_the_fewest_keys() {
        for recall in [0.01, 0.5, 0.9, 0.99, 0.9999] {
            let chosen = Parameters::for_recall(recall);
            assert!(chosen.estimate_recall(REFERENCE_JACCARD) >= recall, "{chosen:?}");
            let fewer = Parameters { keys: chosen.keys - 1, ..chosen };
            assert!(fewer.estimate_recall(REFERENCE_JACCARD) < recall, "{fewer:?}");
        }
    }

    #[test]
    fn same_shingles_are_found_and_disjoint_ones_are_not() {
        let parameters = Parameters::default();
        assert!((parameters.estimate_recall(1.0) - 1.0).abs() < 1e-12);
        assert!(parameters.estimate_recall(0.0).abs() < 1e-12);
    }

    #[test]
    fn parameters_are_written_with_the_name_of_their_scheme() {
        let written = serde_json::to_string(&Parameters::default()).unwrap();
        assert_eq!(written, r#"{"scheme":"bottom-k","minima":32,"min_shared":2}"#);
        assert_eq!(serde_json::from_str::<Parameters>(&written).unwrap(), Parameters::default());
        let banded = r#"{"scheme":"banded","bands":64,"rows":2}"#;
        let error = serde_json::from_str::<Parameters>(banded).unwrap_err().to_string();
        assert!(error.contains("unknown variant `banded`"), "{error}");
    }
}
