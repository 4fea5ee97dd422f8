//! Decides which field of a record holds what.

pub(super) mod names;
pub(super) mod paths;
pub(super) mod sample;
pub(super) mod schema;
