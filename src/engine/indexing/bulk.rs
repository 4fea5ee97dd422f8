//! Fills an empty index with a whole corpus. The articles are stored first, then matched like in a
//! run, and the results are written in table order.

use rayon::prelude::*;

use super::library::facts;
use super::names;
use super::reading::{Adding, How, Incoming};
use super::regroup;
use crate::article::{ArticleId, BodyIs};
use crate::clean::Cleaner;
use crate::cluster;
use crate::engine::observer::{Observer, Stage};
use crate::engine::run::articles::{Articles, Facts, Outlets};
use crate::engine::run::compare::{self, Comparing};
use crate::engine::run::measured::MeasuredPair;
use crate::engine::run::profiles::ProfileOf;
use crate::engine::run::texts::Texts;
use crate::engine::run::{clusters, placeholders};
use crate::engine::{Pairing, Settings};
use crate::error::Result;
use crate::hash::{HashMap, HashSet};
use crate::index::{
    Addition, Changes, Identity, IndexWriter, Number, Snapshot, StoredLink, StoredStory,
};
use crate::lsh;
use crate::pair::CandidatePair;
use crate::scratch::Scratch;
use crate::signature::Signatures;
use crate::verify::{Profile, StoredProfile};

/// Articles that are matched at once, at most; each takes about 1.5 KB of memory. Further articles
/// come in batches.
pub(super) const MOST_ARTICLES: usize = 4_000_000;

/// Profiles that are held at a time. Those of usual articles take 4 to 5 KB each.
const PROFILES_AT_ONCE: usize = 300_000;

/// Parts in which the LSH keys are sorted and written.
const KEY_PARTS: usize = 16;

/// Articles from whose keys the bounds between the parts are taken.
const ARTICLES_SAMPLED: usize = 4096;

/// Compared pairs that are written in one step.
const LINKS_AT_ONCE: usize = 4_000_000;

/// The articles of an index that is being built.
pub(super) struct Bulk {
    /// Facts by number; `None` for an article that was replaced.
    facts: Vec<Option<Facts>>,
    signatures: Signatures,
    outlets: Outlets,
    /// The articles of each key, sorted.
    identities: HashMap<Box<str>, Vec<Identity>>,
    removed: Vec<(Number, u64)>,
}

impl Bulk {
    pub(super) fn new(settings: &Settings) -> Bulk {
        Bulk {
            facts: Vec::new(),
            signatures: Signatures::with_width(settings.lsh.parameters.minima()),
            outlets: Outlets::default(),
            identities: HashMap::default(),
            removed: Vec::new(),
        }
    }

    /// Number of articles, without the replaced ones.
    pub(super) fn len(&self) -> usize {
        self.facts.len() - self.removed.len()
    }

    /// Stores articles. Returns by how many the index has grown.
    pub(super) fn take(
        &mut self,
        writer: &mut IndexWriter,
        incoming: Vec<Incoming>,
        cleaner: &Cleaner,
    ) -> Result<u64> {
        let before = self.len();
        let mut taken = Vec::with_capacity(incoming.len());
        for article in incoming {
            if let Some(number) = self.number(&article) {
                let Incoming { entry, signature, .. } = &article;
                self.facts.push(Some(facts(&entry.key, entry, &mut self.outlets, cleaner)));
                self.signatures.push(signature);
                taken.push((number, article));
            }
        }
        let added = taken.into_par_iter().map(|(number, article)| {
            let Incoming { entry, profile, minima, text, .. } = article;
            Addition { number, entry, profile: StoredProfile::from(&profile), minima, text }
        });
        writer.apply(&Changes { added: added.collect(), ..Changes::default() })?;
        Ok((self.len() - before) as u64)
    }

    /// Assigns a number to an article. Returns `None` if an article with its key and body is
    /// present and comes first in the order of the whole records.
    fn number(&mut self, Incoming { entry, .. }: &Incoming) -> Option<Number> {
        let number =
            Number::try_from(self.facts.len()).expect("an index has fewer than 2^32 articles");
        let identities = self.identities.entry(entry.key.as_str().into()).or_default();
        let identity = Identity { body: entry.body, record: entry.record, number };
        let place = names::rank(entry.body, identities);
        match identities.get_mut(place).filter(|twin| twin.body == entry.body) {
            Some(twin) if twin.record <= entry.record => return None,
            Some(twin) => {
                let Identity { number, .. } = std::mem::replace(twin, identity);
                let gone = self.facts[number as usize].take();
                self.removed.extend(gone.map(|facts| (number, facts.kept.stream)));
            }
            None => identities.insert(place, identity),
        }
        Some(number)
    }

    /// Matches the articles, and stores the pairs and stories.
    pub(super) fn finish(
        self,
        writer: &mut IndexWriter,
        how: How<'_>,
        body_is: BodyIs,
    ) -> Result<()> {
        let How { settings, adding: Adding { observer, .. }, .. } = how;
        observer.begin(Stage::Candidates, None);
        let (articles, signatures, numbers) = self.into_articles(writer)?;
        let scratch = Scratch::in_memory();
        let snapshot = writer.snapshot()?;
        let placeholders = placeholders::find(&articles, body_is, &scratch, |wanted, visit| {
            for (row, article) in wanted.iter().enumerate() {
                let headline = snapshot.entry(numbers[article.index()])?.shown.headline;
                visit(row, headline.as_deref().unwrap_or_default());
            }
            Ok(())
        })?;
        drop(snapshot);
        let least = settings.least_words(body_is);
        let texts = Texts::of(&articles, least, placeholders, Pairing::default(), &scratch)?;
        write_nodes(writer, &texts, &numbers)?;
        let comparable = compare::comparable(&articles, &texts, settings)?;
        let nodes = Nodes { articles: &articles, signatures: &signatures, comparable: &comparable };
        write_postings(writer, nodes, &numbers, settings)?;
        let candidates = lsh::candidates(&signatures, &comparable, settings.lsh);
        // Signatures are not needed after this point.
        drop((signatures, comparable));

        let snapshot = writer.snapshot()?;
        let mut profiles = Profiles::new(&snapshot, &numbers);
        let (articles, texts, numbers) = (&articles, &texts, &*numbers);
        let matching = Matching { articles, texts, numbers, settings, observer };
        let measured = matching.measured(candidates, &mut profiles)?;
        let stories = matching.grouped(&measured, &mut profiles)?;
        drop(profiles);
        drop(snapshot);
        write_links(writer, &measured, numbers)?;
        writer.apply(&Changes { stories_added: stories, ..Changes::default() })
    }

    /// The articles in the order of their names, their signatures, and their numbers in the index.
    fn into_articles(
        self,
        writer: &mut IndexWriter,
    ) -> Result<(Articles, Signatures, Vec<Number>)> {
        let Bulk { facts, mut signatures, outlets, identities, removed } = self;
        let next_number = Number::try_from(facts.len()).ok();
        let mut articles: Vec<(Number, Facts)> =
            (0..).zip(facts).filter_map(|(number, facts)| Some((number, facts?))).collect();
        let mut streams: Vec<(u64, Number)> =
            articles.iter().map(|(number, facts)| (facts.kept.stream, *number)).collect();
        streams.par_sort_unstable();
        let is_key = |key: &str| Ok(identities.contains_key(key));
        let names_of_key = identities.par_iter().filter(|(_, of_key)| of_key.len() > 1);
        let names_of_key = names_of_key.map(|(key, of_key)| {
            let of_all: Result<Vec<_>> = names::all(key, is_key).take(of_key.len()).collect();
            Ok((key, of_all?))
        });
        let names_of_key: HashMap<&Box<str>, Vec<Box<str>>> =
            names_of_key.collect::<Result<_>>()?;
        articles.par_iter_mut().for_each(|(_, facts)| {
            if let Some(names) = names_of_key.get(&facts.key) {
                facts.key = names[names::rank(facts.body, &identities[&facts.key])].clone();
            }
        });
        drop(names_of_key);
        let mut identities: Vec<(String, Vec<Identity>)> =
            identities.into_iter().map(|(key, of_key)| (key.into(), of_key)).collect();
        identities.par_sort_unstable_by(|one, other| one.0.cmp(&other.0));
        writer.apply(&Changes {
            removed,
            streams,
            identities,
            next_number,
            ..Changes::default()
        })?;

        articles.par_sort_unstable_by(|one, other| one.1.key.cmp(&other.1.key));
        let (numbers, facts): (Vec<Number>, Vec<Facts>) = articles.into_iter().unzip();
        signatures.select(&numbers);
        Ok((Articles::of(facts, outlets), signatures, numbers))
    }
}

fn write_nodes(writer: &mut IndexWriter, texts: &Texts, numbers: &[Number]) -> Result<()> {
    let number = |article: ArticleId| numbers[article.index()];
    let mut nodes: Vec<(Number, Number)> = Vec::with_capacity(numbers.len());
    for node in texts.nodes() {
        let members = texts.articles_like(node.article);
        nodes.extend(members.map(|member| (number(member), number(node.article))));
    }
    nodes.par_sort_unstable();
    let mut placeholders_added: Vec<Number> =
        texts.placeholders().iter().map(|&article| number(article)).collect();
    placeholders_added.par_sort_unstable();
    writer.apply(&Changes { nodes, placeholders_added, ..Changes::default() })
}

/// The texts that are long enough to be compared.
#[derive(Clone, Copy)]
struct Nodes<'a> {
    articles: &'a Articles,
    signatures: &'a Signatures,
    comparable: &'a [ArticleId],
}

/// Writes the LSH keys of the nodes, and the large buckets by name.
fn write_postings(
    writer: &mut IndexWriter,
    Nodes { articles, signatures, comparable }: Nodes<'_>,
    numbers: &[Number],
    settings: &Settings,
) -> Result<()> {
    let keys_of =
        |article: ArticleId| settings.lsh.parameters.keys_of(signatures.minima(article.index()));
    let step = comparable.len().div_ceil(ARTICLES_SAMPLED).max(1);
    let sample = comparable.iter().step_by(step).flat_map(|&article| keys_of(article)).collect();
    let bounds = bounds(sample);
    let part_of = |key: u64| bounds.partition_point(|&bound| bound <= key);
    for part in 0..KEY_PARTS {
        let mut postings: Vec<(u64, ArticleId)> = comparable
            .par_iter()
            .flat_map_iter(|&article| {
                let of_part = keys_of(article).filter(move |&key| part_of(key) == part);
                of_part.map(move |key| (key, article))
            })
            .collect();
        postings.par_sort_unstable();
        let mut changes = Changes::default();
        for bucket in postings.chunk_by(|one, other| one.0 == other.0) {
            if bucket.len() > settings.lsh.max_full_bucket {
                changes.sizes.push((bucket[0].0, Some(bucket.len() as u64)));
                changes.named_added.extend(bucket.iter().map(|&(key, article)| {
                    (key, articles.key(article).into(), numbers[article.index()])
                }));
            }
        }
        let rows = postings.into_par_iter().map(|(key, article)| (key, numbers[article.index()]));
        changes.postings_added = rows.collect();
        changes.postings_added.par_sort_unstable();
        writer.apply(&changes)?;
    }
    Ok(())
}

/// The bounds between [`KEY_PARTS`] parts with about as many keys each, by a sample of the keys. Keys are minima, so
/// most of them are small.
fn bounds(mut sample: Vec<u64>) -> Vec<u64> {
    sample.par_sort_unstable();
    (1..KEY_PARTS).filter_map(|part| sample.get(part * sample.len() / KEY_PARTS).copied()).collect()
}

/// The articles that are matched, and how.
#[derive(Clone, Copy)]
struct Matching<'a> {
    articles: &'a Articles,
    texts: &'a Texts,
    /// The number in the index of each article.
    numbers: &'a [Number],
    settings: &'a Settings,
    observer: &'a dyn Observer,
}

impl Matching<'_> {
    /// Compares the candidate pairs. Keeps the copies and near copies, sorted.
    fn measured(
        &self,
        mut candidates: Vec<CandidatePair>,
        profiles: &mut Profiles<'_>,
    ) -> Result<Vec<MeasuredPair>> {
        bring_together(&mut candidates, self.articles.len());
        self.observer.begin(Stage::Verify, Some(candidates.len() as u64));
        let comparing = Comparing::new(self.settings, self.observer);
        let mut kept: Vec<MeasuredPair> = Vec::new();
        let mut rest = &*candidates;
        while !rest.is_empty() {
            let (wanted, pairs) = batch(rest);
            profiles.hold(&wanted)?;
            let (now, later) = rest.split_at(pairs);
            let found = comparing.compare(now, CandidatePair::articles, profiles);
            kept.extend(found.into_iter().flatten());
            rest = later;
        }
        kept.par_sort_unstable_by_key(|measured| measured.pair);
        Ok(kept)
    }

    /// The clusters of two or more nodes, sorted by their first numbers.
    fn grouped(
        &self,
        measured: &[MeasuredPair],
        profiles: &mut Profiles<'_>,
    ) -> Result<Vec<StoredStory>> {
        let Matching { articles, texts, numbers, settings, observer } = *self;
        observer.begin(Stage::Cluster, None);
        let threshold = settings.pair_threshold();
        let copies = measured.iter().filter(|measured| measured.score >= threshold);
        let components = cluster::components(&texts.nodes(), copies.map(MeasuredPair::link));
        let mut stories = Vec::new();
        for batch in components.into_batches(PROFILES_AT_ONCE) {
            profiles.hold(&batch.measured_articles())?;
            let clusters = clusters::group(batch, articles, texts, profiles, settings);
            stories.extend(regroup::stored(&clusters, numbers));
        }
        stories.par_sort_unstable_by_key(|story| story.nodes[0]);
        Ok(stories)
    }
}

/// Sorts pairs by the first article that the lower one is a candidate with. So the pairs of a story
/// come together, whatever the names of its articles, and each profile is loaded only a few times.
fn bring_together(pairs: &mut [CandidatePair], articles: usize) {
    let mut first: Vec<u32> = (0..).take(articles).collect();
    for pair in &*pairs {
        let first = &mut first[pair.high().index()];
        *first = pair.low().0.min(*first);
    }
    pairs.par_sort_unstable_by_key(|&pair| (first[pair.low().index()], pair));
}

/// As many of the first pairs as have articles whose profiles can be held at a time. Returns these
/// articles and the number of pairs.
fn batch(pairs: &[CandidatePair]) -> (Vec<ArticleId>, usize) {
    let mut known: HashSet<ArticleId> = HashSet::default();
    let mut articles = Vec::new();
    for (count, pair) in pairs.iter().enumerate() {
        if articles.len() + 2 > PROFILES_AT_ONCE {
            return (articles, count);
        }
        articles.extend(pair.articles().into_iter().filter(|&one| known.insert(one)));
    }
    (articles, pairs.len())
}

fn write_links(
    writer: &mut IndexWriter,
    measured: &[MeasuredPair],
    numbers: &[Number],
) -> Result<()> {
    for pairs in measured.chunks(LINKS_AT_ONCE) {
        let links = pairs.par_iter().map(|&MeasuredPair { pair, overlap, score }| {
            let [low, high] = pair.articles().map(|article| numbers[article.index()]);
            (low, high, StoredLink::new(overlap, score))
        });
        writer.apply(&Changes { links_added: links.collect(), ..Changes::default() })?;
    }
    Ok(())
}

/// Profiles of articles, which are numbered as in a run.
pub(super) struct Profiles<'a> {
    snapshot: &'a Snapshot,
    numbers: &'a [Number],
    held: HashMap<ArticleId, Profile>,
}

impl<'a> Profiles<'a> {
    /// Starts empty. `numbers` has the number in the index of each article.
    pub(super) fn new(snapshot: &'a Snapshot, numbers: &'a [Number]) -> Profiles<'a> {
        Profiles { snapshot, numbers, held: HashMap::default() }
    }

    /// Loads the profiles of these distinct articles, and drops all others.
    pub(super) fn hold(&mut self, wanted: &[ArticleId]) -> Result<()> {
        let set: HashSet<ArticleId> = wanted.iter().copied().collect();
        self.held.retain(|article, _| set.contains(article));
        let mut missing: Vec<ArticleId> =
            wanted.iter().copied().filter(|article| !self.held.contains_key(article)).collect();
        missing.par_sort_unstable_by_key(|article| self.numbers[article.index()]);
        let loaded = missing
            .into_par_iter()
            .map(|article| Ok((article, self.snapshot.profile(self.numbers[article.index()])?)));
        let loaded: Vec<(ArticleId, Profile)> = loaded.collect::<Result<_>>()?;
        self.held.extend(loaded);
        Ok(())
    }
}

impl ProfileOf<ArticleId> for Profiles<'_> {
    fn profile(&self, article: ArticleId) -> &Profile {
        &self.held[&article]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_about_as_many_keys() {
        assert!(bounds(Vec::new()).is_empty());
        let bounds = bounds((0..1600).map(|key| key * key).collect());
        let part_of = |key: u64| bounds.partition_point(|&bound| bound <= key);
        let mut sizes = [0; KEY_PARTS];
        (0..1600).for_each(|key| sizes[part_of(key * key)] += 1);
        assert_eq!(sizes, [100; KEY_PARTS]);
    }
}
