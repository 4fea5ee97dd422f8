//! Promises to users, through the library's public face and the program.

mod structure;
