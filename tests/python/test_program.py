"""The program beneath: how it is found, what it says, and how it is stopped."""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wirecopy


def test_error_has_message_and_exit_code(sample: Path) -> None:
    with pytest.raises(wirecopy.Error) as caught:
        wirecopy.cluster("nosuch.jsonl")
    assert (str(caught.value), caught.value.exit_code) == ("no such file: nosuch.jsonl", 2)
    copied = pickle.loads(pickle.dumps(caught.value))
    assert (copied.message, copied.exit_code) == ("no such file: nosuch.jsonl", 2)


def test_unknown_option_is_the_programs_error(sample: Path) -> None:
    with pytest.raises(wirecopy.Error, match=r"(?s)--min-wrds.*--min-words") as caught:
        wirecopy.cluster(sample, min_wrds=60)
    assert caught.value.exit_code == 2
    assert "Usage" not in caught.value.message


def test_condition_that_is_true_is_an_error(sample: Path, tmp_path: Path) -> None:
    with pytest.raises(wirecopy.Error, match="copies>5: true") as caught:
        wirecopy.cluster(sample, output=tmp_path / "out", fail_if="copies>5", quiet=True)
    assert caught.value.exit_code == 1
    assert wirecopy.open(tmp_path / "out").counts["read"] == 400


def test_folder_without_a_run(tmp_path: Path) -> None:
    for function in (wirecopy.open, wirecopy.dedup, wirecopy.report):
        with pytest.raises(wirecopy.Error, match="not a finished run") as caught:
            function(tmp_path)
        assert caught.value.exit_code == 2


def test_notes_are_shown_but_errors_are_raised(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(wirecopy.Error):
        wirecopy.cluster(sample, fail_if="copies>5")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("note: ") and "error" not in shown.err
    wirecopy.cluster(sample, quiet=True)
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")
def test_progress_is_drawn_where_it_can_be_seen(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    with pytest.raises(wirecopy.Error, match=r"^--fail-if copies>5: true"):
        wirecopy.cluster(sample, fail_if="copies>5")
    # How much of the bars is drawn depends on the speed of the machine.
    note, bars = shown.getvalue().split("\n")
    assert note.rsplit("\r", 1)[-1].startswith("note: ")
    assert "\rReading " in bars or "\rComparing pairs " in bars
    assert bars.endswith(" \r") and "error" not in bars and "\x1b" not in bars


def test_help_and_version() -> None:
    assert "--min-words" in wirecopy.call("cluster", help=True)
    assert wirecopy.call(version=True).startswith("wirecopy ")


def test_named_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_BIN", "nosuch/wirecopy")
    with pytest.raises(wirecopy.Error, match="nosuch/wirecopy"):
        wirecopy.call(version=True)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interrupt_stops_the_program_and_leaves_nothing(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    def endless() -> Iterator[dict[str, Any]]:
        threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGINT]).start()
        while True:
            yield from articles

    with pytest.raises(KeyboardInterrupt):
        wirecopy.cluster(endless(), output=tmp_path / "out")
    assert [path.name for path in tmp_path.rglob("*")] in ([], ["out"])
