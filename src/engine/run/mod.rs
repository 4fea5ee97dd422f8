//! A run, from files to stories.

pub(crate) mod agencies;
pub(crate) mod apart;
pub(crate) mod articles;
mod checkpoint;
pub(crate) mod clusters;
pub(crate) mod compare;
pub(crate) mod grouping;
pub(crate) mod input;
pub(crate) mod kept;
pub(crate) mod measured;
pub(crate) mod numbering;
pub(crate) mod placeholders;
mod plan;
pub(crate) mod profiles;
pub(crate) mod read;
pub(crate) mod shown;
pub(crate) mod task;
pub(crate) mod texts;

use self::agencies::{Agencies, Killed};
use self::apart::Apart;
use self::articles::Articles;
use self::clusters::Clusters;
use self::kept::KeptShown;
use self::measured::{MeasuredPairs, Verified};
use self::numbering::Numbered;
pub use self::plan::RunPlan;
use self::profiles::{Profiles, Rereading, Room};
use self::read::{Reading, UnreadDates};
use self::task::Task;
pub use self::task::Tolerance;
use self::texts::Texts;
use super::observer::Stage;
use crate::article::ArticleId;
use crate::cluster::Cluster;
use crate::corpus::{FirstPass, LeftOut, Reject};
use crate::error::Result;
use crate::lsh;
use crate::report::{Accounted, Counts, SkippedFacts};
use crate::scratch::Scratch;

/// The result of a run.
#[derive(Debug)]
pub struct Run {
    pub(crate) articles: Articles,
    pub(crate) agencies: Agencies,
    pub(crate) texts: Texts,
    pub(crate) verified: MeasuredPairs,
    pub(crate) near: MeasuredPairs,
    pub(crate) clusters: Clusters,
    /// Clusters, by their first texts, that are versions of a developing story.
    pub(crate) families: Vec<Vec<ArticleId>>,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) left_out: LeftOut,
    pub(crate) first_pass: FirstPass,
    /// All records that were read, including those that are not articles.
    pub(crate) read: u64,
    pub(crate) unread_dates: UnreadDates,
    pub(crate) killed: Killed,
    /// Display fields of some articles, kept from the first pass.
    pub(crate) shown: KeptShown,
    pub(crate) short_articles: usize,
    pub(crate) shared_keys: usize,
    pub(crate) scratch: Scratch,
}

/// Problems with the dates of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OddDates {
    /// Dates that could not be read: not a date, or ambiguous.
    pub unread: u64,
    /// The first of them.
    pub unread_example: Option<String>,
    /// Times without a time zone: only their day is used.
    pub without_zone: u64,
    /// Dates after the moment that was asked for.
    pub in_the_future: u64,
}

/// Groups articles into stories.
///
/// Runs on the threads of the current rayon pool. The result does not depend on the number of
/// threads, or on the order of files and lines.
pub(crate) fn cluster(task: Task<'_>) -> Result<Run> {
    let Task { input, cleaner, settings, tolerance, scratch, observer } = task;
    let reading = if let Some(kept) = checkpoint::load_reading(scratch)? {
        // The run that saved it may have had a higher tolerance.
        let read = kept.first_pass.files.iter().map(|file| file.records).sum();
        tolerance.check(input, &kept.rejects, read)?;
        kept
    } else {
        let reading = read::read(task)?;
        checkpoint::save_reading(scratch, &reading)?;
        reading
    };
    let Reading { numbered, kept, shown, rejects, left_out, first_pass, unread_dates, killed } =
        reading;
    let Numbered { articles, signatures, shared_keys, .. } = numbered;

    observer.begin(Stage::Candidates, None);
    let placeholders = placeholders::of_run(input, &articles, scratch)?;
    let least = settings.least_words(input.body_is());
    let texts = Texts::of(&articles, least, placeholders, settings.pairing, scratch)?;
    let room = Room::after(&signatures, scratch);
    let rereading =
        Rereading { input, cleaner, articles: &articles, settings, kept: &kept, observer };
    let (verified, profiles) = if let Some(verified) = checkpoint::load_verified(scratch) {
        drop(signatures);
        (verified, Profiles::default())
    } else {
        let comparable = compare::comparable(&articles, &texts, settings)?;
        let apart = Apart::of(&articles, &texts, settings.pairing)?;
        let candidates = lsh::find(&signatures, &comparable, settings.lsh, scratch)?;
        // Signatures are not needed after this point.
        drop((signatures, comparable));
        let (verified, profiles) = compare::verify(rereading, &candidates, apart.as_ref(), room)?;
        kept.clear();
        articles.check()?;
        checkpoint::save_verified(scratch, &verified)?;
        (verified, profiles)
    };
    let Verified { pairs: verified, near } = verified;
    let clusters = grouping::group(rereading, &texts, &verified, profiles, room)?;
    let threshold = settings.family_pair_threshold();
    let (families, short_articles) = rayon::join(
        || grouping::families(&clusters, &texts, [&verified, &near], threshold),
        || articles.shorter_than(settings.min_words),
    );
    let (families, short_articles) = (families?, short_articles?);
    let run = Run {
        agencies: Agencies::new(cleaner, &articles.outlets),
        articles,
        texts,
        verified,
        near,
        clusters,
        families,
        rejects,
        left_out,
        read: first_pass.files.iter().map(|file| file.records).sum(),
        first_pass,
        unread_dates,
        killed,
        shown,
        short_articles,
        shared_keys,
        scratch: scratch.clone(),
    };
    run.articles.check()?;
    Ok(run)
}

impl Run {
    /// Counts of the records.
    pub fn counts(&self) -> Result<Counts> {
        let articles = self.articles.len() as u64;
        let mut clustered = 0;
        self.each_cluster(|cluster| {
            let copies = |&node: &ArticleId| self.texts.articles_like(node).count() as u64;
            let articles: u64 = cluster.nodes.iter().map(copies).sum();
            clustered += if articles > 1 { articles } else { 0 };
        })?;
        let accounted = Accounted {
            clustered,
            single: articles - clustered,
            rejected: self.rejects.len() as u64,
            left_out: self.left_out.total(),
            placeholders: self.placeholders() as u64,
        };
        Counts::new(self.read, accounted)
    }

    /// Visits all clusters in the order of their first texts.
    pub(crate) fn each_cluster(&self, mut visit: impl FnMut(&Cluster)) -> Result<()> {
        self.clusters
            .firsts(&self.texts)
            .try_for_each(|first| self.clusters.cluster(first).map(|cluster| visit(&cluster)))
    }

    /// What the first pass found in each file, in the order of the corpus.
    pub fn first_pass(&self) -> &FirstPass {
        &self.first_pass
    }

    /// The records that are not articles of this run, by their places.
    pub fn rejects(&self) -> &[Reject] {
        &self.rejects
    }

    /// The articles that the selection left out.
    pub fn left_out(&self) -> SkippedFacts {
        let reasons = self.left_out.by_reason();
        let reasons = reasons.map(|(why, records)| (why.name().to_owned(), records));
        SkippedFacts::of(reasons, self.read)
    }

    /// Number of outlets. Articles without one are not counted.
    pub fn outlets(&self) -> usize {
        self.articles.outlets.len()
    }

    /// Articles that have too few words to be compared.
    pub fn short_articles(&self) -> usize {
        self.short_articles
    }

    /// Articles whose text their outlet has under headlines of other stories too, such as the notice of a
    /// paywall. They are not compared.
    pub fn placeholders(&self) -> usize {
        self.texts.placeholders().len()
    }

    /// Articles that were renamed because another text has their key.
    pub fn renamed_articles(&self) -> usize {
        self.shared_keys
    }

    /// Problems with the dates. `now` is in seconds since 1970.
    pub fn dates(&self, now: i64) -> Result<OddDates> {
        let (mut without_zone, mut in_the_future) = (0, 0);
        self.articles.each(|_, facts| {
            if let Some(date) = facts.published {
                without_zone += u64::from(date.lacks_zone());
                in_the_future += u64::from(date.seconds() > now);
            }
            Ok(())
        })?;
        Ok(OddDates {
            unread: self.unread_dates.count,
            unread_example: self.unread_dates.first.as_ref().map(|(_, date)| date.to_string()),
            without_zone,
            in_the_future,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use std::fs::{self, File};
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::corpus::{Corpus, Input, Options};
    use crate::engine::{Observer, Singletons, Story, Unobserved, Wirecopy, Writing};
    use crate::error::ErrorKind;
    use crate::report::{Formats, LargeTables, OutputFolder, Overwrite, RunIdentity, Tables};

    /// Empties one of the files in a folder when a stage begins.
    struct Emptying<'f> {
        folder: &'f Path,
        stage: Stage,
        file: usize,
        /// Whether the file existed and was emptied.
        is_done: AtomicBool,
    }

    impl Observer for Emptying<'_> {
        fn begin(&self, stage: Stage, _: Option<u64>) {
            if stage != self.stage || self.is_done.load(Ordering::Relaxed) {
                return;
            }
            let mut files: Vec<_> =
                fs::read_dir(self.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            files.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
            if let Some(path) = files.get(self.file) {
                File::options().write(true).open(path).unwrap().set_len(0).unwrap();
                self.is_done.store(true, Ordering::Relaxed);
            }
        }

        fn advance(&self, _: u64) {}
    }

    #[test]
    fn run_fails_if_a_scratch_file_that_it_still_needs_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample.jsonl");
        let news = folder.path().join("news.jsonl");
        let text = fs::read_to_string(sample).unwrap();
        fs::write(&news, text.lines().take(60).collect::<Vec<_>>().join("\n")).unwrap();
        let corpus = Corpus::open(
            &[Input::Path(news)],
            &Options::default(),
            Path::new("."),
            &mut std::io::empty(),
        )
        .unwrap();
        let wirecopy = Wirecopy::builder();
        let tables = |scratch: &Path, observer: &dyn Observer| -> Result<Vec<_>> {
            let wirecopy = wirecopy.clone().memory(1, scratch).observer(observer).build();
            let run = wirecopy.run_corpus(&corpus)?;
            let output = tempfile::tempdir().unwrap();
            let identity = RunIdentity { config: serde_json::Value::Null, inputs: Vec::new() };
            let output =
                OutputFolder::claim(&output.path().join("out"), &identity, Overwrite::Refuse)?;
            let formats = Formats::of(&[]);
            let large = LargeTables { pairs: true, articles: true, passages: true };
            let mut tables = Tables::create(&output, large, None, &formats)?;
            let (cleaner, singletons) = (wirecopy.cleaner(), Singletons::Included);
            let writing = Writing { corpus: &corpus, cleaner, singletons, observer };
            run.write_tables(writing, &mut tables)?;
            let written = tables.finish()?.files().to_vec();
            Ok(written)
        };
        let scratch = folder.path().join("scratch");
        fs::create_dir(&scratch).unwrap();
        let whole = tables(&scratch, &Unobserved).unwrap();
        let mut failed = 0;
        for stage in
            [Stage::Candidates, Stage::Reread, Stage::Verify, Stage::Cluster, Stage::Tables]
        {
            for file in 0.. {
                let emptying =
                    Emptying { folder: &scratch, stage, file, is_done: AtomicBool::new(false) };
                match tables(&scratch, &emptying) {
                    Ok(written) => assert_eq!(written, whole, "{stage:?} {file}"),
                    Err(error) => {
                        let is_told = matches!(error.kind(), ErrorKind::Scratch { .. });
                        assert!(is_told, "{stage:?} {file}: {error}");
                        failed += 1;
                    }
                }
                if !emptying.is_done.into_inner() {
                    break;
                }
            }
        }
        assert!(failed > 10, "{failed}");
    }

    #[test]
    fn run_with_little_memory_gives_the_same_results() {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample.jsonl");
        let inputs = [Input::Path(sample)];
        let corpus =
            Corpus::open(&inputs, &Options::default(), Path::new("."), &mut std::io::empty())
                .unwrap();
        let wirecopy = Wirecopy::builder();
        let run = |scratch: Scratch| {
            wirecopy.clone().scratch(scratch).build().run_corpus(&corpus).unwrap()
        };
        let told = |run: &Run| format!("{:?}", run.described(Singletons::Included).unwrap());
        let pairs = |pairs: &MeasuredPairs| pairs.iter().map(Result::unwrap).collect::<Vec<_>>();
        let whole = run(Scratch::in_memory());
        let stories = |run: &Run| run.stories().collect::<Result<Vec<Story>>>().unwrap();
        assert!(!stories(&whole).is_empty());
        for memory in [1, 50_000, 2_000_000] {
            let folder = tempfile::tempdir().unwrap();
            let limited = run(Scratch::in_folder(folder.path(), memory));
            assert_eq!(pairs(&limited.verified), pairs(&whole.verified));
            assert_eq!(pairs(&limited.near), pairs(&whole.near));
            assert_eq!(told(&limited), told(&whole));
            assert_eq!(stories(&limited), stories(&whole));
            assert_eq!(limited.relations().unwrap(), whole.relations().unwrap());
            assert_eq!(limited.families, whole.families);
            drop(limited);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
