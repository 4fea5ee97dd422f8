//! Options that several commands share, and the settings that they give.

pub(crate) mod cleaning;
pub(crate) mod matching;
pub(crate) mod reading;
pub(crate) mod resources;
pub(crate) mod selection;
pub(crate) mod size;
