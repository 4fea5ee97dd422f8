//! Completions, manual pages, and what is printed with `-v`.

use std::process::{Command, Stdio};

use crate::articles::{corpus, lines};
use crate::program::{Desk, Said};

/// Whether a program is there. Not all machines have all shells.
fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[test]
fn completions_of_every_shell_name_every_command() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.run(&format!("completions {shell}")).done().stdout;
        for word in ["cluster", "dedup", "completions", "threshold", "no-progress"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(desk.run("completions tcsh").exit, 2);
}

#[test]
fn bash_completes_commands_options_and_values() {
    if !is_there("bash") {
        return;
    }
    let desk = Desk::new();
    desk.put("wirecopy.bash", desk.run("completions bash").done().stdout);
    for (words, completed) in [
        ("wirecopy clu", "cluster"),
        ("wirecopy index bu", "build"),
        ("wirecopy cluster --thresh", "--threshold"),
        ("wirecopy cluster --preset he", "headlines"),
    ] {
        let before = words.rsplit(' ').nth(1).unwrap();
        let script = format!(
            "source wirecopy.bash; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
             _wirecopy wirecopy ${{COMP_WORDS[COMP_CWORD]}} {before}; echo \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash")
            .args(["--norc", "-c", &script])
            .current_dir(desk.path(""))
            .output()
            .unwrap();
        let said = Said::of(&output);
        assert_eq!(said.stdout.trim(), completed, "{words}: {}", said.stderr);
    }
}

#[test]
fn zsh_and_fish_accept_their_completions() {
    let desk = Desk::new();
    for (shell, check) in [("zsh", "-n"), ("fish", "--no-execute")] {
        if is_there(shell) {
            desk.put("script", desk.run(&format!("completions {shell}")).done().stdout);
            let status = Command::new(shell).arg(check).arg(desk.path("script")).status().unwrap();
            assert!(status.success(), "{shell}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let desk = Desk::new();
    let page = desk.run("man index build").done().stdout;
    assert!(page.contains(".TH wirecopy-index-build 1"), "{page}");
    assert!(page.contains("\\-\\-threshold"), "{page}");
    assert!(desk.run("man").done().stdout.contains(".TH wirecopy 1"));
    let said = desk.run("man clusters");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("unknown command 'clusters': expected one of check, "));
    desk.run("man -o pages").done();
    for page in ["wirecopy.1", "wirecopy-cluster.1", "wirecopy-index-add.1", "wirecopy-man.1"] {
        assert!(desk.path("pages").join(page).exists(), "{page}");
    }
}

#[test]
fn details_are_printed_when_they_are_wanted() {
    let desk = Desk::new();
    desk.put("a.jsonl", lines(&corpus()[..3]));
    desk.put("b.jsonl", lines(&corpus()[3..]));
    let details = |words: &str| {
        let said = desk.run(&format!("cluster a.jsonl b.jsonl -o out --force {words}")).done();
        said.stderr.lines().filter(|line| line.starts_with("detail: ")).count()
    };
    assert_eq!(details(""), 0);
    assert_eq!(details("-q -v"), 0);
    assert!(details("-v") > 6);
    let said = desk.run("cluster a.jsonl b.jsonl -o out --force -v").done().stderr;
    for detail in [
        "detail: a.jsonl: ",
        "detail: b.jsonl: ",
        "detail: preset default: copies score 0.53 or more",
        "detail: candidate pairs: bottom-k, minima 32",
        "detail: read: ",
    ] {
        assert!(said.contains(detail), "{detail}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn report_is_opened_with_the_program_of_the_system() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    let desk = Desk::new();
    desk.put("news.jsonl", lines(&corpus()));
    desk.run("cluster news.jsonl -o out").done();
    desk.put("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" > opened\n");
    fs::set_permissions(desk.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
    let report = |path: &str| {
        let mut command = desk.command("report out --open");
        Said::of(&command.env("PATH", path).output().unwrap()).done()
    };
    let bin = desk.path("bin").to_str().unwrap().to_owned();
    report(&format!("{bin}:/usr/bin:/bin"));
    let opened = fs::canonicalize(desk.path("out/report.html")).unwrap();
    assert_eq!(desk.read("opened"), opened.to_str().unwrap());
    let said = report("/nowhere");
    assert!(said.stderr.contains("warning: cannot open a browser"), "{}", said.stderr);
}
