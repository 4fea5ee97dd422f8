"""Holds the tables of runs on an engine to those of runs on one machine.

python3 check.py ENGINE PROGRAM PYTHON FOLDER
"""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

ENGINE = sys.argv[1]
PROGRAM, PYTHON, FOLDER = (Path(word).absolute() for word in sys.argv[2:5])
ROOT = Path(__file__).resolve().parents[2]
WHERE_FROM = {"source_file", "source_line", "source_offset"}
NAMED = ["--engine", ENGINE, *(["--master", "local[2]"] if ENGINE == "spark" else [])]
ON_ENGINE = [*NAMED, "--python", str(PYTHON)]


def cluster(inputs: list[Path], output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs `wirecopy cluster`."""
    command = [PROGRAM, "cluster", *inputs, "-o", output, "--force", "--no-config", *options]
    return subprocess.run([str(word) for word in command], cwd=ROOT, text=True, capture_output=True)


def done(ran: subprocess.CompletedProcess[str]) -> None:
    assert ran.returncode == 0, ran.stderr


def refused(ran: subprocess.CompletedProcess[str], words: str) -> None:
    told = " ".join(ran.stderr.split())
    assert ran.returncode != 0 and words in told, (words, ran.returncode, told)


def same_bytes(one: Path, other: Path) -> None:
    """All tables are the same to the byte."""
    tables = sorted(path.name for path in one.iterdir() if path.suffix in {".csv", ".jsonl", ".parquet"})
    assert "members.csv" in tables and (one / "members.csv").stat().st_size > 10_000, tables
    for table in tables:
        assert (one / table).read_bytes() == (other / table).read_bytes(), f"{table} differs"


def same_rows(one: Path, other: Path) -> None:
    """Clusters, members and families are the same, but for the places of the records."""
    for table in ("clusters", "members", "families"):
        rows = []
        for folder in (one, other):
            with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
                read = csv.DictReader(lines)
                rows.append([[row[name] for name in row if name not in WHERE_FROM] for row in read])
        assert rows[0] == rows[1], f"{table} differs"


def corpus_of(articles: int, seed: int) -> list[str]:
    """Synthetic articles, among them repeated and changed ones, placeholders, and records that are none."""
    made = subprocess.run([PROGRAM, "synth", "-n", str(articles)], check=True, capture_output=True, text=True)
    lines = made.stdout.splitlines()
    for number in range(0, 60, 3):
        article = json.loads(lines[number * len(lines) // 60])
        lines.append(json.dumps(article))
        lines.append(json.dumps({**article, "body": article["body"] + f" More was said on day {number}."}))
        lines.append(json.dumps({**article, "id": article["id"] + "#2"}))
    wall = "To read on you need a subscription, which costs little and brings the news of the day to your home. " * 3
    headlines = ["Ferry runs aground", "Council votes on depot", "Storm takes roofs", "Mill to close", "Bank cuts rate"]
    for number, headline in enumerate(headlines):
        lines.append(json.dumps({"id": f"wall{number}", "body": wall, "title": headline, "outlet": "wall.example"}))
    lines += ['{"id": "torn", "bo', '{"id": "empty", "body": ""}']
    random.Random(seed).shuffle(lines)
    return lines


def cluster_in_ranges(inputs: list[Path], output: Path, *options: str) -> None:
    """Runs `wirecopy cluster` as for a corpus that is numbered in many ranges of keys, by a submission by hand."""
    shutil.rmtree(output, ignore_errors=True)
    done(cluster(inputs, output, *options, *ON_ENGINE, "--prepare"))
    (job,) = output.glob(".work/kept/*/job.json")
    script = job.parent / "wirecopy_spark.py"
    usual = script.read_text(encoding="utf-8")
    script.write_text(usual.replace("NUMBERED_AT_ONCE = 1 << 16", "NUMBERED_AT_ONCE = 1 << 7"), encoding="utf-8")
    assert script.read_text(encoding="utf-8") != usual
    ran = subprocess.run([PYTHON, script, job], capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr[-4000:]
    done(cluster(inputs, output, *options, *ON_ENGINE))


def same_as_on_one_machine() -> None:
    """The tables do not depend on the engine, the order of the input, and the partitions."""
    whole, halves = FOLDER / "whole.jsonl", [FOLDER / "half-1.jsonl", FOLDER / "half-2.jsonl"]
    # Every stage of Spark takes seconds, whatever is in it; Sail has the larger corpus.
    lines = corpus_of(1000 if ENGINE == "spark" else 5000, seed=1)
    whole.write_text("\n".join(lines) + "\n", encoding="utf-8")
    random.Random(2).shuffle(lines)
    for half, path in enumerate(halves):
        path.write_text("\n".join(lines[half::2]) + "\n", encoding="utf-8")
    done(cluster([whole], FOLDER / "one", "--pairs", "--articles", "--singletons"))
    cluster_in_ranges([whole], FOLDER / ENGINE, "--pairs", "--articles", "--singletons")
    same_bytes(FOLDER / "one", FOLDER / ENGINE)
    assert not list((FOLDER / ENGINE).rglob("*.arrow")), "the stages are removed when the run is done"
    if ENGINE == "spark":
        return
    done(cluster(halves, FOLDER / "shuffled", "--singletons", *ON_ENGINE, "--partitions", "3"))
    same_rows(FOLDER / "one", FOLDER / "shuffled")


def job_of(output: Path, *options: str) -> Path:
    """The job of a run over the sample that is to be submitted by hand."""
    shutil.rmtree(output, ignore_errors=True)
    done(cluster([ROOT / "data/sample.jsonl"], output, *ON_ENGINE, "--prepare", *options))
    (job,) = output.glob(".work/kept/*/job.json")
    return job


def submitted(job: Path) -> list[dict[str, object]]:
    """What the script says of each stage."""
    script = FOLDER / "script.py"
    script.write_text(subprocess.run([PROGRAM, "spark-script"], check=True, capture_output=True, text=True).stdout)
    ran = subprocess.run([PYTHON, script, job], capture_output=True, text=True, timeout=200)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def changed(job: Path, **fields: object) -> Path:
    """The job with other fields."""
    asked = json.loads(job.read_text())
    asked["work"].update(fields.pop("work", {}))
    job.write_text(json.dumps({**asked, **fields}))
    return job


def resumed() -> None:
    """A driver that was killed goes on behind the last finished stage, and gives the same tables."""
    output = FOLDER / "resumed"
    job = job_of(output)
    driver = subprocess.Popen(
        [PYTHON, job.parent / "wirecopy_spark.py", job], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    )
    for line in driver.stdout or []:
        if '"texts"' in line:
            break
    driver.kill()
    driver.wait()
    ran = cluster([ROOT / "data/sample.jsonl"], output, *ON_ENGINE)
    done(ran)
    before = [line.split(":")[1].strip() for line in ran.stderr.splitlines() if line.endswith("done before")]
    assert {"signed", "names", "sorted", "texts"} <= set(before), ran.stderr
    assert "groups" not in before, ran.stderr
    done(cluster([ROOT / "data/sample.jsonl"], FOLDER / "one"))
    same_bytes(FOLDER / "one", output)


def said(job: Path, words: str) -> None:
    told = submitted(job)[-1]
    assert words in str(told.get("error")), (words, told)


def errors() -> None:
    """What goes wrong is told in a sentence."""
    sample = ROOT / "data/sample.jsonl"
    output = FOLDER / "errors"
    shutil.rmtree(output, ignore_errors=True)
    refused(cluster([sample], output, *NAMED, "--python", "nosuchpython"), "nosuchpython: cannot be started")
    refused(cluster([sample], output, *NAMED, "--python", sys.executable), "pip install")
    refused(cluster([sample], output, *ON_ENGINE, "--window", "2d"), "--window and --across do not work with --engine")
    refused(cluster([sample], output, *ON_ENGINE, "--limit", "9"), "--limit and --sample with a number do not work")
    with_files = FOLDER / "files"
    with_files.mkdir(exist_ok=True)
    (with_files / "mine.txt").write_text("mine")
    command = [str(PROGRAM), "cluster", str(sample), "-o", str(with_files), *ON_ENGINE]
    refused(subprocess.run(command, text=True, capture_output=True), "is not part of a run")
    said(changed(job_of(output), work={"version": "9.9.9"}), "the run is of wirecopy 9.9.9, and this worker has wirecopy")
    job = job_of(output)
    said(changed(job, work={"base": "/nosuch", "named": ["sample.jsonl"]}, tasks=[elsewhere(job)]), "at the same path")
    dying = FOLDER / "dying"
    dying.write_text("#!/bin/sh\necho out of luck >&2\nexit 3\n")
    dying.chmod(0o755)
    said(changed(job_of(output), program=str(dying)), "ended with exit code 3: out of luck")


def elsewhere(job: Path) -> object:
    """A task that names its file by a relative path."""
    task = json.loads(job.read_text())["tasks"][0]
    task["files"][0]["path"] = "sample.jsonl"
    return task


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    checks = [same_as_on_one_machine, *([resumed, errors] if ENGINE == "sail" else [])]
    for check in checks:
        begun = time.monotonic()
        check()
        print(f"{ENGINE}: {check.__name__.replace('_', ' ')}: {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
