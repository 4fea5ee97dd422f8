//! Compares a run with labelled clusters.
