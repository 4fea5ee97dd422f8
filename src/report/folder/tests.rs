use super::*;
use crate::report::fixtures::{cluster, identity, member, pair, record};
use crate::report::{InputIdentity, LargeTables, Tables};

/// The names of everything in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn claim(path: &Path) -> OutputFolder {
    OutputFolder::claim(path, &identity(), Overwrite::Refuse).unwrap()
}

fn write_tables(folder: &OutputFolder, pairs: LargeTables) -> WrittenTables {
    let mut tables =
        Tables::create(folder, pairs, None, &crate::report::Formats::default()).unwrap();
    tables.cluster(&cluster()).unwrap();
    tables.member(&member()).unwrap();
    tables.pair(&pair()).unwrap();
    tables.finish().unwrap()
}

fn run(path: &Path, pairs: LargeTables) -> Vec<WrittenFile> {
    let folder = claim(path);
    let tables = write_tables(&folder, pairs);
    folder.finish(&tables, &record()).unwrap()
}

/// A folder for a run, inside a temporary one.
fn temporary() -> (tempfile::TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("wirecopy-out");
    (parent, path)
}

fn other_configuration() -> RunIdentity {
    RunIdentity { config: serde_json::json!({ "threshold": 0.8 }), ..identity() }
}

/// The files of a run without the tables that only some runs write.
fn tables_of_every_run() -> Vec<String> {
    let some = ["pairs.", "articles.", "passages.", "changes."];
    let is_always = |name: &String| !some.iter().any(|table| name.starts_with(table));
    let mut names: Vec<String> = all_files().filter(is_always).collect();
    names.push(RUN_RECORD.to_owned());
    names.retain(|name| cfg!(feature = "parquet") || !name.contains(".parquet"));
    names.sort_unstable();
    names
}

#[test]
fn finished_run_has_its_tables_and_no_scratch_folder() {
    let (_parent, path) = temporary();
    let files = run(&path, LargeTables::default());
    assert_eq!(names(&path), tables_of_every_run());
    let mut names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, tables_of_every_run());
    for file in files {
        assert_eq!(fs::metadata(path.join(&file.name)).unwrap().len(), file.bytes, "{}", file.name);
    }
}

#[test]
fn nothing_is_in_place_before_the_run_is_finished() {
    let (_parent, path) = temporary();
    let folder = claim(&path);
    let _tables = write_tables(&folder, LargeTables { pairs: true, ..LargeTables::default() });
    assert_eq!(names(&path), [SCRATCH]);
}

#[test]
fn folder_made_for_a_run_that_fails_is_gone() {
    let (parent, path) = temporary();
    let folder = claim(&path);
    write_tables(&folder, LargeTables::default());
    drop(folder);
    assert!(names(parent.path()).is_empty());
}

#[test]
fn empty_folder_of_the_user_stays_when_the_run_fails() {
    let (_parent, path) = temporary();
    fs::create_dir(&path).unwrap();
    drop(claim(&path));
    assert!(names(&path).is_empty());
}

#[test]
fn same_run_may_be_repeated() {
    let (_parent, path) = temporary();
    let first = run(&path, LargeTables::default());
    assert_eq!(run(&path, LargeTables::default()), first);
}

#[test]
fn finished_run_with_other_settings_is_refused() {
    let (_parent, path) = temporary();
    let folder = OutputFolder::claim(&path, &other_configuration(), Overwrite::Refuse).unwrap();
    let tables = write_tables(&folder, LargeTables::default());
    folder.finish(&tables, &record()).unwrap();
    let before = fs::read(path.join(RUN_RECORD)).unwrap();

    let error = OutputFolder::claim(&path, &identity(), Overwrite::Refuse).unwrap_err();
    let ErrorKind::OtherConfiguration { finished, requested, .. } = error.kind() else {
        panic!("{error}");
    };
    assert_eq!([finished.as_str(), requested], ["threshold 0.8", "threshold 0.36"]);
    let message = format!("{} holds a run with other settings (threshold 0.8)", path.display());
    assert_eq!(error.to_string(), message);
    assert_eq!(names(&path), tables_of_every_run());
    assert_eq!(fs::read(path.join(RUN_RECORD)).unwrap(), before);
}

#[test]
fn finished_run_over_other_inputs_is_refused() {
    let (_parent, path) = temporary();
    run(&path, LargeTables::default());
    let other = RunIdentity {
        inputs: vec![InputIdentity { path: "sport.jsonl".into(), bytes: Some(1_203) }],
        ..identity()
    };
    let error = OutputFolder::claim(&path, &other, Overwrite::Refuse).unwrap_err();
    let message =
        format!("{} holds a run over other inputs (news.jsonl, 1203 bytes)", path.display());
    assert_eq!(error.to_string(), message);
}

#[test]
fn force_replaces_another_run() {
    let (_parent, path) = temporary();
    run(&path, LargeTables { pairs: true, ..LargeTables::default() });
    let folder = OutputFolder::claim(&path, &other_configuration(), Overwrite::Force).unwrap();
    let tables = write_tables(&folder, LargeTables::default());
    folder.finish(&tables, &record()).unwrap();
    assert_eq!(names(&path), tables_of_every_run());
    let run_json = fs::read_to_string(path.join(RUN_RECORD)).unwrap();
    assert!(run_json.contains(r#""threshold": 0.8"#), "{run_json}");
}

#[test]
fn table_that_a_later_run_does_not_write_is_removed() {
    let (_parent, path) = temporary();
    run(&path, LargeTables { pairs: true, ..LargeTables::default() });
    assert!(path.join("pairs.csv").exists());
    run(&path, LargeTables::default());
    assert_eq!(names(&path), tables_of_every_run());
}

#[test]
fn folder_with_files_of_the_user_is_refused_and_untouched() {
    let (_parent, path) = temporary();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("members.csv"), "name,fee\n").unwrap();
    let error = OutputFolder::claim(&path, &identity(), Overwrite::Refuse).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{} contains members.csv, which is not part of a run", path.display())
    );
    assert_eq!(names(&path), ["members.csv"]);
}

#[test]
fn run_record_of_another_program_is_refused() {
    let (_parent, path) = temporary();
    fs::create_dir(&path).unwrap();
    fs::write(path.join(RUN_RECORD), r#"{"tool": "treadmill", "config": {}, "inputs": []}"#)
        .unwrap();
    let error = OutputFolder::claim(&path, &identity(), Overwrite::Refuse).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NotARun { found, .. } if found == RUN_RECORD),
        "{error}"
    );
}

#[test]
fn force_keeps_other_files_of_the_user() {
    let (_parent, path) = temporary();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("pairs.csv"), "left,right\n").unwrap();
    fs::write(path.join("notes.txt"), "ours").unwrap();
    let folder = OutputFolder::claim(&path, &identity(), Overwrite::Force).unwrap();
    let tables = write_tables(&folder, LargeTables::default());
    folder.finish(&tables, &record()).unwrap();
    assert_eq!(fs::read_to_string(path.join("pairs.csv")).unwrap(), "left,right\n");
    assert_eq!(fs::read_to_string(path.join("notes.txt")).unwrap(), "ours");
}

#[test]
fn files_next_to_a_finished_run_stay() {
    let (_parent, path) = temporary();
    run(&path, LargeTables::default());
    fs::write(path.join("notes.txt"), "ours").unwrap();
    run(&path, LargeTables::default());
    assert_eq!(fs::read_to_string(path.join("notes.txt")).unwrap(), "ours");
}

#[test]
fn scratch_folder_of_the_user_is_refused_even_by_force() {
    let (_parent, path) = temporary();
    fs::create_dir_all(path.join(SCRATCH)).unwrap();
    fs::write(path.join(SCRATCH).join("draft.txt"), "ours").unwrap();
    let error = OutputFolder::claim(&path, &identity(), Overwrite::Force).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NotARun { found, .. } if found == SCRATCH),
        "{error}"
    );
    assert_eq!(names(&path.join(SCRATCH)), ["draft.txt"]);
}

#[test]
fn two_runs_never_share_a_folder() {
    let (_parent, path) = temporary();
    let first = claim(&path);
    let error = OutputFolder::claim(&path, &identity(), Overwrite::Force).unwrap_err();
    assert_eq!(error.to_string(), format!("another run is writing to {}", path.display()));
    drop(first);
    claim(&path);
}

#[test]
fn of_many_claims_at_once_one_succeeds() {
    let (_parent, path) = temporary();
    fs::create_dir(&path).unwrap();
    let start = std::sync::Barrier::new(8);
    let claims: Vec<_> = std::thread::scope(|scope| {
        let claim = || {
            start.wait();
            OutputFolder::claim(&path, &identity(), Overwrite::Refuse)
        };
        let claiming: Vec<_> = (0..8).map(|_| scope.spawn(claim)).collect();
        claiming.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(claims.iter().filter(|claim| claim.is_ok()).count(), 1);
    for error in claims.iter().filter_map(|claim| claim.as_ref().err()) {
        assert!(matches!(error.kind(), ErrorKind::FolderInUse { .. }), "{error}");
    }
}

#[test]
fn killed_run_leaves_the_finished_one_untouched() {
    let (_parent, path) = temporary();
    run(&path, LargeTables::default());
    let before = fs::read(path.join("clusters.csv")).unwrap();

    let folder = claim(&path);
    write_tables(&folder, LargeTables { pairs: true, ..LargeTables::default() });
    // As if killed: nothing is dropped, but the system releases the lock.
    folder.claim.lock.unlock().unwrap();
    std::mem::forget(folder);

    assert_eq!(fs::read(path.join("clusters.csv")).unwrap(), before);
    assert!(path.join(RUN_RECORD).exists());
    let scratch = claim(&path).scratch().to_owned();
    assert!(!scratch.exists(), "what the killed run left is gone with the next one");
}

#[test]
fn interrupted_finish_leaves_no_finished_run() {
    let (_parent, path) = temporary();
    run(&path, LargeTables::default());

    // A folder in place of a table stops `finish` halfway: after the old record is removed, before
    // the new one is there.
    let folder = claim(&path);
    fs::remove_file(path.join("members.csv")).unwrap();
    fs::create_dir_all(path.join("members.csv").join("in the way")).unwrap();
    let tables = write_tables(&folder, LargeTables::default());
    let error = folder.finish(&tables, &record()).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Write { path, .. } if path.ends_with("members.csv")),
        "{error}"
    );
    assert!(!path.join(RUN_RECORD).exists());

    // A refused claim does not change that.
    assert!(OutputFolder::claim(&path, &identity(), Overwrite::Force).is_err());
    fs::remove_dir_all(path.join("members.csv")).unwrap();
    run(&path, LargeTables::default());
    assert_eq!(names(&path), tables_of_every_run());
}

#[test]
fn run_is_complete_once_its_results_are_in_place() {
    let (_parent, path) = temporary();
    let folder = claim(&path);
    let is_complete = folder.completion();
    drop(folder);
    assert!(!is_complete());

    let folder = claim(&path);
    let is_complete = folder.completion();
    let tables = write_tables(&folder, LargeTables::default());
    assert!(!is_complete());
    folder.finish(&tables, &record()).unwrap();
    assert!(is_complete());
}

#[test]
fn nothing_is_written_while_the_process_is_being_stopped() {
    let (_parent, path) = temporary();
    let folder = claim(&path);
    let tables = write_tables(&folder, LargeTables::default());
    let scratch = folder.scratch().to_owned();
    std::thread::scope(|scope| {
        let stopping = scratch::hold();
        let finishing = scope.spawn(|| folder.finish(&tables, &record()));
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(!scratch.join(RUN_RECORD).exists());
        drop(stopping);
        finishing.join().unwrap().unwrap();
    });
}

#[test]
fn path_that_is_a_file_is_an_error() {
    let (_parent, path) = temporary();
    fs::write(&path, "a file").unwrap();
    let error = OutputFolder::claim(&path, &identity(), Overwrite::Force).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Read { .. }), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "a file");
}

#[test]
fn copied_parts_of_a_table_are_replaced_but_not_a_folder_of_the_user() {
    let (_parent, path) = temporary();
    run(&path, LargeTables::default());
    for table in ["members.jsonl", "articles.csv"] {
        _ = fs::remove_file(path.join(table));
        fs::create_dir(path.join(table)).unwrap();
        fs::write(path.join(table).join("part-00000.jsonl"), "{}").unwrap();
    }
    run(&path, LargeTables::default());
    assert!(path.join("members.jsonl").is_file() && !path.join("articles.csv").exists());

    let mine = path.join("articles.csv");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("notes.txt"), "mine").unwrap();
    let error = OutputFolder::claim(&path, &identity(), Overwrite::Force).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotARun { found, .. } if found == "articles.csv"));
    assert!(path.join(RUN_RECORD).exists() && mine.join("notes.txt").exists());
}
