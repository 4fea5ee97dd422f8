//! Groups connected texts.

use std::io::{BufRead, Write};

use super::articles::{Gathering, Numbers, facts};
use super::columns::{Row, Type, Value, Writer, each_row};
use super::measure::profile;
use super::measured::compared;
use super::work::{Work, broken};
use crate::article::ArticleId;
use crate::cluster::{self, Node};
use crate::engine::run::articles::KeptFacts;
use crate::engine::run::clusters::{self, Group};
use crate::engine::run::grouping::with_pairs;
use crate::engine::run::measured::MeasuredPair;
use crate::engine::run::profiles::ProfileOf;
use crate::error::Result;
use crate::hash::HashMap;
use crate::pair::CandidatePair;
use crate::scratch::Scratch;
use crate::similarity::{Overlap, Score};
use crate::verify::Profile;

/// A component, as it is got.
#[derive(Default)]
struct Component {
    articles: Vec<Article>,
    profiles: Vec<(u32, Box<[u8]>)>,
    pairs: Vec<([u32; 2], Overlap, Score)>,
}

struct Article {
    number: u32,
    /// The first article with its text.
    first: u32,
    facts: KeptFacts,
    outlet: Option<Box<str>>,
}

/// What a row is.
const ARTICLE: u32 = 0;
const PROFILE: u32 = 1;

impl Component {
    fn push(&mut self, row: Row<'_>) -> Result<()> {
        let number = row.number("number")?;
        match row.number("kind")? {
            ARTICLE => self.articles.push(Article {
                number,
                first: row.number("other")?,
                facts: facts(row)?,
                outlet: row.maybe_text("outlet")?.map(Box::from),
            }),
            PROFILE => self.profiles.push((number, row.bytes("profile")?.into())),
            _ => {
                let (overlap, score) = compared(row)?;
                self.pairs.push(([number, row.number("other")?], overlap, score));
            }
        }
        Ok(())
    }
}

/// The profiles of texts, by their places in the component.
struct Profiles(Vec<Option<Profile>>);

impl ProfileOf<ArticleId> for Profiles {
    fn profile(&self, text: ArticleId) -> &Profile {
        self.0[text.index()].as_ref().expect("each text of a component was checked to have one")
    }
}

/// A cluster as a run stores it, from its bytes.
pub(super) fn stored(bytes: &[u8]) -> Result<Group> {
    let mut spool = Scratch::in_memory().spool()?;
    spool.write(bytes)?;
    Group::take(&mut spool.finish()?.reader())
}

/// Gets whole components: the articles of their texts, the profiles of the texts, and the copies among them. Gives the
/// clusters as a run stores them.
pub(super) fn group(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let mut components: HashMap<u32, Component> = HashMap::default();
    each_row(input, |row| components.entry(row.number("root")?).or_default().push(row))?;
    let mut writer = Writer::new(
        output,
        &[("root", Type::Number), ("story", Type::Number), ("stored", Type::Bytes)],
    )?;
    let mut roots: Vec<u32> = components.keys().copied().collect();
    roots.sort_unstable();
    let mut stored = Vec::new();
    for root in roots {
        let component = components.remove(&root).unwrap_or_default();
        for group in component.grouped(work)? {
            stored.clear();
            group.put(&mut stored);
            let first = group.compared.cluster.nodes[0].0;
            writer.push([
                Value::Number(Some(root)),
                Value::Number(Some(first)),
                Value::Bytes(Some(&stored)),
            ])?;
        }
    }
    writer.finish()
}

impl Component {
    fn grouped(mut self, work: Work<'_>) -> Result<Vec<Group>> {
        self.articles.sort_unstable_by_key(|article| article.number);
        let scratch = Scratch::in_memory();
        let mut gathering = Gathering::new(&scratch)?;
        for article in &self.articles {
            gathering.push("", article.facts, article.outlet.as_deref(), None)?;
        }
        let articles = gathering.finish()?;
        let numbers = Numbers::of(self.articles.iter().map(|article| article.number));
        let texts = numbers.texts(self.articles.iter().map(|article| article.first))?;

        let mut profiles: Vec<Option<Profile>> = Vec::new();
        profiles.resize_with(numbers.len(), || None);
        for (number, stored) in &self.profiles {
            profiles[numbers.here(*number)?.index()] = Some(profile(stored)?);
        }
        let nodes: Vec<Node> = texts.nodes();
        if nodes.iter().any(|node| profiles[node.article.index()].is_none()) {
            return Err(broken("the profile of a text is absent"));
        }
        let mut pairs: Vec<MeasuredPair> = Vec::with_capacity(self.pairs.len());
        for ([low, high], overlap, score) in self.pairs {
            let pair = CandidatePair::new(numbers.here(low)?, numbers.here(high)?);
            let pair = pair.ok_or_else(|| broken("a text is paired with itself"))?;
            pairs.push(MeasuredPair { pair, overlap, score });
        }
        pairs.sort_unstable_by_key(|measured| measured.pair);

        let components = cluster::components(&nodes, pairs.iter().map(MeasuredPair::link));
        let compared =
            clusters::group(components, &articles, &texts, &Profiles(profiles), work.settings);
        articles.check()?;
        let mut groups = with_pairs(compared, pairs);
        for node in groups.iter_mut().flat_map(|group| &mut group.compared.cluster.nodes) {
            *node = ArticleId(numbers.in_run(*node));
        }
        Ok(groups)
    }
}
