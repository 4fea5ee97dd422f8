//! Output is written atomically even if files change, other runs write, or the run is killed, and
//! nothing is left behind.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wirecopy::Wirecopy;
use wirecopy::corpus::{Corpus, Input, Options};
use wirecopy::engine::{Observer, Singletons, Stage, Writing};
use wirecopy::report::{Formats, LargeTables, OutputFolder, Overwrite, RunIdentity, Tables};

use crate::articles::{FERRY, LIBRARY, article, corpus, cut, lines};
use crate::program::Desk;

/// The names of the entries of a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn removed(desk: &Desk, folder: &str) -> Vec<(String, String)> {
    let mut rows = csv::Reader::from_path(desk.path(&format!("{folder}/removed.csv"))).unwrap();
    let pair = |row: csv::StringRecord| (row[0].to_owned(), row[1].to_owned());
    rows.records().map(|row| pair(row.unwrap())).collect()
}

#[test]
fn index_built_twice_at_once_is_intact() {
    let desk = Desk::new();
    desk.run("synth -n 600 --short -o news.jsonl").done();
    let build = "index build news.jsonl -o news.wirecopy --force -q";
    let verified = |desk: &Desk| desk.run("index verify news.wirecopy").done().stdout;
    desk.run(build).done();
    let alone = verified(&desk);
    for _ in 0..3 {
        let mut writers = [(); 3].map(|()| desk.command(build).spawn().unwrap());
        for writer in &mut writers {
            assert!(writer.wait().unwrap().success());
        }
        assert_eq!(verified(&desk), alone);
    }
    assert_eq!(names(&desk.path("")), set(&["news.jsonl", "news.wirecopy"]));
}

/// An encoding of text.
type Encode<'a> = &'a dyn Fn(&str) -> Vec<u8>;

/// Five articles, of which the first and third are removed in favour of the second, and a blank
/// line.
fn to_dedup() -> Vec<String> {
    let mut articles = [
        article("a", "gazette.example", FERRY),
        article("b", "herald.example", &cut(FERRY, 1)),
        article("c", "tribune.example", FERRY),
        article("d\u{a0a}\u{10a}", "écho.example", LIBRARY),
    ];
    for (article, hour) in articles.iter_mut().zip([12, 10, 11, 9]) {
        article["date"] = json!(format!("2026-03-04T{hour:02}:00:00Z"));
    }
    let mut lines: Vec<String> = articles.iter().map(|one| format!("{one}\r\n")).collect();
    lines.push(" \n".to_owned());
    lines
}

#[test]
fn kept_records_in_any_encoding_are_byte_identical() {
    let utf_16 = |text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        mark.encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let encodings: [(&str, Encode<'_>); 4] = [
        ("auto", &|text| utf_16(text, true, u16::to_le_bytes)),
        ("auto", &|text| utf_16(text, true, u16::to_be_bytes)),
        ("utf-16le", &|text| utf_16(text, false, u16::to_le_bytes)),
        ("auto", &|text| format!("\u{feff}{text}").into_bytes()),
    ];
    let lines = to_dedup();
    for (encoding, encoded) in encodings {
        let desk = Desk::new();
        desk.put("news.jsonl", encoded(&lines.concat()));
        desk.run(&format!("cluster news.jsonl -o out --encoding {encoding}")).done();
        let said = desk.run("dedup out -o clean").done().stdout;
        assert_eq!(said, "clean  2 kept + 2 removed = 4 read   copies of 1 story\n");
        let stays = [&*lines[1], &lines[3], &lines[4]].concat();
        assert!(fs::read(desk.path("clean/news.jsonl")).unwrap() == encoded(&stays), "{encoding}");
        assert_eq!(names(&desk.path("clean")), set(&["news.jsonl", "removed.csv"]));
        desk.run("dedup out -o marked --mode annotate").done();
        let marked = fs::read(desk.path("marked/news.jsonl")).unwrap();
        let field = encoded("\"duplicate_of\":\"b\"}}\r\n");
        let field = field.strip_prefix(&*encoded("")).unwrap();
        assert_eq!(marked.windows(field.len()).filter(|part| part == &field).count(), 2);
    }
}

/// A corpus of two copies and another story in one format, as file names and contents.
fn in_format(format: &str) -> Vec<(&'static str, String)> {
    let texts = [("a", FERRY), ("b", FERRY), ("c", LIBRARY)];
    let paragraphs =
        |text: &str| text.lines().flat_map(|line| ["<p>", line, "</p>"]).collect::<String>();
    let page = |id: &str, text: &str| {
        format!(
            "<!DOCTYPE html><html><head><title>From {id}</title></head><body><article><h1>From {id}</h1>{}</article></body></html>",
            paragraphs(text)
        )
    };
    match format {
        "csv" => {
            let rows = texts.map(|(id, text)| format!("{id},{id}.example,\"{text}\"\n"));
            vec![("news.csv", format!("id,outlet,body\n{}", rows.concat()))]
        }
        "json" => {
            let articles = texts.map(|(id, text)| article(id, &format!("{id}.example"), text));
            vec![("news.json", Value::from(articles.to_vec()).to_string())]
        }
        "rss" => {
            let items = texts.map(|(id, text)| {
                format!("<item><guid>{id}</guid><title>From {id}</title><link>https://{id}.example/1</link><description>{}</description></item>", text.replace('\n', "&lt;p&gt;"))
            });
            vec![(
                "news.rss",
                format!(
                    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>x</title>{}</channel></rss>",
                    items.concat()
                ),
            )]
        }
        "warc" => {
            let records = texts.map(|(id, text)| {
                let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(id, text));
                format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Target-URI: https://{id}.example/1\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n", answer.len())
            });
            vec![("news.warc", records.concat())]
        }
        _ => ["in/a.html", "in/b.html", "in/c.html"]
            .into_iter()
            .zip(texts)
            .map(|(name, (id, text))| (name, page(id, text)))
            .collect(),
    }
}

#[test]
fn every_format_gives_a_list_of_copies_and_a_refusal_writes_nothing() {
    for format in ["csv", "json", "rss", "warc", "html"] {
        let desk = Desk::new();
        let files = in_format(format);
        for (name, content) in &files {
            desk.put(name, content);
        }
        let input = if format == "html" { "in" } else { files[0].0 };
        desk.run(&format!("cluster {input} -o out")).done();
        let said = desk.run("dedup out -o list --mode list").done().stdout;
        assert_eq!(said, "list  2 kept + 1 removed = 3 read   copies of 1 story\n", "{format}");
        assert_eq!(
            (names(&desk.path("list")), removed(&desk, "list").len()),
            (set(&["removed.csv"]), 1)
        );
        let before = names(&desk.path(""));
        let said = desk.run("dedup out -o marked --mode annotate");
        assert_eq!((said.exit, names(&desk.path(""))), (2, before.clone()), "{}", said.stderr);
        assert!(said.stderr.contains("--mode list"), "{}", said.stderr);
        let said = desk.run("dedup out -o clean");
        if format == "html" {
            assert_eq!((said.exit, names(&desk.path("clean")).len()), (0, 3), "{}", said.stderr);
        } else {
            assert_eq!((said.exit, names(&desk.path(""))), (2, before), "{}", said.stderr);
        }
    }
    let desk = Desk::new();
    desk.run_with_input("cluster - -o out", lines(&corpus())).done();
    desk.run("dedup out -o list --mode list").done();
    assert_eq!(desk.run("dedup out -o clean").exit, 4);
}

#[test]
fn list_of_copies_has_complete_ids() {
    let long = format!("{}\u{1b}[2J", "urn:newsml:gazette.example:20260304:".repeat(20));
    let mut articles = corpus();
    for article in &mut articles {
        let id = article["id"].as_str().unwrap();
        article["id"] = json!(format!("{long}{id}"));
    }
    articles.push(articles[5].clone());
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&articles));
    desk.run("cluster news.jsonl -o out --max-bad 50").done();
    desk.run("dedup out -o clean").done();
    let ids: BTreeSet<&str> = articles.iter().map(|one| one["id"].as_str().unwrap()).collect();
    let removed = removed(&desk, "clean");
    assert!(removed.len() >= 2 && removed.contains(&(format!("{long}d1"), format!("{long}d1"))));
    assert!(removed.iter().all(|(one, stays)| ids.contains(&**one) && ids.contains(&**stays)));
}

/// Does something when a stage starts.
struct When<'a>(Stage, &'a (dyn Fn() + Sync));

impl Observer for When<'_> {
    fn begin(&self, stage: Stage, _: Option<u64>) {
        if stage == self.0 {
            (self.1)();
        }
    }

    fn advance(&self, _: u64) {}
}

/// Clusters `news.jsonl` of a desk and writes the tables. Returns how that failed.
fn failure(desk: &Desk, observer: &dyn Observer) -> String {
    let inputs = [Input::Path(desk.path("news.jsonl"))];
    let corpus =
        Corpus::open(&inputs, &Options::default(), &desk.path(""), &mut std::io::empty()).unwrap();
    let identity = RunIdentity { config: json!({}), inputs: Vec::new() };
    let folder = OutputFolder::claim(&desk.path("out"), &identity, Overwrite::Force).unwrap();
    let mut tables =
        Tables::create(&folder, LargeTables::default(), None, &Formats::default()).unwrap();
    let wirecopy = Wirecopy::builder().observer(observer).build();
    let (cleaner, singletons) = (wirecopy.cleaner(), Singletons::Included);
    let writing = Writing { corpus: &corpus, cleaner, singletons, observer };
    let run = wirecopy.run_corpus(&corpus);
    let written = run.and_then(|run| run.write_tables(writing, &mut tables));
    let error = written.expect_err("the file is another one").to_string();
    error.replace(&desk.path("").display().to_string(), "")
}

#[test]
fn file_that_changes_during_a_run_ends_it() {
    let first = "news.jsonl:1: has changed since it was first read";
    let other_text = lines(&corpus()).replacen("ferry", "fairy", 1);
    let other_headline = lines(&corpus()).replacen("From gazette", "From Gazette", 1);
    let shorter = lines(&corpus()[1..]);
    for (stage, changed, said) in [
        (Stage::Read, &shorter, "news.jsonl: has changed since it was first read"),
        (Stage::Reread, &other_text, first),
        (Stage::Tables, &other_text, first),
        (Stage::Tables, &other_headline, first),
    ] {
        let desk = Desk::new();
        desk.put("news.jsonl", lines(&corpus()));
        let replace = || desk.put("news.jsonl", changed);
        assert_eq!(failure(&desk, &When(stage, &replace)), said, "{stage:?}");
        assert_eq!(names(&desk.path("")), set(&["news.jsonl"]));
    }
}

#[cfg(unix)]
mod unix {
    use std::io::Write;
    use std::process::{Child, Command, Stdio};
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// The folders for unfinished output.
    fn workspaces(desk: &Desk) -> Vec<PathBuf> {
        let found = names(&desk.path(""));
        found
            .iter()
            .filter(|name| name.starts_with(".wirecopy-"))
            .map(|name| desk.path(name))
            .collect()
    }

    /// Starts a run that waits for its input.
    fn waiting(desk: &Desk, output: &str) -> Child {
        waiting_with(desk, output, Stdio::piped())
    }

    /// Like [`waiting`], with this standard error.
    fn waiting_with(desk: &Desk, output: &str, stderr: Stdio) -> Child {
        let before = workspaces(desk);
        let mut command = desk.command(&format!("cluster - -o {output}"));
        let run = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(stderr).spawn();
        let is_new = |folder: &PathBuf| !before.contains(folder) && folder.join("input-0").exists();
        while !workspaces(desk).iter().any(is_new) {
            thread::sleep(Duration::from_millis(1));
        }
        run.unwrap()
    }

    fn signal(run: &Child, name: &str) {
        let sent = Command::new("kill").args([name, &run.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    fn shell(desk: &Desk, line: &str) -> (i32, String) {
        let line = line.replace("wirecopy ", &format!("{} ", env!("CARGO_BIN_EXE_wirecopy")));
        let mut shell = Command::new("bash");
        let output = shell.args(["-c", &line]).current_dir(desk.path("")).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// Whether a run ignores a signal because this process does: a shell makes what runs in the background
    /// ignore SIGINT, and `nohup` makes it ignore SIGHUP.
    fn is_ignored(number: u32) -> bool {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.is_some_and(|mask| {
            u64::from_str_radix(mask.trim(), 16).unwrap() >> (number - 1) & 1 == 1
        })
    }

    #[test]
    fn interrupted_run_leaves_nothing() {
        let signals = [("-INT", 2), ("-TERM", 15), ("-HUP", 1)];
        for (name, number) in signals.into_iter().filter(|&(_, number)| !is_ignored(number)) {
            let desk = Desk::new();
            let mut run = waiting(&desk, "out");
            // Its input does not end, so only the signal can end it.
            let input = run.stdin.take();
            signal(&run, name);
            let output = run.wait_with_output().unwrap();
            drop(input);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(
                (output.status.code(), names(&desk.path("")).len()),
                (Some(128 + number.cast_signed()), 0),
                "{said}"
            );
            assert!(said.starts_with("error: stopped by SIG"), "{said}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn second_signal_ends_a_run_that_is_stuck() {
        // A full pipe without a reader, so the message of the first signal cannot be written.
        const ROOM: usize = 64 * 1024;
        let (reader, mut full) = std::io::pipe().unwrap();
        full.write_all(&vec![b' '; ROOM]).unwrap();
        let desk = Desk::new();
        let mut run = waiting_with(&desk, "out", full.into());
        let input = run.stdin.take();
        signal(&run, "-TERM");
        while !workspaces(&desk).is_empty() {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(100));
        assert_eq!(run.try_wait().unwrap(), None);
        signal(&run, "-TERM");
        assert_eq!(run.wait().unwrap().code(), Some(143));
        assert_eq!(names(&desk.path("")).len(), 0);
        drop((reader, input));
    }

    #[test]
    fn interrupted_run_keeps_its_finished_stages_and_says_so() {
        let desk = Desk::new();
        desk.run("synth -n 6000 --short -o news.jsonl").done();
        desk.run("cluster news.jsonl -o whole").done();
        fs::create_dir(desk.path("big")).unwrap();
        let command = "cluster news.jsonl -o out --memory 110M -j 2 --tmp big";
        let mut run =
            desk.command(command).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let kept = || {
            fs::read_dir(desk.path("big")).unwrap().find_map(|entry| {
                let kept = entry.unwrap().path().join("kept");
                kept.join("read-2.json").exists().then_some(kept)
            })
        };
        while kept().is_none() && run.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        signal(&run, "-TERM");
        let output = run.wait_with_output().unwrap();
        if output.status.code() == Some(0) {
            // The run was faster than the check.
            return;
        }
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(143), "{said}");
        assert!(said.contains("Finished stages are kept in big/wirecopy-"), "{said}");
        assert_eq!(names(&desk.path("")), set(&["big", "news.jsonl", "whole"]));
        assert_eq!(names(&desk.path("big")).len(), 1, "{said}");
        desk.run(command).done();
        for name in ["clusters.csv", "members.jsonl", "members.parquet"] {
            let read = |folder: &str| fs::read(desk.path(&format!("{folder}/{name}"))).unwrap();
            assert!(read("out") == read("whole"));
        }
        assert_eq!(names(&desk.path("big")).len(), 0);
    }

    #[test]
    fn next_run_removes_files_of_killed_runs_and_not_of_running_ones() {
        let desk = Desk::new();
        desk.put("news.jsonl", lines(&corpus()));
        let mut killed = waiting(&desk, "out");
        killed.kill().unwrap();
        killed.wait().unwrap();
        let left = workspaces(&desk);
        assert_eq!(left.len(), 1);
        let mut living = waiting(&desk, "other");
        assert!(!left[0].exists());
        desk.run("cluster news.jsonl -o out").done();
        living.stdin.take().unwrap().write_all(lines(&corpus()).as_bytes()).unwrap();
        assert!(living.wait().unwrap().success());
        assert_eq!(names(&desk.path("")), set(&["news.jsonl", "other", "out"]));
        assert_eq!(
            desk.read("out/members.csv").replace("news.jsonl", "-"),
            desk.read("other/members.csv")
        );
    }

    #[test]
    fn inputs_that_can_be_read_only_once_are_recognised() {
        let desk = Desk::new();
        desk.put("news.jsonl", lines(&corpus()));
        desk.run("cluster news.jsonl -o plain").done();
        for (line, name) in [
            ("gzip -k news.jsonl; wirecopy cluster <(zcat news.jsonl.gz) -o sub -q", "sub"),
            ("wirecopy cluster <(cat news.jsonl.gz) -o packed -q", "packed"),
            (
                "mkfifo pipe.jsonl; cat news.jsonl > pipe.jsonl & wirecopy cluster pipe.jsonl -o fifo -q",
                "fifo",
            ),
            ("cat news.jsonl > pipe.jsonl & wirecopy cluster 'pipe.*' -o glob -q", "glob"),
        ] {
            let (exit, said) = shell(&desk, line);
            assert_eq!(exit, 0, "{line}: {said}");
            let clusters = |folder: &str| desk.read(&format!("{folder}/clusters.csv"));
            assert_eq!(clusters(name), clusters("plain"), "{line}");
        }
        assert_eq!(workspaces(&desk).len(), 0);
        let cluster = |id: &str| if id.ends_with('1') { "ferry" } else { "library" };
        let label = |id: &str| json!({ "id": id, "cluster": cluster(id) });
        let gold: Vec<Value> =
            corpus().iter().map(|one| label(one["id"].as_str().unwrap())).collect();
        let gold = lines(&gold);
        desk.put("gold.jsonl", gold);
        let (exit, said) = shell(
            &desk,
            "diff <(wirecopy eval plain --gold gold.jsonl) <(wirecopy eval plain --gold <(cat gold.jsonl))",
        );
        assert_eq!(exit, 0, "{said}");
        // An input that no longer exists is refused without waiting.
        let (exit, said) = shell(&desk, "wirecopy dedup fifo -o clean");
        assert_eq!((exit, said.contains("cannot be read again")), (4, true), "{said}");
    }

    #[test]
    fn closed_pipe_is_not_an_error() {
        let desk = Desk::new();
        desk.run("synth -n 300 --short -o news.jsonl").done();
        desk.run("cluster news.jsonl -o out").done();
        desk.run("index build news.jsonl -o news.wirecopy").done();
        let ids: Vec<Value> =
            desk.rows("out/members.jsonl").iter().take(2).map(|row| row["id"].clone()).collect();
        let explain =
            format!("explain out {} {}", ids[0].as_str().unwrap(), ids[1].as_str().unwrap());
        for words in [
            "export out --to dup-ref",
            "export out --to datatrove",
            "export out --to json",
            "export out --to graphml",
            "export out --to passim",
            "export out --to dup-ref -o /dev/stdout",
            "synth -n 5000 -o -",
            "cluster news.jsonl -o out --force",
            "cluster news.jsonl -o out --force --json",
            "cluster news.jsonl -o out -n",
            "check news.jsonl",
            "eval out --gold news.jsonl",
            "report out",
            "dedup out -o clean",
            "index info news.wirecopy",
            "index verify news.wirecopy",
            "index compact news.wirecopy",
            "query news.wirecopy news.jsonl",
            "cluster --help",
            &explain,
        ] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let output = desk.command(words).stdout(writer).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{words}: {said}");
            assert!(!said.contains("Broken pipe"), "{words}: {said}");
        }
    }
}
