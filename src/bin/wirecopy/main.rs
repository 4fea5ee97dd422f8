//! The command-line program.

#[cfg(test)]
mod summary;

fn main() {}
