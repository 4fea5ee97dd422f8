//! Runs the stages over a corpus.
