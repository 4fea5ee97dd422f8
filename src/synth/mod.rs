//! Makes labelled corpora from a seed.
