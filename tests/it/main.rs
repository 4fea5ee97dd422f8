//! Promises to users, through the library's public face and the program.

mod agencies;
mod articles;
mod cluster;
mod explain;
mod families;
mod finding;
mod index;
mod presets;
mod program;
mod relations;
mod report;
mod scripts;
mod structure;
mod tables;
mod versions;
