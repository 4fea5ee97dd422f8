//! Headlines that are none: headings of pages, such as "Comments", that stand above articles of several stories.

use crate::article::ArticleId;
use crate::engine::run::Run;
use crate::error::Result;
use crate::hash::{self, HashMap, HashSet};
use crate::scratch::Sorter;

/// A headline of at least this many stories is a heading of pages.
const FEWEST_STORIES: usize = 3;

/// The headings of pages, by the hashes of their texts.
#[derive(Debug, Default)]
pub(crate) struct Headings(HashSet<u64>);

impl Headings {
    /// Finds the headlines that articles of several stories share. Here an article without a copy is a
    /// story. The versions of a developing story count as one story, because they often share a
    /// headline.
    pub(crate) fn of(run: &Run) -> Result<Headings> {
        let versions =
            run.families.iter().flat_map(|family| family.iter().map(|&one| (one, family[0])));
        let versions: HashMap<ArticleId, ArticleId> = versions.collect();
        let mut sorter = Sorter::by_bytes(&run.scratch, run.scratch.room(8));
        run.articles.each(|article, facts| {
            if facts.headline == 0 {
                return Ok(());
            }
            let cluster = run.clusters.of(run.texts.first_like(article));
            let story = versions.get(&cluster).unwrap_or(&cluster);
            let mut record = [0; 12];
            record[..8].copy_from_slice(&facts.headline.to_be_bytes());
            record[8..].copy_from_slice(&story.0.to_be_bytes());
            sorter.push(&record)
        })?;
        let mut headings = HashSet::default();
        let mut last = [0; 12];
        let mut stories = 0;
        sorter.finish()?.each(|record| {
            if record[..8] != last[..8] {
                stories = 0;
            }
            stories += usize::from(stories == 0 || record != last);
            last.copy_from_slice(record);
            if stories == FEWEST_STORIES {
                let headline = record[..8].try_into().expect("it has eight bytes");
                headings.insert(u64::from_be_bytes(headline));
            }
            Ok(())
        })?;
        Ok(Headings(headings))
    }

    /// Whether a headline is a heading of pages.
    pub(crate) fn have(&self, headline: &str) -> bool {
        self.0.contains(&hash::bytes(headline.as_bytes()))
    }
}
