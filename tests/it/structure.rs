//! Imports go one way: what each part of the library may use, without circles.
//!
//! `cargo run --example structure` prints the files, the lines and the circles.

#[path = "../../measure/structure/graph.rs"]
#[expect(dead_code, reason = "the example prints more")]
mod graph;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use self::graph::{Circle, Graph};

const GROUND: &[&str] = &[
    "article",
    "date",
    "error",
    "hash",
    "outlet",
    "pair",
    "scratch",
    "similarity",
    "simd",
    "span",
];

const STAGES: &[(&str, &[&str])] = &[
    ("corpus", &[]),
    ("clean", &[]),
    ("shingle", &["clean"]),
    ("signature", &["shingle"]),
    ("lsh", &["signature"]),
    ("verify", &["clean", "shingle"]),
    ("cluster", &[]),
    ("agency", &["clean"]),
    ("report", &["cluster"]),
    ("index", &["clean", "verify"]),
    ("eval", &[]),
    ("synth", &["eval"]),
];

#[test]
fn stages_import_only_the_stages_before_them_and_the_ground_floor() {
    for (stage, inputs) in STAGES {
        let folder = source().join(stage);
        let files = rust_files(&folder);
        assert!(!files.is_empty(), "{} holds no code", folder.display());
        for file in files {
            for module in imports(&file) {
                let allowed =
                    module == *stage || GROUND.contains(&&*module) || inputs.contains(&&*module);
                assert!(allowed, "{} imports crate::{module}", file.display());
            }
        }
    }
}

#[test]
fn ground_floor_imports_only_itself() {
    for module in GROUND {
        let file = source().join(module).with_extension("rs");
        let files = if file.exists() { vec![file] } else { rust_files(&source().join(module)) };
        for import in files.iter().flat_map(|file| imports(file)) {
            assert!(GROUND.contains(&&*import), "{module} imports crate::{import}");
        }
    }
}

#[test]
fn every_part_of_the_library_is_in_the_table_of_imports() {
    let lib = fs::read_to_string(source().join("lib.rs")).unwrap();
    let declared: BTreeSet<&str> = lib
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let stages = STAGES.iter().map(|(stage, _)| *stage);
    let known: BTreeSet<&str> =
        GROUND.iter().copied().chain(stages).chain(["engine", "worker"]).collect();
    assert_eq!(declared, known);
}

#[test]
fn no_two_files_import_one_another_and_no_two_folders_side_by_side() {
    for root in ["lib.rs", "bin/wirecopy/main.rs"] {
        let graph = Graph::read(&source().join(root));
        assert_eq!(graph.circles_of_files(), [] as [Circle; 0], "{root}");
        assert_eq!(graph.circles_of_neighbours(), [] as [Circle; 0], "{root}");
    }
}

#[test]
fn circle_is_found_through_a_reexport() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("lib.rs", "mod one;\nmod other;\nmod ground;\n");
    write("one/mod.rs", "mod text;\npub use self::text::Text;\nuse crate::ground;\n");
    write("one/text.rs", "pub struct Text;\nfn it() { super::super::other::words(); }\n");
    write("other.rs", "use crate::one::Text;\nuse crate::ground;\npub fn words(_: &Text) {}\n");
    write("ground.rs", "#[cfg(test)]\nmod tests { use crate::one::Text; }\n// crate::one::Text\n");
    let graph = Graph::read(&folder.path().join("lib.rs"));
    let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Circle>();
    assert_eq!(graph.circles_of_files(), [paths(&["one/text.rs", "other.rs"])]);
    assert_eq!(graph.circles_of_neighbours(), [paths(&["one", "other.rs"])]);
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn imports(file: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(file).unwrap();
    let outside_tests = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let code = outside_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>())
        .map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned()
        })
        .filter(|module| module.starts_with(char::is_lowercase))
        .collect()
}
