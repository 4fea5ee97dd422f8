//! Prints the structure of the source: its files, their lines, and their import cycles.
//!
//! ```text
//! cargo run --example structure                       this project
//! cargo run --example structure -- ../other/src       another version of it
//! ```

mod graph;

use std::path::{Path, PathBuf};

use graph::{Circle, Graph};

fn main() {
    let here = || Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let source = std::env::args_os().nth(1).map_or_else(here, PathBuf::from);
    for root in ["lib.rs", "bin/wirecopy/main.rs"] {
        let graph = Graph::read(&source.join(root));
        let imports: usize = graph.imports().values().map(std::collections::BTreeSet::len).sum();
        println!("{root}: {} files, {} lines, {imports} imports", graph.files(), graph.lines());
        print("circles of files", &graph.circles_of_files());
        print("circles of neighbours in a folder", &graph.circles_of_neighbours());
    }
}

fn print(what: &str, circles: &[Circle]) {
    let files: usize = circles.iter().map(Vec::len).sum();
    println!("  {what}: {}, with {files} files in them", circles.len());
    for circle in circles {
        let files: Vec<String> = circle.iter().map(|file| file.display().to_string()).collect();
        println!("    {}: {}", files.len(), files.join(" "));
    }
}
