//! Memory, disk, and killed runs.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::articles::{corpus, lines};
use crate::program::{Desk, project_file};

/// The results in a folder without `run.json`, which has times.
fn results(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut results: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_folder = path.is_dir();
            (name, if is_folder { Vec::new() } else { fs::read(path).unwrap() })
        })
        .filter(|(name, _)| name != "run.json")
        .collect();
    results.sort();
    results
}

fn synth(desk: &Desk, articles: u32) {
    desk.run(&format!("synth -n {articles} --short -o news.jsonl")).done();
}

#[test]
fn run_within_a_limit_writes_the_same_files() {
    let desk = Desk::new();
    fs::copy(project_file("data/sample.jsonl"), desk.path("news.jsonl")).unwrap();
    for kind in ["", "--singletons --recall 0.99"] {
        desk.run(&format!("cluster news.jsonl -o free --pairs --force {kind}")).done();
        let limited =
            format!("cluster news.jsonl -o limited --pairs --memory 82M -j 2 --force {kind}");
        let said = desk.run(&limited).done();
        assert!(
            said.stderr.contains("--memory is 82 MB: working on disk in 1 pass"),
            "{}",
            said.stderr
        );
        assert!(results(&desk.path("free")) == results(&desk.path("limited")), "{kind}");
        let [free, limited] =
            ["free", "limited"].map(|folder| desk.json(&format!("{folder}/run.json")));
        for part in ["counts", "inputs", "config", "files", "lsh", "warnings"] {
            assert_eq!(free[part], limited[part]);
        }
    }
}

#[test]
fn folder_for_temporary_files_is_left_as_it_was() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    fs::create_dir(desk.path("big")).unwrap();
    desk.run("cluster news.jsonl -o out --memory 95M -j 2 --tmp big").done();
    assert_eq!(fs::read_dir(desk.path("big")).unwrap().count(), 0);
    assert!(!desk.path("out/.work").exists());
    desk.put("full", "no folder");
    let said = desk.run("cluster news.jsonl -o out2 --memory 95M -j 2 --tmp full");
    assert_eq!(said.exit, 4, "{}", said.stderr);
    assert!(!desk.path("out2/run.json").exists());
}

#[test]
fn dry_run_prints_the_plan_and_writes_nothing() {
    let desk = Desk::new();
    synth(&desk, 2000);
    let said = desk.run("cluster news.jsonl -o out -n").done();
    assert!(said.stdout.starts_with("estimate: 2,"), "{}", said.stdout);
    assert!(said.stdout.contains("no temporary disk space"), "{}", said.stdout);
    let said = desk.run("cluster news.jsonl -o out -n --memory 90M -j 2 --json").done();
    let plan: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let articles = plan["articles"].as_u64().unwrap();
    assert!((1900..2100).contains(&articles) && plan["disk_bytes"].as_u64().unwrap() > 0);
    assert!(!desk.path("out").exists());
    let said = desk.run("cluster news.jsonl -o out --memory 1M");
    assert_eq!((said.exit, desk.path("out").exists()), (2, false));
}

#[test]
fn killed_run_resumes_with_the_same_results() {
    let desk = Desk::new();
    synth(&desk, 4000);
    let begun = Instant::now();
    desk.run("cluster news.jsonl -o whole").done();
    let whole = begun.elapsed();
    let expected = results(&desk.path("whole"));
    for round in 0..3_u32 {
        // At different times, later in later rounds.
        for part in 1..=5 {
            let mut run = desk
                .command("cluster news.jsonl -o out --memory 95M -j 2 --force")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(
                whole * (2 * part + round) / 11 + Duration::from_millis(u64::from(round)),
            );
            run.kill().unwrap();
            run.wait().unwrap();
        }
        desk.run("cluster news.jsonl -o out --memory 95M -j 2 --force").done();
        assert!(results(&desk.path("out")) == expected, "round {round}");
    }
}

#[test]
fn finished_stages_are_reused_unless_the_run_is_fresh() {
    let desk = Desk::new();
    synth(&desk, 4000);
    desk.run("cluster news.jsonl -o whole").done();
    let command = "cluster news.jsonl -o out --memory 95M -j 2";
    let stages = |desk: &Desk| -> Vec<String> {
        let seconds = desk.json("out/run.json")["seconds"].clone();
        seconds.as_object().unwrap().keys().cloned().collect()
    };
    for (fresh, is_read) in [("", false), (" --fresh", true)] {
        let mut run =
            desk.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let kept = desk.path("out/.work/kept/verified.json");
        while !kept.exists() && run.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        run.kill().unwrap();
        run.wait().unwrap();
        if desk.path("out/run.json").exists() {
            // The run was faster than the check.
            return;
        }
        desk.run(&format!("{command}{fresh}")).done();
        assert_eq!(stages(&desk).contains(&"read".to_owned()), is_read);
        assert!(results(&desk.path("out")) == results(&desk.path("whole")));
        fs::remove_dir_all(desk.path("out")).unwrap();
    }
}

#[test]
fn memory_limit_that_is_too_small_is_refused_with_the_minimum() {
    let desk = Desk::new();
    synth(&desk, 4000);
    for words in ["", "-n"] {
        let said = desk.run(&format!("cluster news.jsonl -o out --memory 64M -j 2 {words}"));
        assert_eq!(said.exit, 2, "{}", said.stderr);
        let told = said.stderr.lines().find(|line| line.starts_with("error:")).unwrap();
        assert!(
            told.starts_with("error: --memory 64 MB is too little: this run needs at least 94"),
            "{told}"
        );
        assert!(told.contains("2 threads") && told.ends_with("articles"), "{told}");
        assert!(!desk.path("out").exists());
    }
}

#[cfg(feature = "parquet")]
#[test]
fn row_groups_of_parquet_count_as_memory() {
    let desk = Desk::new();
    synth(&desk, 4000);
    let least = |format: &str| {
        let said = desk.run(&format!("--json cluster news.jsonl -o out -n -j 2 --write {format}"));
        serde_json::from_str::<serde_json::Value>(&said.stdout).unwrap()["least_bytes"].as_u64()
    };
    let (without, with) = (least("jsonl").unwrap(), least("parquet").unwrap());
    assert!((1_000_000..4_000_000).contains(&(with - without)), "{without} {with}");
}

#[cfg(target_os = "linux")]
#[test]
fn run_with_the_smallest_limit_stays_below_it() {
    let desk = Desk::new();
    synth(&desk, 4000);
    desk.run("cluster news.jsonl -o out --memory 95M -j 2 --write jsonl").done();
    let peak = desk.json("out/run.json")["peak_memory_bytes"].as_u64().unwrap();
    // The tested program itself is larger: release code is a third of its size.
    assert!(peak < 95_000_000 + 40_000_000, "{peak}");
}
