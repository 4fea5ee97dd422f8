//! Finds the stories of an index that a text matches.
//!
//! ```text
//! wirecopy index build news.jsonl -o news.wirecopy
//! cargo run --example query -- news.wirecopy article.txt
//! ```

#![expect(clippy::print_stdout, reason = "this is a program")]

use std::error::Error;
use std::fs;
use std::path::Path;

use wirecopy::Article;
use wirecopy::clean::Cleaner;
use wirecopy::engine::Query;
use wirecopy::index::Index;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [index, article] = &arguments[..] else { return Err("usage: query INDEX FILE".into()) };

    let index = Index::open(Path::new(index))?;
    let snapshot = index.snapshot()?;
    // An index that was built with tables of its own is asked with a cleaner that has them too.
    let cleaner = Cleaner::new();
    let query = Query::new(&snapshot, index.parameters(), &cleaner)?;

    let text = fs::read_to_string(article)?;
    let answer = query.ask(&Article::new(article, text))?;
    for story in &answer.stories {
        println!("{}  {}", story.cluster_id, story.headline.as_deref().unwrap_or_default());
        println!("  {} articles, {}", story.articles, story.outlets.join(", "));
    }
    Ok(())
}
