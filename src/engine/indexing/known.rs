//! The stories of an index, as a run over all of its articles would have found them.

use rayon::prelude::*;

use super::library::facts;
use super::names;
use super::parameters::settings_of;
use crate::article::{ArticleId, FileId};
use crate::clean::Cleaner;
use crate::cluster::Cluster;
use crate::corpus::FirstPass;
use crate::engine::articles::{Articles, Outlets};
use crate::engine::compare::MeasuredPair;
use crate::engine::families;
use crate::engine::origins::Agencies;
use crate::engine::run::Run;
use crate::engine::stories::{Compared, Taken};
use crate::engine::texts::Texts;
use crate::error::Result;
use crate::hash::{HashMap, HashSet};
use crate::index::{Entry, Number, Parameters, Shown, Snapshot, StoredStory};
use crate::pair::CandidatePair;
use crate::signature::Signatures;

/// The articles of an index under the numbers that a run gives them.
#[derive(Debug)]
pub struct Known {
    numbers: Vec<Number>,
    files: Vec<String>,
}

impl Known {
    /// The number in the index.
    pub(crate) fn number(&self, article: ArticleId) -> Number {
        self.numbers[article.index()]
    }

    /// The path of a file.
    pub(crate) fn file(&self, file: FileId) -> &str {
        &self.files[file.0 as usize]
    }
}

/// Tells what an index holds as a run.
///
/// # Errors
///
/// If the index cannot be read, or is damaged.
pub fn known_run(
    snapshot: &Snapshot,
    parameters: &Parameters,
    cleaner: &Cleaner,
) -> Result<(Run, Known)> {
    let (settings, _) = settings_of(parameters)?;
    let (articles, known) = articles(snapshot, cleaner)?;
    let id_of: HashMap<Number, ArticleId> =
        known.numbers.iter().copied().zip(articles.ids()).collect();
    let texts = texts(snapshot, &id_of)?;
    let threshold = settings.pair_threshold();
    let (verified, near): (Vec<MeasuredPair>, Vec<MeasuredPair>) = measured_pairs(snapshot, &id_of)?
        .into_iter()
        .partition(|measured| measured.score >= threshold);
    let clusters = clusters(snapshot, &texts, &id_of)?;
    let pairs = verified.iter().chain(&near);
    let families = families::group(&clusters, &texts, pairs, settings.family_pair_threshold());
    let short_articles =
        articles.facts.iter().filter(|facts| facts.words < settings.min_words).count();
    let run = Run {
        agencies: Agencies::new(cleaner, &articles.outlets),
        read: articles.len() as u64,
        articles,
        texts,
        verified,
        near,
        families,
        clusters,
        rejects: Vec::new(),
        first_pass: FirstPass::default(),
        short_articles,
        shared_keys: 0,
    };
    Ok((run, known))
}

/// All articles in the order of their names.
fn articles(snapshot: &Snapshot, cleaner: &Cleaner) -> Result<(Articles, Known)> {
    let named = snapshot.numbers()?.into_par_iter().map(|number| {
        let mut entry = snapshot.entry(number)?;
        entry.shown = Shown::default();
        let identities = snapshot.identities(&entry.key)?;
        let name = names::name(&entry.key, entry.body, &identities, |key| {
            Ok(!snapshot.identities(key)?.is_empty())
        })?;
        Ok((name, number, entry))
    });
    let mut named: Vec<(Box<str>, Number, Entry)> = named.collect::<Result<_>>()?;
    named.par_sort_unstable_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));

    let mut outlets = Outlets::default();
    let mut files: Vec<String> = Vec::new();
    let mut file_of: HashMap<String, FileId> = HashMap::default();
    let mut numbers = Vec::with_capacity(named.len());
    let mut all_facts = Vec::with_capacity(named.len());
    for (name, number, entry) in named {
        let mut facts = facts(&name, &entry, &mut outlets, cleaner);
        facts.place.file = *file_of.entry(entry.place.file).or_insert_with_key(|file| {
            files.push(file.clone());
            FileId(u32::try_from(files.len() - 1).expect("there are fewer files than articles"))
        });
        numbers.push(number);
        all_facts.push(facts);
    }
    let articles = Articles { facts: all_facts, signatures: Signatures::with_width(1), outlets };
    Ok((articles, Known { numbers, files }))
}

fn texts(snapshot: &Snapshot, id_of: &HashMap<Number, ArticleId>) -> Result<Texts> {
    let mut articles: Vec<(Number, ArticleId)> = Vec::with_capacity(id_of.len());
    for (number, node) in snapshot.all_nodes()? {
        articles.push((node, *snapshot.present("an article", id_of.get(&number))?));
    }
    articles.par_sort_unstable();
    let groups: Vec<Vec<ArticleId>> = articles
        .chunk_by(|one, other| one.0 == other.0)
        .map(|group| group.iter().map(|&(_, article)| article).collect())
        .collect();
    Ok(Texts::from_groups(groups.iter().map(Vec::as_slice).collect()))
}

/// The measured pairs, sorted.
fn measured_pairs(
    snapshot: &Snapshot,
    id_of: &HashMap<Number, ArticleId>,
) -> Result<Vec<MeasuredPair>> {
    let mut pairs = Vec::new();
    for (one, other, link) in snapshot.all_links()? {
        let (one, other) = (id_of.get(&one), id_of.get(&other));
        let pair = one.zip(other).and_then(|(&one, &other)| CandidatePair::new(one, other));
        let pair = snapshot.present("an article of a pair", pair)?;
        let link = if Some(&pair.low()) == one { link } else { link.swapped() };
        pairs.push(MeasuredPair { pair, overlap: link.overlap(), score: link.score() });
    }
    pairs.par_sort_unstable_by_key(|measured| measured.pair);
    Ok(pairs)
}

/// The clusters, those of one text among them, in the order of their first articles.
fn clusters(
    snapshot: &Snapshot,
    texts: &Texts,
    id_of: &HashMap<Number, ArticleId>,
) -> Result<Vec<Compared>> {
    let mut clusters = Vec::new();
    let mut in_story: HashSet<ArticleId> = HashSet::default();
    for story in snapshot.stories()? {
        let mut nodes: Vec<(ArticleId, Option<Taken>)> = Vec::with_capacity(story.nodes.len());
        for (node, taken) in story.nodes.iter().zip(&story.taken) {
            let article = snapshot.present("an article of a story", id_of.get(node))?;
            nodes.push((*article, taken.map(Taken::from)));
        }
        nodes.sort_unstable_by_key(|&(article, _)| article);
        in_story.extend(nodes.iter().map(|&(article, _)| article));
        let (nodes, taken) = nodes.into_iter().unzip();
        let StoredStory { cohesion, sampled, .. } = story;
        clusters.push(Compared { cluster: Cluster { nodes, cohesion, sampled }, taken });
    }
    let alone = texts.nodes().iter().filter(|node| !in_story.contains(&node.article));
    clusters.extend(alone.map(|node| Compared {
        cluster: Cluster { nodes: vec![node.article], cohesion: 1.0, sampled: false },
        taken: vec![None],
    }));
    clusters.par_sort_unstable_by_key(|compared| compared.cluster.nodes[0]);
    Ok(clusters)
}
