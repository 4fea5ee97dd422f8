//! Runs on Apache Spark, without an engine: the job, the worker's first words, and what is refused. tests/spark/run has the
//! rest.

use crate::articles::{corpus, lines};
use crate::program::{Desk, Said};

/// A folder with articles.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk
}

/// What was said, however its lines are broken.
fn words(said: &Said) -> String {
    said.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn worker_of_another_version_is_refused() {
    let desk = Desk::new();
    let said = desk.run_with_input("worker sign", "{\"version\": \"0.0.1\"}\n");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!((said.exit, &*said.stdout), (2, ""));
    let told = format!("the run is of wirecopy 0.0.1, and this worker has wirecopy {version}");
    assert!(words(&said).contains(&told), "{}", said.stderr);
}

#[test]
fn worker_is_told_in_full_by_the_job() {
    let desk = desk();
    desk.run("cluster news.jsonl --engine spark --prepare --since 2026-01-01 -o out").done();
    let job = desk.json("out/.work/kept/spark/job.json");
    assert_eq!(job["work"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(job["work"]["reading"]["selection"]["since"], "2026-01-01");
    assert_eq!(job["tasks"][0]["files"][0]["path"], "news.jsonl");
    // It takes all of that, and ends at the stream that does not follow.
    let said = desk.run_with_input("worker components", format!("{}\n", job["work"]));
    assert_eq!(said.exit, 4, "{}", said.stderr);
    assert!(words(&said).contains("the rows of the stage cannot be used"), "{}", said.stderr);
}

#[test]
fn script_that_is_printed_is_the_one_that_is_started() {
    let desk = desk();
    desk.run("cluster news.jsonl --engine sail --prepare -o out").done();
    let printed = desk.run("spark-script").done().stdout;
    assert!(printed.starts_with("\"\"\"Runs the stages"), "{printed}");
    assert_eq!(desk.read("out/.work/kept/sail/wirecopy_spark.py"), printed);
}

#[test]
fn what_workers_cannot_do_is_refused() {
    let desk = desk();
    for (typed, told) in [
        (
            "news.jsonl --engine spark --window 2d",
            "--window and --across do not work with --engine",
        ),
        ("news.jsonl --engine spark --limit 5", "--limit and --sample with a number do not work"),
        ("news.jsonl --engine spark --python nosuchpython", "nosuchpython: cannot be started"),
        ("- --engine spark", "--engine needs inputs that workers can find again"),
        ("news.jsonl --master local[2]", "--engine <ENGINE>"),
        (
            "news.jsonl --engine spark --stages some[1]",
            "engines take [ ] { } * ? and \\ for patterns",
        ),
        ("news.jsonl --engine sail --tables-in out/tables", "not in the output folder"),
        ("news.jsonl --engine sail --tables-in far --singletons", "cannot be used with"),
        ("s3://desk/news.jsonl", "s3://desk/news.jsonl: a URL needs --engine"),
        (
            "s3://desk/news.jsonl news.jsonl --engine sail",
            "s3://desk/news.jsonl is a URL and news.jsonl is none",
        ),
    ] {
        let said = desk.run_with_input(&format!("cluster {typed} -o out"), lines(&corpus()));
        assert!(said.exit != 0 && words(&said).contains(told), "{typed}: {}", said.stderr);
    }
}

#[cfg(unix)]
#[test]
fn engine_that_ends_without_a_word_is_told_with_the_end_of_its_log() {
    let desk = desk();
    let said = desk.run("cluster news.jsonl --engine spark --python cat -o out");
    assert_eq!(said.exit, 4);
    assert!(words(&said).contains("the engine ended with exit status: 1"), "{}", said.stderr);
    assert!(words(&said).contains("unrecognized option"), "{}", said.stderr);
    // Nothing else is left of the run, and one without an engine goes ahead.
    desk.run("cluster news.jsonl -o out").done();
}

#[test]
fn password_in_a_url_is_refused_and_not_repeated() {
    let desk = desk();
    for typed in [
        "s3://me:secret@desk/news.jsonl",
        "s3://me:secret@desk/news.jsonl --engine sail",
        "news.jsonl --engine sail --tables-in s3://me:secret@desk/tables",
    ] {
        let said = desk.run(&format!("cluster {typed} -o out"));
        assert_eq!(said.exit, 2, "{}", said.stderr);
        assert!(words(&said).contains("a URL cannot have a password"), "{}", said.stderr);
        assert!(!said.stderr.contains("secret"), "{}", said.stderr);
    }
}

#[test]
fn file_url_is_a_path() {
    let desk = desk();
    desk.run("cluster news.jsonl -o one").done();
    let url = format!("file://{}", desk.path("news.jsonl").display());
    desk.run(&format!("cluster {url} -o other")).done();
    assert_eq!(desk.read("one/clusters.csv"), desk.read("other/clusters.csv"));
}
