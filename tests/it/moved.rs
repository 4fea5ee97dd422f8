//! A finished run can be read from any folder, and after its inputs have moved.

use std::fs;

use crate::articles::{article, corpus, lines};
use crate::program::{Desk, Said};

/// The commands that reread the inputs of the run in `out`, as typed from another folder.
fn all(desk: &Desk, out: &str, more: &str) -> Vec<Said> {
    [
        format!("dedup {out} -o {out}/clean {more}"),
        format!("explain {out} a1 b1 {more}"),
        format!("report {out} -o {out}/report.html {more}"),
        format!("export {out} --to passim -o {out}/passim.jsonl {more}"),
    ]
    .iter()
    .map(|words| desk.run(words))
    .collect()
}

#[track_caller]
fn all_done(desk: &Desk, out: &str, more: &str) {
    for said in all(desk, out, more) {
        let said = said.done();
        assert!(!said.stderr.contains("no texts"), "{}", said.stderr);
    }
    assert_eq!(desk.read(&format!("{out}/passim.jsonl")).lines().count(), 5);
    fs::remove_dir_all(desk.path(&format!("{out}/clean"))).unwrap();
}

/// A run in the folder `work` over files in it, with its own table of agencies.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("work/in/one/news.jsonl", lines(&corpus()[..3]));
    desk.put("work/in/two/news.jsonl", lines(&corpus()[3..]));
    desk.put(
        "work/agencies.tsv",
        fs::read(crate::program::project_file("data/agencies.tsv")).unwrap(),
    );
    let run = desk
        .command("cluster in -o out --agencies agencies.tsv")
        .current_dir(desk.path("work"))
        .output()
        .unwrap();
    assert!(run.status.success());
    desk
}

#[test]
fn run_can_be_read_from_any_folder() {
    let desk = desk();
    all_done(&desk, "work/out", "");
    desk.run("dedup work/out -o clean").done();
    assert!(
        desk.path("clean/one/news.jsonl").exists() && desk.path("clean/two/news.jsonl").exists()
    );
    // A file with the same name in the current folder is not mistaken for the run's.
    desk.put("in/one/news.jsonl", "other");
    all_done(&desk, "work/out", "");
}

#[test]
fn run_that_moved_with_its_inputs_can_be_read() {
    let desk = desk();
    fs::rename(desk.path("work"), desk.path("elsewhere")).unwrap();
    all_done(&desk, "elsewhere/out", "");
}

#[test]
fn moved_inputs_are_found_by_name_and_checked_by_content() {
    let desk = desk();
    // The two have the same name, so only their contents differ.
    fs::create_dir_all(desk.path("store/b")).unwrap();
    fs::create_dir_all(desk.path("store/a")).unwrap();
    fs::rename(desk.path("work/in/one/news.jsonl"), desk.path("store/b/news.jsonl")).unwrap();
    fs::rename(desk.path("work/in/two/news.jsonl"), desk.path("store/a/news.jsonl")).unwrap();
    for said in all(&desk, "work/out", "") {
        assert!(said.stderr.contains("in/one/news.jsonl: no longer there"), "{}", said.stderr);
    }
    all_done(&desk, "work/out", "--corpus store");
    let clean = desk.run("dedup work/out -o clean --corpus store").done().stdout;
    assert!(clean.starts_with("clean  4 kept + 2 removed = 6 read"), "{clean}");
    assert!(
        desk.path("clean/one/news.jsonl").exists() && desk.path("clean/two/news.jsonl").exists()
    );

    desk.put("store/a/news.jsonl", lines(&[article("a2", "gazette.example", "Changed.")]));
    let said = desk.run("explain work/out a1 b1 --corpus store");
    assert_eq!(said.exit, 4, "{}", said.stderr);
    assert!(said.stderr.contains("has changed"), "{}", said.stderr);
    assert_eq!(desk.run("explain work/out a1 b1 --corpus nowhere").exit, 2);
}

#[test]
fn texts_in_folders_keep_their_ids_and_outlets_when_moved() {
    let desk = Desk::new();
    for article in corpus() {
        let [id, outlet, body] =
            ["id", "outlet", "body"].map(|field| article[field].as_str().unwrap().to_owned());
        desk.put(&format!("pages/{outlet}/{id}.txt"), body);
    }
    desk.run("cluster pages -o out").done();
    fs::rename(desk.path("pages"), desk.path("texts")).unwrap();
    let ids = "gazette.example/a1.txt herald.example/b1.txt";
    assert_eq!(desk.run(&format!("explain out {ids}")).exit, 4);
    let said = desk.run(&format!("explain out {ids} --corpus texts")).done().stdout;
    assert!(said.contains("gazette.example/a1.txt · gazette.example"), "{said}");
}

#[test]
fn base_is_relative_to_the_current_folder() {
    let desk = Desk::new();
    desk.put("work/mine/news.jsonl", lines(&corpus()[..2]));
    desk.put("work/base/news.jsonl", lines(&corpus()[2..3]));
    let run =
        desk.command("cluster mine base -o out").current_dir(desk.path("work")).output().unwrap();
    assert!(run.status.success());
    for (place, base) in ["work/base", "base"].iter().enumerate() {
        let said =
            desk.run(&format!("dedup work/out -o clean{place} --against {base}")).done().stdout;
        assert!(said.contains("  1 kept + 1 removed = 2 read"), "{base}: {said}");
    }
    assert_eq!(desk.run("dedup work/out -o other --against elsewhere").exit, 2);
}
