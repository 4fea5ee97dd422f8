//! Promises to users, tested through the public library and the program.

mod agencies;
mod archives;
mod articles;
mod baseline;
mod characters;
mod check;
mod cluster;
mod config;
mod dedup;
mod dirty;
mod explain;
mod export;
mod families;
mod field;
mod files;
mod finding;
mod hostile;
mod index;
mod known;
mod label;
mod library;
mod moved;
mod options;
mod passages;
mod presets;
mod program;
#[cfg(all(feature = "parquet", feature = "sqlite"))]
mod readers;
mod relations;
mod report;
mod resources;
mod scripts;
mod selection;
mod shell;
#[cfg(feature = "spark")]
mod spark;
mod structure;
mod tables;
mod versions;
