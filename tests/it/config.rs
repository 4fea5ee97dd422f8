//! Settings from files and variables, and the order in which they count.

use serde_json::{Value, json};

use crate::articles::{FERRY, article, corpus, lines};
use crate::program::{Desk, Said};

/// Runs the program with variables.
fn run_with(desk: &Desk, words: &str, variables: &[(&str, &str)]) -> Said {
    let mut command = desk.command(words);
    command.envs(variables.iter().copied());
    Said::of(&command.output().unwrap())
}

/// The settings that `--print-config` names, with their sources.
fn settings(desk: &Desk, words: &str, variables: &[(&str, &str)]) -> Vec<(String, Value, String)> {
    let said = run_with(desk, &format!("{words} --print-config --json"), variables).done();
    let settings: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    settings
        .iter()
        .map(|it| (text(&it["option"]), it["value"].clone(), text(&it["source"])))
        .collect()
}

#[track_caller]
fn setting(desk: &Desk, words: &str, variables: &[(&str, &str)], option: &str) -> (Value, String) {
    let all = settings(desk, words, variables);
    let (_, value, source) = all.into_iter().find(|(name, ..)| name == option).unwrap();
    (value, source)
}

#[test]
fn what_is_typed_goes_before_a_variable_and_that_before_the_files_of_project_and_user() {
    let desk = Desk::new();
    let of = |words: &str, variables: &[(&str, &str)]| {
        setting(&desk, &format!("cluster {words}"), variables, "min-words")
    };
    let file = |path: &str| desk.path(path).to_str().unwrap().to_owned();
    assert_eq!(of("", &[]), (Value::Null, "not set".into()));
    desk.put(".config/wirecopy/config.toml", "[matching]\nmin_words = 1\nthreshold = 0.9\n");
    assert_eq!(of("", &[]), (json!(1), file(".config/wirecopy/config.toml")));
    desk.put("wirecopy.toml", "[matching]\nmin-words = 2\n");
    assert_eq!(of("", &[]), (json!(2), "wirecopy.toml".into()));
    let variables = [("WIRECOPY_MIN_WORDS", "3")];
    assert_eq!(of("", &variables), (json!(3), "WIRECOPY_MIN_WORDS".into()));
    assert_eq!(of("--min-words 4", &variables), (json!(4), "command line".into()));
    assert_eq!(of("--no-config", &variables), (Value::Null, "not set".into()));
    desk.put("other.toml", "[cluster]\nmin_words = 5\n");
    assert_eq!(of("--config other.toml", &[]), (json!(5), "other.toml".into()));
    let threshold = setting(&desk, "cluster --config other.toml", &[], "threshold");
    assert_eq!(threshold, (Value::Null, "not set".into()));

    // A number is one, however it is typed.
    let threshold = setting(&desk, "cluster --threshold .6", &[], "threshold");
    assert_eq!(threshold, (json!(0.6), "command line".into()));

    // The run does the same.
    desk.put("news.jsonl", lines(&corpus()));
    let said = run_with(&desk, "cluster news.jsonl -o out", &variables).done();
    let matching = desk.json("out/run.json")["config"]["matching"].clone();
    assert_eq!((&matching["min_words"], &matching["threshold"]), (&json!(3), &json!(0.9)));
    assert!(said.stderr.contains("note: the environment sets --min-words=3\n"), "{}", said.stderr);
    assert!(said.stderr.contains("config.toml sets --threshold=0.9\n"), "{}", said.stderr);
    // The command line of the run says it all.
    let argv = desk.json("out/run.json")["argv"].clone();
    assert_eq!(
        argv.as_array().unwrap()[2..],
        ["news.jsonl", "-o", "out", "--min-words=3", "--threshold=0.9"]
    );
}

#[test]
fn table_of_a_command_goes_before_that_of_all() {
    let desk = Desk::new();
    desk.put(
        "wirecopy.toml",
        "[matching]\nthreshold = 0.6\n[cluster]\nthreshold = 0.7\n[index.build]\nthreshold = 0.8\n",
    );
    let of = |words: &str| setting(&desk, words, &[], "threshold").0;
    assert_eq!(of("cluster"), 0.7);
    assert_eq!(of("index build"), 0.8);
}

#[test]
fn setting_counts_as_typed() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.put("more.jsonl", lines(&[article("z1", "zeta.example", FERRY)]));
    desk.run("index build news.jsonl -o i --preset strict").done();
    desk.run("cluster more.jsonl --index i -o out").done();
    desk.put("wirecopy.toml", "[matching]\npreset = \"ocr\"\n");
    let said = desk.run("cluster more.jsonl --index i -o out --force");
    assert_eq!(said.exit, 2, "{}", said.stderr);
    assert!(said.stderr.contains("the index was built with"), "{}", said.stderr);
    desk.run("cluster more.jsonl --index i -o out --force --no-config").done();
}

#[test]
fn option_that_the_command_line_needs_may_be_set() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("cluster news.jsonl -o out").done();
    assert_eq!(desk.run("dedup out").exit, 2);
    desk.put("wirecopy.toml", "[dedup]\noutput = \"clean\"\nremove = [\"verbatim\"]\n");
    desk.run("dedup out").done();
    assert!(desk.path("clean/removed.csv").exists());
}

#[test]
fn setting_gives_way_to_an_option_that_excludes_it() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.put("wirecopy.toml", "[reading]\nmax_bad = 5\n");
    desk.run("cluster news.jsonl -o out").done();
    desk.run("cluster news.jsonl -o out --force --strict").done();
    // So does one that a higher layer sets.
    let variables = [("WIRECOPY_STRICT", "yes")];
    run_with(&desk, "cluster news.jsonl -o out --force", &variables).done();
    let bad = setting(&desk, "cluster", &variables, "max-bad");
    assert_eq!(bad, (Value::Null, "not set".into()));
}

#[test]
fn flag_that_is_set_can_be_switched_off() {
    let desk = Desk::new();
    desk.put("wirecopy.toml", "[output]\npairs = true\nwrite = [\"csv\", \"jsonl\"]\n");
    let of = |variables: &[(&str, &str)]| setting(&desk, "cluster", variables, "pairs").0;
    assert_eq!(of(&[]), true);
    assert_eq!(of(&[("WIRECOPY_PAIRS", "false")]), false);
    // An empty variable is none.
    assert_eq!(of(&[("WIRECOPY_PAIRS", "")]), true);
    assert_eq!(setting(&desk, "cluster", &[], "write").0, json!(["csv", "jsonl"]));
    let written = setting(&desk, "cluster", &[("WIRECOPY_WRITE", "csv,jsonl")], "write").0;
    assert_eq!(written, json!(["csv", "jsonl"]));
}

#[test]
fn mistake_is_an_error_that_names_the_file_and_the_key() {
    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    for (text, error) in [
        ("[matching]\ntreshold = 0.5", "unknown key matching.treshold; did you mean threshold?"),
        ("[matchng]\nthreshold = 0.5", "unknown table [matchng]; did you mean matching?"),
        ("[matching]\npairs = true", "unknown key matching.pairs; it belongs in [output]"),
        ("threshold = 0.5", "threshold is outside a table; it belongs in [matching]"),
        ("[dedup]\nkep = \"first\"", "unknown key dedup.kep; did you mean keep?"),
        ("[output]\npairs = \"yes\"", "output.pairs: expected true or false"),
        ("[matching]\nthreshold = true", "matching.threshold: expected a value, not true or false"),
        ("[matching]\nthreshold = [1, 2]", "matching.threshold: expected one value"),
        (
            "[matching]\nthreshold = \"high\"",
            "matching.threshold: invalid value 'high' for '--threshold <SCORE>': expected a number from 0 to 1, such as 0.6",
        ),
        (
            "[matching]\npreset = \"stric\"",
            "matching.preset: invalid value 'stric' for '--preset <NAME>' \
             [possible values: default, strict, ocr, headlines] tip: a similar value exists: 'strict'",
        ),
        ("[index.bild]\ntexts = true", "unknown table [index.bild]; did you mean index.build?"),
    ] {
        desk.put("wirecopy.toml", text);
        let said = desk.run("cluster news.jsonl -o out");
        assert_eq!((said.exit, said.stderr), (2, format!("error: wirecopy.toml: {error}\n")));
    }
    desk.put("wirecopy.toml", "[matching]\nthreshold = 0.5\nthreshold = 0.6\n");
    let said = desk.run("cluster news.jsonl -o out");
    assert!(said.stderr.starts_with("error: wirecopy.toml:3: duplicate key"), "{}", said.stderr);
    // Help and completions are for those who want to mend it.
    desk.run("cluster --help").done();
    desk.run("completions bash").done();
    desk.put("wirecopy.toml", "");
    for (name, value, error) in [
        (
            "WIRECOPY_TRESHOLD",
            "1",
            "unknown variable WIRECOPY_TRESHOLD; did you mean WIRECOPY_THRESHOLD?",
        ),
        ("WIRECOPY_PAIRS", "maybe", "WIRECOPY_PAIRS: expected true or false"),
        (
            "WIRECOPY_MIN_WORDS",
            "-1",
            "WIRECOPY_MIN_WORDS: invalid value '-1' for '--min-words <N>': -1 is not in 0..=4294967295",
        ),
    ] {
        let said = run_with(&desk, "cluster news.jsonl -o out", &[(name, value)]);
        assert_eq!((said.exit, said.stderr), (2, format!("error: {error}\n")));
    }
    let said = desk.run("cluster news.jsonl -o out --config none.toml");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.starts_with("error: none.toml: cannot be read"), "{}", said.stderr);
}

#[test]
fn printed_settings_are_a_file_that_sets_the_same() {
    let desk = Desk::new();
    for command in [
        "cluster --threshold 0.6 --pairs --write csv jsonl --date-format %d/%m/%Y --fail-if new>3 --memory 4G",
        "check --outlets-by domain",
        "index build --texts --without narration,other_day",
        "dedup --keep preferred=outlets.txt",
        "eval --min-f1 0.9",
        "report --html-max 3MB",
        "synth -n 12 --seed 3 --short",
    ] {
        let printed = desk.run(&format!("{command} --print-config")).done().stdout;
        desk.put("printed.toml", &printed);
        let words: Vec<&str> =
            command.split(' ').take_while(|word| !word.starts_with('-')).collect();
        let command_alone = words.join(" ");
        let values = |words: &str| -> Vec<(String, Value)> {
            settings(&desk, words, &[]).into_iter().map(|(name, value, _)| (name, value)).collect()
        };
        assert_eq!(
            values(&format!("{command_alone} --config printed.toml")),
            values(command),
            "{printed}"
        );
    }
}
