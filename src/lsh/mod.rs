//! Stage 5: finds candidate pairs by LSH.
