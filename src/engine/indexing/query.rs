//! Finds the stories in an index that an article matches.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, ControlFlow};

use rayon::prelude::*;
use serde::Serialize;

use super::library::Library;
use super::reading::{Extent, Incoming};
use super::{articles_of, settings_of};
use crate::article::{Article, ArticleId, BodyIs, FileId, Place};
use crate::clean::Cleaner;
use crate::corpus::Record;
use crate::date::Published;
use crate::engine::Settings;
use crate::engine::run::articles::Articles;
use crate::engine::run::clusters::canonical;
use crate::engine::run::texts::is_one_text;
use crate::error::Result;
use crate::index::{Entry, Number, Parameters, Snapshot};
use crate::lsh::Worth;
use crate::report::{ClusterId, Share, count_outlets};
use crate::similarity::{Overlap, Score};
use crate::verify::{Measured, Measurer, Verdict};

/// Default number of members of large buckets that a query reads.
const LARGE_MEMBERS: u64 = 4096;

/// Queries one state of an index.
pub struct Query<'a> {
    snapshot: &'a Snapshot,
    cleaner: &'a Cleaner,
    settings: Settings,
    worth: Worth,
    body_is: BodyIs,
    least_words: u32,
    /// Members of large buckets that a query reads.
    pub(super) large_members: u64,
}

/// The stories that an article matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Its key.
    pub id: String,
    /// Its headline.
    pub headline: Option<String>,
    /// Its words without boilerplate.
    pub words: u32,
    /// The stories, the best match first.
    pub stories: Vec<FoundStory>,
}

/// A story of an index, with its best matching article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FoundStory {
    /// Its id, as in the tables of a run.
    pub cluster_id: ClusterId,
    /// The headline of its canonical article.
    pub headline: Option<String>,
    /// The key of its canonical article.
    pub canonical_id: String,
    /// Articles in it.
    pub articles: u64,
    /// Articles that match the queried article directly.
    pub copies: u64,
    /// Number of outlets.
    pub outlet_count: u32,
    /// Their names, sorted.
    pub outlets: Vec<String>,
    /// Its articles, earliest first; those without a date come last.
    pub carried: Vec<Carried>,
    /// The earliest date, as given.
    pub first_seen: Option<String>,
    /// The latest date, as given.
    pub last_seen: Option<String>,
    /// The best matching article.
    pub closest: Closest,
}

/// An article of a story.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Carried {
    /// Its key.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// Its date, as given.
    pub published: Option<String>,
    /// The agency that it credits.
    pub agency_credit: Option<String>,
    /// Its score with the queried article; `None` if the two do not match directly.
    pub score: Option<Share>,
}

/// The best matching article of a story, compared with the queried article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Closest {
    /// Its key.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// Its date, as given.
    pub published: Option<String>,
    /// Whether the words are the same.
    pub same_words: bool,
    /// Their score.
    pub score: Share,
    /// Jaccard similarity of the shingle sets.
    pub jaccard: Share,
    /// The share of the queried article found in this one.
    pub contained: Share,
    /// The share of this one found in the queried article.
    pub coverage: Share,
    /// Shingles that both have.
    pub shared_shingles: u32,
}

/// A text that matches the queried article.
#[derive(Clone, Copy, Debug)]
struct Copy {
    node: Number,
    same_words: bool,
    /// Overlap of the queried article (left) and this one (right).
    overlap: Overlap,
    score: Score,
}

impl<'a> Query<'a> {
    /// Prepares a query.
    pub fn new(
        snapshot: &'a Snapshot,
        parameters: &Parameters,
        cleaner: &'a Cleaner,
    ) -> Result<Query<'a>> {
        let (settings, body_is) = settings_of(parameters)?;
        let worth = Worth::new(settings.lsh.parameters);
        let least_words = settings.least_words(body_is);
        let large_members = LARGE_MEMBERS;
        Ok(Query { snapshot, cleaner, settings, worth, body_is, least_words, large_members })
    }

    /// Finds the stories that an article matches.
    ///
    /// Compares the article with every text that a run over all articles would compare it with, and
    /// with every text of the stories found. Buckets that are too large to compare all pairs are
    /// read from the smallest on while the limit allows; in the others only the neighbours of the
    /// article's name are read.
    pub fn ask(&self, article: &Article<'_>) -> Result<Answer> {
        let place = Place { file: FileId(u32::MAX), offset: 0, bytes: 0, line: 0 };
        let article = Article { body_is: self.body_is, ..article.into() };
        let record = Record { place, article, bytes: b"" };
        let asked = Incoming::of(&record, "", self.cleaner, &self.settings, Extent::Profiles);
        let mut stories = Vec::new();
        for (first, copies) in self.by_story(&asked)? {
            stories.push(self.story(first, &copies)?);
        }
        stories.sort_by_cached_key(|(score, story): &(Score, FoundStory)| {
            (Reverse((*score, story.articles)), story.canonical_id.clone())
        });
        let stories = stories.into_iter().map(|(_, story)| story).collect();
        let Entry { key, shown, words, .. } = asked.entry;
        Ok(Answer { id: key, headline: shown.headline, words: words[0], stories })
    }

    /// The copies of an article by the first node of their story.
    fn by_story(&self, asked: &Incoming) -> Result<BTreeMap<Number, Vec<Copy>>> {
        let mut same_words: BTreeSet<Number> = BTreeSet::new();
        if asked.entry.words[0] >= self.least_words {
            for number in self.snapshot.with_stream(asked.entry.stream)? {
                if !self.snapshot.is_placeholder(number)? {
                    same_words.extend(self.snapshot.node(number)?);
                }
            }
        }
        let mut nodes = same_words.clone();
        if asked.entry.words[0] >= self.settings.min_words {
            nodes.extend(self.sharing_buckets(asked)?);
        }
        let mut by_story: BTreeMap<Number, Vec<Copy>> = BTreeMap::new();
        for copy in self.copies(asked, &nodes, &same_words)? {
            let story = self.snapshot.story_of(copy.node)?.unwrap_or(copy.node);
            by_story.entry(story).or_default().push(copy);
        }
        for (&first, copies) in &mut by_story {
            let others: BTreeSet<Number> =
                self.nodes_of(first)?.into_iter().filter(|node| !nodes.contains(node)).collect();
            copies.extend(self.copies(asked, &others, &same_words)?);
        }
        Ok(by_story)
    }

    /// The nodes that are copies of an article.
    fn copies(
        &self,
        asked: &Incoming,
        nodes: &BTreeSet<Number>,
        same_words: &BTreeSet<Number>,
    ) -> Result<Vec<Copy>> {
        let threshold = self.settings.pair_threshold();
        let against = Measurer::new(&asked.profile, self.settings.rules);
        let found = nodes.par_iter().map(|&node| {
            let other = self.snapshot.profile(node)?;
            let same_words = same_words.contains(&node);
            if !same_words {
                let verdict = against.judge(&other);
                return Ok(verdict.filter(|verdict| verdict.score >= threshold).map(
                    |Verdict { overlap, score, .. }| Copy { node, same_words, overlap, score },
                ));
            }
            let Measured { overlap, score, .. } = against.measure(&other);
            let entry = self.snapshot.entry(node)?;
            let is_same = is_one_text(
                entry.words[0],
                (entry.headline, entry.day),
                (asked.entry.headline, asked.entry.day),
            );
            let score = if is_same { Score::from_share(1.0) } else { score };
            Ok((score >= threshold).then_some(Copy { node, same_words, overlap, score }))
        });
        Ok(found.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// The nodes that share enough keys with an article to be compared.
    fn sharing_buckets(&self, asked: &Incoming) -> Result<Vec<Number>> {
        let parameters = self.settings.lsh.parameters;
        let mut members: Vec<Number> = Vec::new();
        let mut large: Vec<(u64, u64)> = Vec::new();
        for key in parameters.keys_of(&asked.minima) {
            match self.snapshot.large_bucket(key)? {
                Some(size) => large.push((size, key)),
                None => members.extend(self.snapshot.bucket(key)?),
            }
        }
        large.sort_unstable();
        let mut left = self.large_members;
        for (size, key) in large {
            if let Some(rest) = left.checked_sub(size) {
                left = rest;
                members.extend(self.snapshot.bucket(key)?);
            } else {
                left = 0;
                members.extend(self.near(&asked.entry.key, key)?);
            }
        }
        members.sort_unstable();
        let needed = parameters.min_shared as usize;
        let often = members.chunk_by(|one, other| one == other).filter(|run| run.len() >= needed);
        let mut sharing = Vec::new();
        for node in often.map(|run| run[0]) {
            if self.worth.measuring(&asked.minima, &self.snapshot.minima(node)?) {
                sharing.push(node);
            }
        }
        Ok(sharing)
    }

    /// The nodes of a large bucket that are neighbours of this name.
    fn near(&self, name: &str, key: u64) -> Result<Vec<Number>> {
        let neighbours = self.settings.lsh.neighbours;
        let mut near = self.snapshot.named_before(key, name, neighbours)?;
        let mut behind = Vec::new();
        self.snapshot.visit_named(key, Bound::Included(name), |_, node| {
            behind.push(node);
            // The first may be the article itself.
            if behind.len() > neighbours {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        near.extend(behind);
        Ok(near)
    }

    /// The nodes of the story that starts with this node.
    fn nodes_of(&self, first: Number) -> Result<Vec<Number>> {
        Ok(match self.snapshot.story_of(first)? {
            Some(first) => self.snapshot.story(first)?.nodes,
            None => vec![first],
        })
    }

    fn story(&self, first: Number, copies: &[Copy]) -> Result<(Score, FoundStory)> {
        let mut library = Library::new(self.snapshot)?;
        let copies: BTreeMap<Number, Copy> = copies.iter().map(|&copy| (copy.node, copy)).collect();
        let of_texts = self.nodes_of(first)?.into_par_iter().map(|node| {
            let of_text = articles_of(self.snapshot, node)?.into_iter();
            Ok(of_text.map(|number| (number, copies.get(&node).copied())).collect())
        });
        let of_texts: Vec<Vec<(Number, Option<Copy>)>> = of_texts.collect::<Result<_>>()?;
        let members: Vec<(Number, Option<Copy>)> = of_texts.into_iter().flatten().collect();
        library.load(members.iter().map(|&(number, _)| number))?;
        let (articles, numbers) =
            library.articles(members.iter().map(|&(number, _)| number), self.cleaner);
        let ids: Vec<ArticleId> = articles.ids().collect();
        let (canonical, _) = canonical(&ids, &articles);
        let canonical = numbers[canonical.index()];
        let matching = members.iter().filter_map(|&(number, copy)| Some((number, copy?)));
        let (closest, copy) = matching
            .clone()
            .min_by_key(|&(number, copy)| {
                (Reverse((copy.score, copy.same_words)), library.name(number))
            })
            .expect("a story is found by a copy in it");
        let (first_seen, last_seen) = seen(&numbers, &library);
        let name = library.name(canonical);
        let story = FoundStory {
            cluster_id: ClusterId::name_all([name])[0],
            headline: library.entry(canonical).shown.headline.clone(),
            canonical_id: name.to_owned(),
            articles: numbers.len() as u64,
            copies: matching.count() as u64,
            outlet_count: outlet_count(&articles),
            outlets: outlets(&articles),
            carried: carried(&members, &library),
            first_seen,
            last_seen,
            closest: closest_of(library.name(closest), library.entry(closest), copy),
        };
        Ok((copy.score, story))
    }
}

fn closest_of(name: &str, entry: &Entry, copy: Copy) -> Closest {
    Closest {
        id: name.to_owned(),
        outlet: entry.outlet.clone(),
        url: entry.shown.url.clone(),
        published: entry.shown.published.clone(),
        same_words: copy.same_words,
        score: Share::new(copy.score.share()),
        jaccard: Share::new(copy.overlap.jaccard()),
        contained: Share::new(copy.overlap.left_in_right()),
        coverage: Share::new(copy.overlap.right_in_left()),
        shared_shingles: copy.overlap.shared,
    }
}

/// Articles of a story, in the order of their dates.
fn carried(members: &[(Number, Option<Copy>)], library: &Library<'_>) -> Vec<Carried> {
    let mut members = members.to_vec();
    members.sort_by_cached_key(|&(number, _)| {
        let published = library.entry(number).published;
        (published.is_none(), published.map(Published::seconds), library.name(number).to_owned())
    });
    let carried = members.into_iter().map(|(number, copy)| {
        let entry = library.entry(number);
        Carried {
            id: library.name(number).to_owned(),
            outlet: entry.outlet.clone(),
            url: entry.shown.url.clone(),
            published: entry.shown.published.clone(),
            agency_credit: entry.credit.as_ref().map(|credit| credit.agency.clone()),
            score: copy.map(|copy| Share::new(copy.score.share())),
        }
    });
    carried.collect()
}

/// The earliest and the latest date of some articles, as given.
fn seen(numbers: &[Number], library: &Library<'_>) -> (Option<String>, Option<String>) {
    let dated = numbers.iter().filter_map(|&number| {
        let entry = library.entry(number);
        Some((entry.published?.seconds(), entry.shown.published.clone()?))
    });
    let (first, last) = (dated.clone().min(), dated.max());
    (first.map(|(_, published)| published), last.map(|(_, published)| published))
}

fn outlets(articles: &Articles) -> Vec<String> {
    let mut names: Vec<String> = articles.outlets.names().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

fn outlet_count(articles: &Articles) -> u32 {
    let outlet_of = |article| {
        let outlet = articles.facts(article).outlet;
        outlet.map(|outlet| articles.outlets.name(outlet))
    };
    count_outlets(articles.ids().map(outlet_of))
}
