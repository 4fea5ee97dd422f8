//! How signatures become keys, and which pairs that finds.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::signature::{DEFAULT_MINIMA, Scheme};

/// The Jaccard similarity at which a recall is promised.
///
/// Of true copies among real pages, one in twenty has a lower word-5-gram Jaccard, and half have more than .65. Who is
/// promised a recall here has at least as much of all that is more alike.
pub const REFERENCE_JACCARD: f64 = 0.20;

/// The recalls that can be asked for.
pub const RECALLS: RangeInclusive<f64> = 0.01..=0.9999;

/// Rows of a band with which chance does not yet flood the candidates.
const MIN_ROWS: u32 = 2;

/// Bands up to which more rows are worth their keys.
const MAX_BANDS_FOR_ROWS: u32 = 128;

/// Minima of a bottom-k signature with which any recall that can be asked for is reached.
const MAX_BOTTOM_MINIMA: u32 = 1024;

/// Minima in common that make two articles a candidate pair under bottom-k.
const MIN_SHARED: u32 = 2;

/// How signatures become keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "kebab-case")]
pub enum Parameters {
    /// Each minimum of a bottom-k signature is a key.
    BottomK {
        /// Minima that are keys; a signature has as many again.
        minima: u32,
        /// Keys that two articles share at least.
        min_shared: u32,
    },
    /// Each band of a signature of independent minima is a key, and one in common is enough.
    Banded {
        /// Bands in a signature.
        bands: u32,
        /// Minima in a band.
        rows: u32,
    },
}

impl Default for Parameters {
    fn default() -> Parameters {
        let minima = u32::try_from(DEFAULT_MINIMA).expect("the default is small");
        Parameters::BottomK { minima, min_shared: MIN_SHARED }
    }
}

impl Parameters {
    /// The parameters of a scheme unless set otherwise.
    ///
    /// 64 bands of 2 rows find about as much as 32 smallest minima of which two are shared.
    pub fn default_of(scheme: Scheme) -> Parameters {
        match scheme {
            Scheme::BottomK => Parameters::default(),
            Scheme::Banded => Parameters::Banded { bands: 64, rows: 2 },
        }
    }

    /// The parameters of a scheme with the fewest keys that find this share of the pairs whose Jaccard is
    /// [`REFERENCE_JACCARD`].
    ///
    /// Bands have as many rows as can be had for 128 keys, and never fewer than two: with one row, any minimum in
    /// common makes a candidate.
    ///
    /// # Panics
    ///
    /// If `recall` is not in [`RECALLS`]: no number of keys is sure to find everything.
    pub fn for_recall(scheme: Scheme, recall: f64) -> Parameters {
        assert!(RECALLS.contains(&recall), "a recall is between 0 and 1");
        match scheme {
            Scheme::BottomK => (MIN_SHARED..=MAX_BOTTOM_MINIMA)
                .map(|minima| Parameters::BottomK { minima, min_shared: MIN_SHARED })
                .find(|parameters| parameters.estimate_recall(REFERENCE_JACCARD) >= recall)
                .expect("so many minima find more than the most that can be asked for"),
            Scheme::Banded => {
                let fewest =
                    |rows: u32| Parameters::Banded { bands: bands_for(recall, rows), rows };
                (MIN_ROWS..=MAX_BANDS_FOR_ROWS)
                    .map(fewest)
                    .take_while(|parameters| parameters.keys() <= MAX_BANDS_FOR_ROWS)
                    .last()
                    .unwrap_or_else(|| fewest(MIN_ROWS))
            }
        }
    }

    /// The scheme of the signatures.
    pub fn scheme(self) -> Scheme {
        match self {
            Parameters::BottomK { .. } => Scheme::BottomK,
            Parameters::Banded { .. } => Scheme::Banded,
        }
    }

    /// Minima in a signature.
    ///
    /// Of a bottom-k signature only the first half are keys. All of them tell how much a candidate pair shares, so that
    /// articles which only have stock phrases in common are not read again.
    pub fn minima(self) -> usize {
        match self {
            Parameters::BottomK { minima, .. } => 2 * minima as usize,
            Parameters::Banded { bands, rows } => bands as usize * rows as usize,
        }
    }

    /// Keys of an article, at most.
    pub fn keys(self) -> u32 {
        match self {
            Parameters::BottomK { minima, .. } => minima,
            Parameters::Banded { bands, .. } => bands,
        }
    }

    /// Buckets that two articles of a candidate pair share at least.
    pub fn min_shared_buckets(self) -> u32 {
        match self {
            Parameters::BottomK { min_shared, .. } => min_shared,
            Parameters::Banded { .. } => 1,
        }
    }

    /// Each parameter with its name.
    pub fn named(self) -> [(&'static str, u32); 2] {
        match self {
            Parameters::BottomK { minima, min_shared } => {
                [("minima", minima), ("min_shared", min_shared)]
            }
            Parameters::Banded { bands, rows } => [("bands", bands), ("rows", rows)],
        }
    }

    /// Estimates the share of pairs of a Jaccard similarity that become candidates: the S-curve.
    ///
    /// Banded: `1 - (1 - j^r)^b` (Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, 3.4.2).
    ///
    /// Bottom-k: go through the union in the order of the hashes. Where both sets are equally large and much larger
    /// than a signature, each shingle is independently shared with probability `j`, and else in one of the sets with
    /// `q = (1 - j) / 2` each. The s-th shared one is in both signatures when no more than `k - s` shingles of either
    /// set alone come before it, so the number of these being negative multinomial, the recall is the sum over
    /// `a, b <= k - s` of `(a + b + s - 1)! / (a! b! (s - 1)!) * j^s * q^(a + b)`. Of sets that a signature holds
    /// whole, all that is shared is seen.
    ///
    /// Neither takes into account that large buckets only link neighbours.
    pub fn estimate_recall(self, jaccard: f64) -> f64 {
        match self {
            Parameters::BottomK { minima, min_shared } => bottom_k(jaccard, minima, min_shared),
            Parameters::Banded { bands, rows } => {
                1.0 - (1.0 - jaccard.powf(rows.into())).powf(bands.into())
            }
        }
    }
}

fn bottom_k(jaccard: f64, minima: u32, shared: u32) -> f64 {
    let Some(most) = minima.checked_sub(shared) else { return 0.0 };
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

/// The fewest bands of so many rows that reach a recall at [`REFERENCE_JACCARD`].
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast to an integer saturates, and so many bands are never taken"
)]
fn bands_for(recall: f64, rows: u32) -> u32 {
    let missed_by_one = 1.0 - REFERENCE_JACCARD.powf(rows.into());
    ((1.0 - recall).ln() / missed_by_one.ln()).ceil().max(1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;
    use crate::hash;
    use crate::lsh::{self, Settings};
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
                signatures.push(&Signature::new(
                    &ShingleSet::from_hashes(hashes.collect()),
                    parameters.scheme(),
                    parameters.minima(),
                ));
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
        for parameters in [
            Parameters::default(),
            Parameters::BottomK { minima: 12, min_shared: 3 },
            Parameters::Banded { bands: 20, rows: 6 },
            Parameters::Banded { bands: 32, rows: 2 },
        ] {
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
    fn bands_follow_the_worked_example_of_the_book() {
        // Mining of Massive Datasets, example 3.11: 20 bands of 5 rows.
        let parameters = Parameters::Banded { bands: 20, rows: 5 };
        for (jaccard, recall) in [(0.2, 0.006), (0.4, 0.186), (0.5, 0.470), (0.8, 0.9996)] {
            assert!((parameters.estimate_recall(jaccard) - recall).abs() < 0.0006, "{jaccard}");
        }
    }

    #[test]
    fn recall_is_had_with_the_fewest_keys() {
        for scheme in [Scheme::BottomK, Scheme::Banded] {
            for recall in [0.01, 0.5, 0.9, 0.99, 0.9999] {
                let chosen = Parameters::for_recall(scheme, recall);
                assert!(chosen.estimate_recall(REFERENCE_JACCARD) >= recall, "{chosen:?}");
                let fewer = match chosen {
                    Parameters::BottomK { minima, min_shared } => {
                        Parameters::BottomK { minima: minima - 1, min_shared }
                    }
                    Parameters::Banded { bands, rows } => {
                        Parameters::Banded { bands: bands - 1, rows }
                    }
                };
                assert!(fewer.estimate_recall(REFERENCE_JACCARD) < recall, "{fewer:?}");
            }
        }
    }

    #[test]
    fn same_shingles_are_found_and_disjoint_ones_are_not() {
        for parameters in [Parameters::default(), Parameters::Banded { bands: 9, rows: 3 }] {
            assert!((parameters.estimate_recall(1.0) - 1.0).abs() < 1e-12);
            assert!(parameters.estimate_recall(0.0).abs() < 1e-12);
        }
    }
}
