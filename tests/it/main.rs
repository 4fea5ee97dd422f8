//! Promises to users, through the library's public face and the program.

mod agencies;
mod articles;
mod baseline;
mod characters;
mod check;
mod cluster;
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
mod library;
mod moved;
mod options;
mod presets;
mod program;
#[cfg(all(feature = "parquet", feature = "sqlite"))]
mod readers;
mod relations;
mod report;
mod resources;
mod scripts;
mod structure;
mod tables;
mod versions;
