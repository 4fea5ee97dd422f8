//! Prints the text that `dom_smoothie` alone finds on each page of a folder, as JSON Lines: the
//! baseline of `tests/pages/run`.
//!
//! ```text
//! cargo run --release --example pages -- FOLDER
//! ```

use std::io::Read;

use dom_smoothie::{Config, Readability};
use serde_json::json;
use wirecopy::corpus::decompressed;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("which folder?")?;
    let entries = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut paths: Vec<_> = entries.iter().map(std::fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        let mut bytes = Vec::new();
        decompressed(&path)?.read_to_end(&mut bytes)?;
        let page = String::from_utf8_lossy(&bytes);
        let found = Readability::new(&*page, None, Some(Config::default()))
            .and_then(|mut page| page.parse());
        let text = found.map_or_else(|_| String::new(), |found| found.text_content.to_string());
        println!("{}", json!({ "file": path.display().to_string(), "body": text }));
    }
    Ok(())
}
