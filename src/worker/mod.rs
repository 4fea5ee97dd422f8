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

mod articles;
mod buckets;
mod collect;
mod columns;
mod components;
mod group;
mod labelled;
mod measure;
mod names;
mod sign;
mod texts;
mod work;

use std::io::{BufRead, Write};

pub use self::collect::{Collecting, collect};
pub use self::sign::{Task, tasks};
pub use self::work::Work;
use crate::clean::Cleaner;
use crate::error::{Error, Result};

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
}

impl Stage {
    /// All stages, with their names.
    pub const ALL: [(&'static str, Stage); 10] = [
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
        }?)
    }
}
