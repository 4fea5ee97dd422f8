//! Saves the finished stages of a run, so that a killed run can resume.

use serde::{Deserialize, Serialize};

use super::agencies::Killed;
use super::articles::{Articles, Outlets, Versions};
use super::kept::{Kept, KeptShown};
use super::measured::{MeasuredPairs, Verified};
use super::numbering::Numbered;
use super::read::{Reading, UnreadDates};
use crate::article::Place;
use crate::clean::Version;
use crate::corpus::{FileFacts, FirstPass, LeftOut, Notice, Reject};
use crate::error::Result;
use crate::scratch::Scratch;
use crate::signature::StoredSignatures;

/// The names of the stages. A stage whose data change gets another number, so that what an earlier version of the
/// program saved is not loaded.
const READ: &str = "read-2";
const VERIFIED: &str = "verified";

/// The result of the first pass, except for the spools.
#[derive(Serialize, Deserialize)]
struct ReadFacts {
    outlets: Vec<String>,
    versions: Vec<Version>,
    width: usize,
    rejects: Vec<Reject>,
    left_out: LeftOut,
    files: Vec<FileFacts>,
    notices: Vec<Notice>,
    unread_dates: u64,
    first_unread_date: Option<(Place, Box<str>)>,
    killed: Killed,
    shared_keys: usize,
}

/// The saved result of the first pass, if there is one.
pub(crate) fn load_reading(scratch: &Scratch) -> Result<Option<Reading>> {
    let loaded = scratch.checkpoints().and_then(|kept| kept.load::<ReadFacts>(READ));
    let Some((facts, spools)) = loaded else { return Ok(None) };
    let Ok([starts, articles, signatures, row_of]) = <[_; 4]>::try_from(spools) else {
        return Ok(None);
    };
    let outlets = Outlets::of_names(&facts.outlets);
    let versions = Versions::of(facts.versions);
    let numbered = Numbered {
        articles: Articles::of_parts([starts, articles], versions, outlets),
        signatures: StoredSignatures::of_parts(signatures, &row_of, facts.width)?,
        repeats: Vec::new(),
        shared_keys: facts.shared_keys,
    };
    Ok(Some(Reading {
        shown: KeptShown::default(),
        numbered,
        kept: Kept::default(),
        rejects: facts.rejects,
        left_out: facts.left_out,
        first_pass: FirstPass { files: facts.files, notices: facts.notices },
        unread_dates: UnreadDates { count: facts.unread_dates, first: facts.first_unread_date },
        killed: facts.killed,
    }))
}

/// Saves the result of the first pass.
pub(crate) fn save_reading(scratch: &Scratch, reading: &Reading) -> Result<()> {
    let Some(kept) = scratch.checkpoints() else { return Ok(()) };
    let Reading { numbered, rejects, left_out, first_pass, unread_dates, killed, .. } = reading;
    let Numbered { articles, signatures, shared_keys, .. } = numbered;
    let facts = ReadFacts {
        outlets: articles.outlets.names().map(str::to_owned).collect(),
        versions: articles.versions().to_vec(),
        width: signatures.width(),
        rejects: rejects.clone(),
        left_out: *left_out,
        files: first_pass.files.clone(),
        notices: first_pass.notices.clone(),
        unread_dates: unread_dates.count,
        first_unread_date: unread_dates.first.clone(),
        killed: killed.clone(),
        shared_keys: *shared_keys,
    };
    let row_of = signatures.row_of_spooled(scratch)?;
    let [starts, articles] = articles.spools();
    kept.save(READ, &facts, &[starts, articles, signatures.spooled(), &row_of])
}

/// The saved compared pairs, if there are any.
pub(crate) fn load_verified(scratch: &Scratch) -> Option<Verified> {
    let ((), spools) = scratch.checkpoints().and_then(|kept| kept.load::<()>(VERIFIED))?;
    let [pairs, near] = <[_; 2]>::try_from(spools).ok()?;
    Some(Verified {
        pairs: MeasuredPairs::of_spooled(pairs),
        near: MeasuredPairs::of_spooled(near),
    })
}

/// Saves the compared pairs.
pub(crate) fn save_verified(scratch: &Scratch, verified: &Verified) -> Result<()> {
    let Some(kept) = scratch.checkpoints() else { return Ok(()) };
    kept.save(VERIFIED, &(), &[verified.pairs.spooled(), verified.near.spooled()])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::{Corpus, Input, Options};
    use crate::engine::{Observer, Singletons, Stage, Unobserved, Wirecopy};
    use crate::scratch::Checkpoints;

    /// Records the stages that a run goes through.
    #[derive(Default)]
    struct Noted(std::sync::Mutex<Vec<Stage>>);

    impl Observer for Noted {
        fn begin(&self, stage: Stage, _: Option<u64>) {
            self.0.lock().unwrap().push(stage);
        }

        fn advance(&self, _: u64) {}
    }

    #[test]
    fn run_resumes_from_its_finished_stages() {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample.jsonl");
        let corpus = Corpus::open(
            &[Input::Path(sample)],
            &Options::default(),
            Path::new("."),
            &mut std::io::empty(),
        )
        .unwrap();
        let wirecopy = Wirecopy::builder();
        let folder = tempfile::tempdir().unwrap();
        let run = |scratch: &Scratch, observer: &dyn Observer| {
            let wirecopy = wirecopy.clone().scratch(scratch.clone()).observer(observer).build();
            let run = wirecopy.run_corpus(&corpus).unwrap();
            format!("{:?} {:?}", run.described(Singletons::Included).unwrap(), run.first_pass())
        };
        let whole = run(&Scratch::in_memory(), &Unobserved);
        for memory in [Scratch::in_memory(), Scratch::in_folder(folder.path(), 1)] {
            let kept = folder.path().join("kept");
            let checkpoints = Checkpoints::in_folder(&kept, "run".to_owned()).unwrap();
            let scratch = memory.with_checkpoints(checkpoints);
            assert_eq!(run(&scratch, &Unobserved), whole);
            let noted = Noted::default();
            assert_eq!(run(&scratch, &noted), whole);
            let stages = noted.0.into_inner().unwrap();
            assert!(!stages.contains(&Stage::Read) && !stages.contains(&Stage::Verify));
            std::fs::remove_file(kept.join("verified.json")).unwrap();
            let noted = Noted::default();
            assert_eq!(run(&scratch, &noted), whole);
            let stages = noted.0.into_inner().unwrap();
            assert!(!stages.contains(&Stage::Read) && stages.contains(&Stage::Verify));
            std::fs::remove_dir_all(&kept).unwrap();
        }
    }
}
