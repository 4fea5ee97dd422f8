//! Finds what compared pairs say of the clusters of their texts.

use std::io::{BufRead, Write};

use super::columns::{Type, Value, Writer, each_row};
use super::measured::measured;
use super::work::{Work, broken};
use crate::article::ArticleId;
use crate::cluster::LinkedClusters;
use crate::engine::run::grouping;
use crate::engine::run::measured::is_part;
use crate::engine::stories::relations::{Related, relate};
use crate::error::Result;
use crate::report::{PairFate, Relation, ScoreCounts, Share};

/// A row has a link between two clusters; or a relation, with the cluster that is the story as `other`; or the scores of the
/// pairs that this process got.
const COLUMNS: &[(&str, Type)] = &[
    ("one", Type::Number),
    ("other", Type::Number),
    ("pairs", Type::Long),
    ("article", Type::Number),
    ("of_story", Type::Number),
    ("is_larger", Type::Number),
    ("shared", Type::Number),
    ("of_article", Type::Number),
    ("of_other", Type::Number),
    ("scores", Type::Text),
];

/// Gets compared pairs with the clusters of their texts. Gives the links between clusters, one for each pair, the relations,
/// and how many pairs have which score.
pub(super) fn links(work: Work<'_>, input: impl BufRead, output: impl Write) -> Result<()> {
    let [copy, link] = [work.settings.pair_threshold(), work.settings.family_pair_threshold()];
    let mut writer = Writer::new(output, COLUMNS)?;
    let mut scores = ScoreCounts::default();
    each_row(input, |row| {
        let ends = [row.number("low")?, row.number("high")?].map(ArticleId);
        let measured = measured(row, ends)?;
        let two = |names: [&str; 2]| {
            Ok::<_, crate::Error>([row.number(names[0])?, row.number(names[1])?])
        };
        let clusters = two(["story_low", "story_high"])?.map(ArticleId);
        let fate = match (measured.score >= copy, clusters[0] == clusters[1]) {
            (true, true) => PairFate::InOneStory,
            (true, false) => PairFate::NotMerged,
            (false, _) => PairFate::NotCopies,
        };
        scores.add(Share::new(measured.score.share()), fate);
        let [low, high] = two(["copies_low", "copies_high"])?.map(u64::from);
        if let Some(linked) = grouping::link(&measured, clusters, link, || low * high) {
            let LinkedClusters { one, other, pairs } = linked;
            let link = Found {
                one: Some(one),
                other: Some(other),
                pairs: Some(pairs),
                ..Found::default()
            };
            link.write(&mut writer)?;
        }
        let texts = two(["texts_low", "texts_high"])?.map(|texts| texts as usize);
        let part = is_part(measured.overlap).then(|| relate(&measured, clusters, texts)).flatten();
        let Some((story, related)) = part else { return Ok(()) };
        let relation = Found { other: Some(story), related: Some(related), ..Found::default() };
        relation.write(&mut writer)
    })?;
    let scores = serde_json::to_string(&scores).map_err(broken)?;
    Found { scores: Some(&scores), ..Found::default() }.write(&mut writer)?;
    writer.finish()
}

/// A row of the answer.
#[derive(Default)]
struct Found<'a> {
    one: Option<ArticleId>,
    other: Option<ArticleId>,
    pairs: Option<u64>,
    related: Option<Related>,
    scores: Option<&'a str>,
}

impl Found<'_> {
    fn write(self, writer: &mut Writer<impl Write>) -> Result<()> {
        let number = |article: Option<ArticleId>| Value::Number(article.map(|article| article.0));
        let related = self.related;
        let of_relation = |value: fn(Related) -> u32| Value::Number(related.map(value));
        writer.push([
            number(self.one),
            number(self.other),
            Value::MaybeLong(self.pairs),
            of_relation(|related| related.article.0),
            of_relation(|related| related.of_story.0),
            of_relation(|related| (related.relation == Relation::Contains).into()),
            of_relation(|related| related.overlap.shared),
            of_relation(|related| related.overlap.left),
            of_relation(|related| related.overlap.right),
            Value::Text(self.scores),
        ])
    }
}
