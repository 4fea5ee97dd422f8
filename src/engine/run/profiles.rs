//! Profiles of articles, built by reading the articles again.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::articles::Articles;
use super::input::RunInput;
use super::kept::Kept;
use crate::article::{Article, ArticleId, Place};
use crate::clean::{CleanText, Cleaner};
use crate::cluster::Measure;
use crate::engine::observer::{Observer, Stage};
use crate::engine::settings::Settings;
use crate::error::Result;
use crate::scratch::Scratch;
use crate::signature::StoredSignatures;
use crate::similarity::Score;
use crate::verify::{InvertedIndex, Measurer, Profile, Rules};

/// The profiles of some articles, in rising order.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    articles: Vec<ArticleId>,
    /// All are set.
    rows: Vec<OnceLock<Profile>>,
    /// For each article of the run, the row of its profile, if it has one.
    row_of: Vec<u32>,
}

/// Marks an article without a profile.
const NONE: u32 = u32::MAX;

impl Profiles {
    /// Drops them on all threads: they are many small pieces of memory.
    pub(crate) fn free(self) {
        self.rows.into_par_iter().for_each(drop);
    }

    fn have_all(&self, articles: &[ArticleId]) -> bool {
        let row = |article: &ArticleId| self.row_of.get(article.index()).copied();
        articles.iter().all(|article| row(article).is_some_and(|row| row != NONE))
    }
}

impl ProfileOf<ArticleId> for Profiles {
    fn profile(&self, article: ArticleId) -> &Profile {
        let row = self.row_of[article.index()];
        assert!(row != NONE, "only articles that were profiled are measured");
        self.rows[row as usize].get().expect("all profiles are set before the first is used")
    }

    fn prefetch(&self, next: [Option<ArticleId>; 2]) {
        let [next, second] = next.map(|article| article.map(|article| self.profile(article)));
        if let Some(profile) = second {
            profile.prefetch();
        }
        if let Some(profile) = next {
            profile.prefetch_parts();
        }
    }
}

/// The profiles of texts, by whatever names the texts have.
pub(crate) trait ProfileOf<T>: Sync {
    fn profile(&self, text: T) -> &Profile;

    /// Prefetches what is needed of the texts that are compared next: the profile of the second, and
    /// what the profile of the first points to. That one was itself prefetched by the previous call.
    fn prefetch(&self, _next: [Option<T>; 2]) {}
}

/// Scores articles by their profiles.
pub(crate) struct Scored<'a, P> {
    pub(crate) profiles: &'a P,
    pub(crate) rules: Rules,
}

impl<P: ProfileOf<ArticleId>> Measure for Scored<'_, P> {
    fn of(&self, one: ArticleId) -> Box<dyn Fn(ArticleId) -> Score + '_> {
        let measurer = Measurer::new(self.profiles.profile(one), self.rules);
        Box::new(move |other| measurer.score(self.profiles.profile(other)))
    }

    fn among(&self, articles: &[ArticleId]) -> Box<dyn Fn(u32) -> Vec<u32> + Sync + '_> {
        let profiles: Vec<&Profile> =
            articles.iter().map(|&article| self.profiles.profile(article)).collect();
        let index = InvertedIndex::of(&profiles);
        Box::new(move |one| index.alike_behind(one))
    }
}

/// What is needed to read articles again.
#[derive(Clone, Copy)]
pub(crate) struct Rereading<'a> {
    pub(crate) input: RunInput<'a>,
    pub(crate) cleaner: &'a Cleaner,
    pub(crate) articles: &'a Articles,
    pub(crate) settings: &'a Settings,
    /// Profiles that the first pass kept.
    pub(crate) kept: &'a Kept,
    pub(crate) observer: &'a dyn Observer,
}

/// Where a stage keeps its data.
#[derive(Clone, Copy)]
pub(crate) struct Room<'s> {
    /// Most bytes of the profiles that are held at a time.
    pub(crate) profiles: usize,
    pub(crate) scratch: &'s Scratch,
}

impl<'s> Room<'s> {
    /// The room once the signatures are dropped. With a memory limit the profiles have a part of it;
    /// without one, what the signatures took, or the usual room if that is more.
    pub(crate) fn after(signatures: &StoredSignatures, scratch: &'s Scratch) -> Room<'s> {
        let profiles = if scratch.is_limited() {
            scratch.room(3)
        } else {
            scratch.room(1).max(signatures.bytes())
        };
        Room { profiles, scratch }
    }
}

impl Rereading<'_> {
    /// Profiles `wanted` articles, given in rising order. Profiles that are neither `held` nor kept
    /// are built by reading the articles again. Unless all are held, other held profiles are dropped.
    pub(crate) fn profiles(self, wanted: Vec<ArticleId>, held: Profiles) -> Result<Profiles> {
        if held.have_all(&wanted) {
            return Ok(held);
        }
        // Those that are not wanted go before there is a list of all wanted ones, which is large.
        let held: Vec<(usize, OnceLock<Profile>)> = held
            .articles
            .into_iter()
            .zip(held.rows)
            .filter_map(|(article, profile)| Some((wanted.binary_search(&article).ok()?, profile)))
            .collect();
        let mut slots: Vec<OnceLock<Profile>> =
            wanted.par_iter().map(|_| OnceLock::new()).collect();
        for (row, profile) in held {
            slots[row] = profile;
        }
        slots.par_iter().zip(&wanted).filter(|(slot, _)| slot.get().is_none()).try_for_each(
            |(slot, &article)| {
                if let Some(profile) = self.kept.take(self.articles.place(article)?) {
                    slot.set(profile).expect("it was asked whether the slot is free");
                }
                Ok::<(), crate::Error>(())
            },
        )?;
        let missing = || {
            let rows = (0..).zip(&slots).filter(|(_, slot)| slot.get().is_none());
            rows.map(|(row, _)| (wanted[row], row))
        };
        let mut by_place: Vec<(Place, usize)> = missing()
            .map(|(article, row)| Ok((self.articles.place(article)?, row)))
            .collect::<Result<_>>()?;
        by_place.par_sort_unstable();
        let places: Vec<Place> = by_place.iter().map(|&(place, _)| place).collect();
        self.kept.each_stored(&places, |at, profile| {
            slots[by_place[at].1].set(profile).expect("each article is stored once");
        })?;
        let (missing, rows): (Vec<ArticleId>, Vec<usize>) = missing().unzip();
        self.read_again(Stage::Reread, &missing, |row, article, text| {
            let profile = Profile::new(article, text, self.settings.shingling);
            slots[rows[row]].set(profile).expect("each article is read once");
        })?;
        assert!(
            slots.par_iter().all(|slot| slot.get().is_some()),
            "reading again visits every article or fails"
        );
        let mut row_of = vec![NONE; self.articles.len()];
        for (row, article) in (0..).zip(&wanted) {
            row_of[article.index()] = row;
        }
        Ok(Profiles { articles: wanted, rows: slots, row_of })
    }

    /// Reads articles again. Calls `visit` with the row of each, the article and its clean text, in
    /// any order.
    pub(crate) fn read_again(
        self,
        stage: Stage,
        articles: &[ArticleId],
        visit: impl Fn(usize, &Article<'_>, &CleanText) + Sync,
    ) -> Result<()> {
        self.observer.begin(stage, Some(articles.len() as u64));
        let Rereading { input, observer, .. } = self;
        input.read_again(self.articles, articles, observer, |row, record| {
            let text = self.cleaner.clean(&record.article);
            visit(row, &record.article, &text);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{self, Cluster, Link, Node};
    use crate::pair::CandidatePair;
    use crate::shingle::Shingling;
    use crate::verify;

    struct Listed(Vec<Profile>);

    impl ProfileOf<ArticleId> for Listed {
        fn profile(&self, article: ArticleId) -> &Profile {
            &self.0[article.index()]
        }
    }

    const SENTENCES: [&str; 7] = [
        "The ferry left the pier of Tarn in thick fog on Monday morning. ",
        "Nobody on board was hurt, the harbour master of the island said. ",
        "Trains between Wick and Orrin were late again because of snow. ",
        "The council of Elmland votes on the new bridge over the river Elden. ",
        "Prices of bread and milk rose by a tenth within a single year. ",
        "A court sent the former mayor to prison for four and a half years. ",
        "Farmers fear that the dry spring will cost them half of the harvest. ",
    ];

    #[test]
    fn large_component_is_grouped_the_same_with_and_without_an_index_of_its_texts() {
        let cleaner = Cleaner::new();
        // Each text has three sentences or more.
        let texts = (0..1_u32 << SENTENCES.len()).filter(|text| text.count_ones() > 2);
        let profiles = texts.map(|text| {
            let sentences = (0..).zip(SENTENCES).filter(|(bit, _)| text >> bit & 1 == 1);
            let body: String = sentences.map(|(_, sentence)| sentence).collect();
            let article = Article { body: body.into(), ..Article::default() };
            Profile::new(&article, &cleaner.clean(&article), Shingling::default())
        });
        let profiles = Listed(profiles.collect());
        let rules = Rules::default();
        let scored = Scored { profiles: &profiles, rules };
        let plainly = |pair: CandidatePair| {
            let [one, other] = pair.articles().map(|article| profiles.profile(article));
            verify::measure(one, other, rules).score
        };

        let articles = (0..).take(profiles.0.len()).map(ArticleId);
        let nodes: Vec<Node> =
            articles.clone().map(|article| Node { article, copies: 1 }).collect();
        // Not all pairs that are alike are candidates.
        let pairs = articles.clone().flat_map(|one| {
            let behind = articles.clone().skip(one.index() + 1).step_by(3);
            behind.filter_map(move |other| CandidatePair::new(one, other))
        });
        let settings = Settings::default();
        let links = pairs.map(|pair| Link { pair, score: plainly(pair) });
        let links: Vec<Link> =
            links.filter(|link| link.score >= settings.pair_threshold()).collect();
        let component = || cluster::components(&nodes, links.iter().copied());
        let largest =
            component().into_batches(1).iter().map(|one| one.measured_articles().len()).max();
        // The index serves components that are too large to compare all pairs.
        let measure_all_up_to = 64;
        assert!(largest > Some(measure_all_up_to), "{largest:?}");
        let settings = Settings { measure_all_up_to, ..settings };
        let grouped = |measure: &dyn Measure| -> Vec<Cluster> {
            component().group(measure, settings.linkage())
        };
        let clusters = grouped(&scored);
        assert!(clusters.len() > 1);
        assert_eq!(clusters, grouped(&plainly));
    }
}
