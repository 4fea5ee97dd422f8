//! Placeholder texts: what an outlet has in place of many of its stories, such as the notice of a paywall, a consent page, or
//! the body of the page that was scraped before.
//!
//! Such a text is under several headlines that have little in common. The same text twice under one headline, or an edited one,
//! is an ordinary repeat; and a copy at another outlet under another headline is what a run looks for.
//!
//! Whether a text of an outlet is one depends on the articles with its words alone, so an index can decide it again for the
//! words that a change touches. Whether an outlet mixes up its texts depends on all of them; only runs look for that.

use super::articles::{Articles, KeptFacts};
use super::input::RunInput;
use crate::article::{ArticleId, BodyIs, Place};
use crate::error::Result;
use crate::scratch::{Fields, Scratch, Sorter};
use crate::verify::Headlines;

/// One text of one outlet.
struct Text {
    stream: u64,
    outlet: u32,
    articles: Vec<ArticleId>,
    /// One article for each headline, up to a limit.
    headlines: Vec<ArticleId>,
}

/// Texts under headlines with little in common from which an outlet mixes up its texts.
const FEWEST_MIXED_UP: usize = 3;

/// Headlines of a text that are read again, at most.
const MOST_HEADLINES: usize = 24;

/// The articles of a run with a placeholder text, in rising order, those of outlets that mix up their texts
/// included.
pub(crate) fn of_run(
    input: RunInput<'_>,
    articles: &Articles,
    scratch: &Scratch,
) -> Result<Vec<ArticleId>> {
    of_all(articles, input.body_is(), scratch, |wanted, visit| {
        let mut places: Vec<(Place, usize)> = Vec::with_capacity(wanted.len());
        for (row, &article) in wanted.iter().enumerate() {
            places.push((articles.facts(article).place, row));
        }
        articles.check()?;
        places.sort_unstable();
        let (places, rows): (Vec<Place>, Vec<usize>) = places.into_iter().unzip();
        // What has changed since is told by whoever compares it.
        input.headlines(&places, |nth, headline| visit(rows[nth], headline.unwrap_or_default()))
    })
}

/// Like [`of_run`], by the headlines that `read` gives. All articles of an outlet whose text it has more than once must be
/// among `articles`.
///
/// `read` gets some articles, and hands the headline of each to the function that it is given, with its place among
/// them, in any order.
pub(crate) fn of_all(
    articles: &Articles,
    body_is: BodyIs,
    scratch: &Scratch,
    read: impl FnOnce(&[ArticleId], &mut dyn FnMut(usize, &str)) -> Result<()>,
) -> Result<Vec<ArticleId>> {
    if body_is == BodyIs::Headline {
        return Ok(Vec::new());
    }
    let texts = texts(articles, 2, scratch)?;
    let headlines = headlines_of(&texts, read)?;
    let mixed_up = mixed_up(&texts, &headlines);
    Ok(articles_of(texts, &headlines, |text, headlines| {
        headlines.are_of_many_stories()
            || headlines.are_several() && mixed_up.binary_search(&text.outlet).is_ok()
    }))
}

/// The articles of an index with a placeholder text, in rising order. All articles with a text must be among `articles`.
///
/// `read` gets some articles, and hands the headline of each to the function that it is given, with its place among
/// them, in any order.
pub(crate) fn find(
    articles: &Articles,
    body_is: BodyIs,
    scratch: &Scratch,
    read: impl FnOnce(&[ArticleId], &mut dyn FnMut(usize, &str)) -> Result<()>,
) -> Result<Vec<ArticleId>> {
    if body_is == BodyIs::Headline {
        return Ok(Vec::new());
    }
    let texts = texts(articles, Headlines::FEWEST, scratch)?;
    let headlines = headlines_of(&texts, read)?;
    Ok(articles_of(texts, &headlines, |_, headlines| headlines.are_of_many_stories()))
}

/// The headlines of each text.
fn headlines_of(
    texts: &[Text],
    read: impl FnOnce(&[ArticleId], &mut dyn FnMut(usize, &str)) -> Result<()>,
) -> Result<Vec<Headlines>> {
    let mut wanted: Vec<ArticleId> = Vec::new();
    let mut text_of: Vec<usize> = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        wanted.extend(&text.headlines);
        text_of.resize(wanted.len(), number);
    }
    let mut headlines = vec![Headlines::default(); texts.len()];
    read(&wanted, &mut |row, headline| headlines[text_of[row]].add(headline))?;
    Ok(headlines)
}

/// The articles of some texts, in rising order.
fn articles_of(
    texts: Vec<Text>,
    headlines: &[Headlines],
    is_wanted: impl Fn(&Text, &Headlines) -> bool,
) -> Vec<ArticleId> {
    let wanted = texts.into_iter().zip(headlines);
    let wanted = wanted.filter(|(text, headlines)| is_wanted(text, headlines));
    let mut articles: Vec<ArticleId> = wanted.flat_map(|(text, _)| text.articles).collect();
    articles.sort_unstable();
    articles
}

/// Outlets whose texts stand under headlines of other stories, in rising order: at least half of the texts that they have
/// under several headlines, and not just a few, have some with little in common.
fn mixed_up(texts: &[Text], headlines: &[Headlines]) -> Vec<u32> {
    let mut repeated: Vec<(u32, bool)> = texts
        .iter()
        .zip(headlines)
        .filter(|(_, headlines)| headlines.are_several())
        .map(|(text, headlines)| (text.outlet, headlines.are_unlike(2)))
        .collect();
    repeated.sort_unstable();
    let is_mixed_up = |texts: &&[(u32, bool)]| {
        let unlike = texts.iter().filter(|(_, are_unlike)| *are_unlike).count();
        unlike >= FEWEST_MIXED_UP && 2 * unlike >= texts.len()
    };
    let outlets = repeated.chunk_by(|one, other| one.0 == other.0).filter(is_mixed_up);
    outlets.map(|texts| texts[0].0).collect()
}

/// The texts that one outlet has under at least so many headlines.
fn texts(articles: &Articles, least_headlines: usize, scratch: &Scratch) -> Result<Vec<Text>> {
    let mut sorter = Sorter::by_bytes(scratch, scratch.room(4));
    articles.each(|article, facts| {
        let KeptFacts { outlet, words, stream, headline, .. } = facts;
        match outlet {
            Some(outlet) if words > 0 && headline != 0 => {
                sorter.push(&to_bytes(stream, outlet.number(), headline, article))
            }
            _ => Ok(()),
        }
    })?;
    let mut texts: Vec<Text> = Vec::new();
    let mut last_headline = 0;
    let is_of_several = |text: &Text| text.headlines.len() >= least_headlines;
    sorter.finish()?.each(|record| {
        let mut fields = Fields(record);
        let stream = u64::from_be_bytes(fields.array());
        let outlet = u32::from_be_bytes(fields.array());
        let headline = u64::from_be_bytes(fields.array());
        let article = ArticleId(u32::from_be_bytes(fields.array()));
        let is_same = |text: &&mut Text| (text.stream, text.outlet) == (stream, outlet);
        if let Some(text) = texts.last_mut().filter(is_same) {
            text.articles.push(article);
            if headline != last_headline && text.headlines.len() < MOST_HEADLINES {
                text.headlines.push(article);
            }
        } else {
            texts.pop_if(|text| !is_of_several(text));
            let (articles, headlines) = (vec![article], vec![article]);
            texts.push(Text { stream, outlet, articles, headlines });
        }
        last_headline = headline;
        Ok(())
    })?;
    texts.pop_if(|text| !is_of_several(text));
    Ok(texts)
}

/// Bytes that sort by text, outlet, headline and article.
fn to_bytes(stream: u64, outlet: u32, headline: u64, article: ArticleId) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&stream.to_be_bytes());
    bytes[8..12].copy_from_slice(&outlet.to_be_bytes());
    bytes[12..20].copy_from_slice(&headline.to_be_bytes());
    bytes[20..].copy_from_slice(&article.0.to_be_bytes());
    bytes
}
