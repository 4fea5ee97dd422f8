//! Promises to users, through the library's public face and the program.

mod articles;
mod cluster;
mod program;
mod scripts;
mod structure;
