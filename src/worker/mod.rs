//! The work of a run that is spread over machines by Apache Spark.
//!
//! Spark moves rows; a worker is a process of this program that gets the rows of one partition as an Arrow stream and
//! answers with another. Each stage calls what a run on one machine calls, so that the results are the same. `collect` makes
//! a [`Run`](crate::engine::Run) of the results, on the machine that started it.
//!
//! | stage | gets | gives |
//! | --- | --- | --- |
//! | sign | files, or shares of them | articles: facts, minima, profiles |
//! | names | articles that share keys | their names, or that they repeat another |
//! | placeholders | the repeated texts of an outlet | which of them are placeholders |
//! | texts | articles with equal words | which of them are one text |
//! | keys | the minima of texts | the keys among them |
//! | buckets | the texts of each key | pairs of texts |
//! | estimate | pairs of texts, and their minima | those that are worth comparing |
//! | measure | pairs of texts, and their profiles | compared pairs |
//! | components | copies | the texts that they connect |
//! | group | connected texts, with their profiles and pairs | clusters |
//!
//! Where the tables are written in parts, by workers, other stages follow, and `gather` writes what is left.
//!
//! | stage | gets | gives |
//! | --- | --- | --- |
//! | clusters | clusters | their texts |
//! | links | compared pairs, with the clusters of their texts | what they link, relations, scores |
//! | outlines | the articles of a cluster | the canonical one, and counts |
//! | rank | all outlines, and links | ranks, ids, families |
//! | stories | the stories of a part, with their articles | the tables of stories |
//! | related | relations of a part | the table of relations |
//! | listed | articles of a part | the table of articles |
//! | paired | copies of a part | the table of pairs |

mod articles;
mod buckets;
mod clusters;
mod collect;
mod columns;
mod components;
mod gather;
mod group;
mod labelled;
mod links;
mod listed;
mod measure;
mod measured;
mod names;
mod outlines;
mod paired;
mod part_file;
mod rank;
mod related;
mod results;
mod sign;
mod stories;
mod texts;
mod work;

use std::io::{BufRead, Write};

pub use self::collect::{Collecting, collect};
pub use self::gather::{InParts, gather};
pub use self::sign::{Task, tasks};
pub use self::work::{Parts, Work};
use crate::clean::Cleaner;
use crate::error::{Error, Result};

/// A headline of at least this many stories is a heading of pages.
pub const FEWEST_STORIES: usize = crate::engine::stories::tables::stories::FEWEST_STORIES;

/// A stage that workers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reads, cleans and signs articles.
    Sign,
    /// Resolves keys that several articles have.
    Names,
    /// Finds texts that are no story.
    Placeholders,
    /// Finds equal texts.
    Texts,
    /// Lists the keys of texts.
    Keys,
    /// Pairs texts that share a key.
    Buckets,
    /// Chooses the pairs that are worth comparing.
    Estimate,
    /// Compares pairs.
    Measure,
    /// Finds what copies connect.
    Components,
    /// Groups connected texts.
    Group,
    /// Lists the texts of clusters.
    Clusters,
    /// Finds what pairs link, and what is related.
    Links,
    /// Outlines stories.
    Outlines,
    /// Ranks and names stories, and finds families.
    Rank,
    /// Writes the tables of stories.
    Stories,
    /// Writes the table of relations.
    Related,
    /// Writes the table of all articles.
    Listed,
    /// Writes the table of pairs.
    Paired,
}

impl Stage {
    /// All stages, with their names.
    pub const ALL: [(&'static str, Stage); 18] = [
        ("sign", Stage::Sign),
        ("names", Stage::Names),
        ("placeholders", Stage::Placeholders),
        ("texts", Stage::Texts),
        ("keys", Stage::Keys),
        ("buckets", Stage::Buckets),
        ("estimate", Stage::Estimate),
        ("measure", Stage::Measure),
        ("components", Stage::Components),
        ("group", Stage::Group),
        ("clusters", Stage::Clusters),
        ("links", Stage::Links),
        ("outlines", Stage::Outlines),
        ("rank", Stage::Rank),
        ("stories", Stage::Stories),
        ("related", Stage::Related),
        ("listed", Stage::Listed),
        ("paired", Stage::Paired),
    ];

    /// Does the work of one partition. `cleaner` is asked for by the stage that needs it.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or has changed, or the stream is not what the stage expects.
    pub fn run<E: From<Error>>(
        self,
        work: Work<'_>,
        cleaner: impl FnOnce() -> Result<Cleaner, E>,
        input: impl BufRead,
        output: impl Write,
    ) -> Result<(), E> {
        Ok(match self {
            Stage::Sign => sign::sign(work, &cleaner()?, input, output),
            Stage::Names => names::names(input, output),
            Stage::Placeholders => texts::placeholders(work, input, output),
            Stage::Texts => texts::texts(work, input, output),
            Stage::Keys => buckets::keys(work, input, output),
            Stage::Buckets => buckets::buckets(work, input, output),
            Stage::Estimate => measure::estimate(work, input, output),
            Stage::Measure => measure::measure(work, input, output),
            Stage::Components => components::components(input, output),
            Stage::Group => group::group(work, input, output),
            Stage::Clusters => clusters::clusters(input, output),
            Stage::Links => links::links(work, input, output),
            Stage::Outlines => outlines::outlines(work, &cleaner()?, input, output),
            Stage::Rank => rank::rank(work, input, output),
            Stage::Stories => stories::stories(work, &cleaner()?, input, output),
            Stage::Related => related::related(work, input, output),
            Stage::Listed => listed::listed(work, &cleaner()?, input, output),
            Stage::Paired => paired::paired(work, &cleaner()?, input, output),
        }?)
    }
}
