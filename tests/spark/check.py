"""Holds the tables of runs on an engine to those of runs on one machine.

python3 check.py ENGINE PROGRAM PYTHON FOLDER [CHECK …]
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGINE = sys.argv[1]
PROGRAM, PYTHON, FOLDER = (Path(word).absolute() for word in sys.argv[2:5])
ROOT = Path(__file__).resolve().parents[2]
WHERE_FROM = {"source_file", "source_line", "source_offset"}
NAMED = ["--engine", ENGINE, *(["--master", "local[2]"] if ENGINE == "spark" else [])]
ON_ENGINE = [*NAMED, "--python", str(PYTHON)]


def cluster(inputs: Sequence[Path | str], output: Path, *options: str) -> subprocess.CompletedProcess[str]:
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
    """Runs `wirecopy cluster` as for a corpus of many ranges of keys, parts of stages and rounds, by a submission by hand."""
    shutil.rmtree(output, ignore_errors=True)
    done(cluster(inputs, output, *options, *ON_ENGINE, "--prepare"))
    (job,) = output.glob(".work/kept/*/job.json")
    script = job.parent / "wirecopy_spark.py"
    usual = script.read_text(encoding="utf-8")
    smaller = usual.replace("NUMBERED_AT_ONCE = 1 << 16", "NUMBERED_AT_ONCE = 1 << 8").replace("BITS = 19", "BITS = 8")
    smaller = smaller.replace("JOINED_AT_ONCE = 1 << 28", "JOINED_AT_ONCE = 1 << 8")
    assert len(smaller) == len(usual) - 3, "all three are smaller"
    script.write_text(smaller, encoding="utf-8")
    ran = subprocess.run([PYTHON, script, job], capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr[-4000:]
    ran = cluster(inputs, output, *options, *ON_ENGINE)
    done(ran)
    assert "stages run on" not in ran.stderr, ran.stderr


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


def job_of(output: Path, *options: str, corpus: Path = ROOT / "data/sample.jsonl") -> Path:
    """The job of a run over a corpus, by default the sample, that is to be submitted by hand."""
    shutil.rmtree(output, ignore_errors=True)
    done(cluster([corpus], output, *ON_ENGINE, "--prepare", *options))
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
    """A driver that is killed behind each of its stages goes on there every time, and gives the same tables."""
    output, parts = FOLDER / "resumed", FOLDER / "resumed-parts"
    shutil.rmtree(parts, ignore_errors=True)
    tables = ["--tables-in", str(parts)]
    job = job_of(output, *tables)
    killed: list[str] = []
    while True:
        driver = subprocess.Popen(
            [PYTHON, job.parent / "wirecopy_spark.py", job], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
        )
        stages = (json.loads(line) for line in driver.stdout or [])
        made = next((stage["stage"] for stage in stages if stage.get("was_done") is False), None)
        driver.kill()
        driver.wait()
        if made is None:
            break
        killed.append(made)
    # On a busy machine another stage may end before the kill.
    assert killed[0] == "signed" and len(killed) == len(set(killed)) >= 10, killed
    ran = cluster([ROOT / "data/sample.jsonl"], output, *ON_ENGINE, *tables)
    done(ran)
    done(cluster([ROOT / "data/sample.jsonl"], FOLDER / "one"))
    same_in_parts(FOLDER / "one", output, parts)


def ended_with_the_program() -> None:
    """The driver ends when the program that started it does, and does not begin if that is gone."""
    output, log = FOLDER / "ended", FOLDER / "ended.log"
    # The larger corpus, so that it could not be done before it is told to end.
    job = job_of(output, corpus=FOLDER / "whole.jsonl")

    def driver(program: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        words = [PYTHON, job.parent / "wirecopy_spark.py", "--attached", str(program.pid), job]
        with log.open("w") as out:
            return subprocess.Popen([str(word) for word in words], stdout=out, stderr=subprocess.DEVNULL)

    program = subprocess.Popen(["true"])
    program.wait()
    assert driver(program).wait(timeout=60) == 1 and not log.read_text()
    program = subprocess.Popen(["sleep", "600"])
    running = driver(program)
    deadline = time.monotonic() + 120
    while '"signed"' not in log.read_text():
        assert time.monotonic() < deadline, "it does not begin"
        time.sleep(0.02)
    program.kill()
    program.wait()
    assert running.wait(timeout=20) == 1, "the driver goes on"
    assert '"groups"' not in log.read_text()


# Changes a file of fetched rows: python3 -c CHANGE FILE drop|double
CHANGE = """
import sys, pyarrow as pa
path, how = sys.argv[1:]
with open(path, "rb") as file:
    table = pa.ipc.open_stream(file.read()).read_all()
table = table.slice(1) if how == "drop" else pa.concat_tables([table.slice(0, 1), table])
with pa.OSFile(path, "wb") as file, pa.ipc.new_stream(file, table.schema) as stream:
    stream.write_table(table)
"""


def damaged() -> None:
    """Rows of a stage that are missing or there twice are an error that names the stage; --fresh makes them anew."""
    output, stages = FOLDER / "damaged", FOLDER / "stages"
    # The sample has no equal texts, and so no rows of them.
    sample = FOLDER / "equal.jsonl"
    sample.write_text("\n".join(corpus_of(400, seed=3)) + "\n", encoding="utf-8")
    shutil.rmtree(stages, ignore_errors=True)
    job = job_of(output, "--stages", str(stages), corpus=sample)
    script = [PYTHON, job.parent / "wirecopy_spark.py", job]
    subprocess.run(script, check=True, capture_output=True)
    options = [*ON_ENGINE, "--stages", str(stages)]
    of_stage = {"tasks": "signed", "articles": "sorted", "texts": "texts", "measured": "measured", "groups": "groups"}
    for result, stage in of_stage.items():
        (path,) = job.parent.glob(f"*/{result}.arrow")
        whole = path.read_bytes()
        for how in ("drop", "double"):
            if how == "drop" and result in {"texts", "measured"}:
                continue  # Only the engine can tell, below.
            subprocess.run([PYTHON, "-c", CHANGE, path, how], check=True)
            refused(cluster([sample], output, *options), f"the stage {stage} is damaged")
            path.write_bytes(whole)
    (file, *_) = sorted(stages.glob("*/measured/part=*/*.parquet"))
    shutil.copy(file, file.with_name("again.parquet"))
    shutil.rmtree(path.parent)
    ran = cluster([sample], output, *options)
    refused(ran, "the stage measured is damaged")
    refused(ran, "run again with --fresh")
    done(cluster([sample], output, *options, "--fresh"))
    done(cluster([sample], FOLDER / "one"))
    same_bytes(FOLDER / "one", output)


# The tables of stories and of what links them, which workers write.
PARTED = ("clusters", "members", "edges", "timeline", "versions", "relations", "articles", "pairs")

# Holds the rows of a table to those of its parts: python3 -c SAME TABLE PARTS
SAME = """
import sys, pyarrow.dataset, pyarrow.parquet
table, parts = sys.argv[1:]
one, all = pyarrow.parquet.read_table(table), pyarrow.dataset.dataset(parts, format="parquet").to_table()
assert one.schema.remove_metadata() == all.schema.remove_metadata(), all.schema
assert one.equals(all), table
"""


def whole(parts: Path) -> bytes:
    """The rows of a table in parts, as one file has them."""
    texts = [part.read_bytes() for part in sorted(parts.iterdir())]
    if parts.suffix == ".csv":
        head = texts[0].index(b"\n") + 1
        texts[1:] = [text[head:] for text in texts[1:]]
    return b"".join(texts)


def same_in_parts(one: Path, other: Path, parts: Path) -> int:
    """Tables in parts have the rows of those in one file, and the others are the same. Returns how many parts `members` has."""
    for table in sorted(path for path in one.iterdir() if path.suffix in {".csv", ".jsonl", ".parquet"}):
        if table.stem not in PARTED:
            assert table.read_bytes() == (other / table.name).read_bytes(), f"{table.name} differs"
        elif table.suffix == ".parquet":
            subprocess.run([PYTHON, "-c", SAME, table, parts / table.name], check=True)
        else:
            assert table.read_bytes() == whole(parts / table.name), f"{table.name} differs"
        assert table.stem not in PARTED or not (other / table.name).exists(), f"{table.name} is in both places"
    told, of_parts = (json.loads((folder / "run.json").read_text()) for folder in (one, other))
    assert of_parts.pop("tables_in") == str(parts)
    for fact in ("counts", "scores", "warnings", "inputs"):
        assert told[fact] == of_parts[fact], fact
    return len(list((parts / "members.jsonl").iterdir()))


def in_parts() -> None:
    """Tables that workers write in parts are those of one machine, and the commands that read a run read them."""
    corpus, one, output, parts = FOLDER / "whole.jsonl", FOLDER / "undivided", FOLDER / "divided", FOLDER / "parts"
    large = ["--pairs", "--articles"]
    done(cluster([corpus], one, *large))
    shutil.rmtree(parts, ignore_errors=True)
    options = [*large, *ON_ENGINE, "--tables-in", str(parts)]
    script, job = in_small_parts(output, corpus, *large, "--tables-in", str(parts))
    assert submitted_by(script, job) is None
    done(cluster([corpus], output, *options))
    assert same_in_parts(one, output, parts) > 3
    told = []
    for folder in (one, output):
        (FOLDER / "sheet.tsv").unlink(missing_ok=True)
        commands = (
            ["export", folder, "--to", "json"],
            ["explain", folder, *ids(corpus)],
            ["eval", folder, "--gold", labels(one)],
            ["label", folder, "-o", FOLDER / "sheet.tsv"],
        )
        all_ran = [subprocess.run([PROGRAM, *map(str, words), "--no-config"], text=True, capture_output=True) for words in commands]
        for ran in all_ran:
            done(ran)
        told.append([ran.stdout for ran in all_ran])
        listed = FOLDER / "listed"
        shutil.rmtree(listed, ignore_errors=True)
        done(
            subprocess.run(
                [PROGRAM, "dedup", folder, "-o", listed, "--mode", "list", "--no-config"], text=True, capture_output=True
            )
        )
        told[-1] += [path.read_text(encoding="utf-8") for path in (listed / "removed.csv", FOLDER / "sheet.tsv")]
        done(subprocess.run([PROGRAM, "report", folder, "--no-config"], text=True, capture_output=True))
    assert told[0] == told[1]
    if ENGINE == "spark":
        return
    mine = FOLDER / "mine"
    mine.mkdir(exist_ok=True)
    (mine / "notes.txt").write_text("mine")
    refused(cluster([corpus], FOLDER / "refused", *ON_ENGINE, "--tables-in", str(mine)), "has other files")
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]
    inside = FOLDER / "refused" / "tables"
    refused(cluster([corpus], FOLDER / "refused", *ON_ENGINE, "--tables-in", str(inside)), "not in the output folder")
    # Without --force, which these runs have.
    command = [PROGRAM, "cluster", ROOT / "data/sample.jsonl", "-o", FOLDER / "other", *ON_ENGINE, "--tables-in", parts]
    shutil.rmtree(FOLDER / "other", ignore_errors=True)
    refused(subprocess.run([str(word) for word in command], text=True, capture_output=True), "has the tables of another run")
    script, job = in_small_parts(output, corpus, *large, "--tables-in", str(parts))
    assert submitted_by(script, job) is None
    lost = parts / "members.jsonl" / "part-00001.jsonl"
    left = [lost.with_name(".part-00001.jsonl-9-99"), lost.with_name("part-09999.jsonl")]
    for file in left:
        file.write_bytes(lost.read_bytes())
    (lost.parent / "mine.txt").write_text("mine")
    assert submitted_by(script, job) is None
    assert not any(file.exists() for file in left) and (lost.parent / "mine.txt").exists()
    shutil.rmtree(parts / "edges.csv")
    told_of = str(submitted_by(script, job))
    assert f"{parts / 'edges.csv'}/part-" in told_of and "is not there; run again" in told_of, told_of
    assert submitted_by(script, job) is None
    lost.write_bytes(lost.read_bytes()[:-1])
    assert f"the stage stories is damaged: {lost} has" in str(submitted_by(script, job))
    (job.parent / json.loads(job.read_text())["fingerprint"] / "done").unlink()
    done(cluster([corpus], output, *options))
    (lost.parent / "mine.txt").unlink()
    assert same_in_parts(one, output, parts) > 3
    # Made anew, in large parts: none of the small ones is left.
    done(cluster([corpus], output, *options, "--fresh"))
    assert same_in_parts(one, output, parts) == 1
    script, job = in_small_parts(output, corpus, *large, "--tables-in", str(parts))
    assert submitted_by(script, job) is None
    shutil.rmtree(parts)
    refused(cluster([corpus], output, *options), "the tables of this run are no longer there")
    no_stories = FOLDER / "no-stories.jsonl"
    texts = ["The ferry ran aground in fog.", "Councillors met on Monday.", "Rain is expected."]
    no_stories.write_text("".join(json.dumps({"id": text[:5], "body": text}) + "\n" for text in texts), encoding="utf-8")
    done(cluster([no_stories], one, *large))
    done(cluster([no_stories], output, *options))
    assert same_in_parts(one, output, parts) == 1
    # What kills an item has no text, and is no article of a part.
    killed = FOLDER / "killed.jsonl"
    text = json.loads((ROOT / "data/sample.jsonl").read_text(encoding="utf-8").splitlines()[0])["body"]
    items = [("wend", 1, "usable", text), ("post", 1, "usable", f"{text} More later."), ("wend", 2, "canceled", "")]
    names = ("uri", "version", "pubstatus", "body_text", "type", "copyrightholder")
    rows = [dict(zip(names, (f"tag:{who}:7", str(version), *rest, "text", who))) for who, version, *rest in items]
    killed.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done(cluster([killed], one, *large))
    assert '"status":"killed"' in (one / "clusters.jsonl").read_text(encoding="utf-8")
    done(cluster([killed], output, *options))
    assert same_in_parts(one, output, parts) == 1


def in_small_parts(output: Path, corpus: Path, *options: str) -> tuple[Path, Path]:
    """The script and the job of a run whose tables have many small parts."""
    job = job_of(output, *options, corpus=corpus)
    asked = json.loads(job.read_text())
    asked["work"]["parts"]["articles"] = 100
    job.write_text(json.dumps(asked))
    script = job.parent / "wirecopy_spark.py"
    script.write_text(script.read_text(encoding="utf-8").replace("BITS_OF_A_PART = 16", "BITS_OF_A_PART = 8"), encoding="utf-8")
    return script, job


def submitted_by(script: Path, job: Path) -> object:
    """The error that the script ends with, if it does."""
    ran = subprocess.run([PYTHON, script, job], capture_output=True, text=True, timeout=300)
    return json.loads(ran.stdout.splitlines()[-1]).get("error")


def ids(corpus: Path) -> list[str]:
    """The ids of two articles."""
    with corpus.open(encoding="utf-8") as lines:
        read = (line for line in lines if line.startswith('{"id":') and line.endswith("}\n"))
        return [json.loads(next(read))["id"] for _ in range(2)]


def labels(run: Path) -> Path:
    """Labels that say what a run says."""
    path = FOLDER / "labels.jsonl"
    with (run / "members.csv").open(encoding="utf-8", newline="") as rows, path.open("w", encoding="utf-8") as to:
        for row in csv.DictReader(rows):
            to.write(json.dumps({"id": row["id"], "label": row["cluster_id"]}) + "\n")
    return path


# Serves S3 on a port that it prints, until its input ends.
SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""

# Copies a folder into a new bucket: python3 -c STORE FOLDER BUCKET PLACE
STORE = """
import os, sys
from pyarrow import fs
folder, bucket, place = sys.argv[1:]
storage = fs.S3FileSystem(allow_bucket_creation=True, endpoint_override=os.environ["AWS_ENDPOINT_URL"])
storage.create_dir(bucket)
fs.copy_files(folder, f"{bucket}/{place}", source_filesystem=fs.LocalFileSystem(), destination_filesystem=storage)
"""


# Copies from a bucket: python3 -c FETCH PLACE FOLDER
FETCH = """
import os, sys
from pyarrow import fs
storage = fs.S3FileSystem(endpoint_override=os.environ["AWS_ENDPOINT_URL"])
fs.copy_files(sys.argv[1], sys.argv[2], source_filesystem=storage, destination_filesystem=fs.LocalFileSystem())
"""


def object_store() -> None:
    """Input and stages are in an object store."""
    server = subprocess.Popen(
        [PYTHON, "-c", SERVER], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert server.stdout is not None
    at = f"http://127.0.0.1:{int(server.stdout.readline())}"
    secret = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
    # Sail and pyarrow have different names for it.
    os.environ.update(secret, AWS_ENDPOINT=at, AWS_ENDPOINT_URL=at, AWS_ALLOW_HTTP="true", NO_PROXY="127.0.0.1")
    try:
        stored()
    finally:
        server.kill()
        server.wait()


def stored() -> None:
    news = FOLDER / "news"
    shutil.rmtree(news, ignore_errors=True)
    (news / "old files").mkdir(parents=True)
    lines = (ROOT / "data/sample.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    third = len(lines) // 3
    (news / "b.jsonl").write_text("".join(lines[:third]), encoding="utf-8")
    (news / "a.jsonl.gz").write_bytes(gzip.compress("".join(lines[third : 2 * third]).encode()))
    (news / "old files" / "c.jsonl").write_text("".join(lines[2 * third :]), encoding="utf-8")
    in_parquet = (
        "import sys, pyarrow.json, pyarrow.parquet; pyarrow.parquet.write_table(pyarrow.json.read_json(sys.argv[1]), sys.argv[2])"
    )
    subprocess.run([PYTHON, "-c", in_parquet, news / "old files" / "c.jsonl", news / "old files" / "c.parquet"], check=True)
    (news / "old files" / "c.jsonl").unlink()
    (news / "page.txt").write_text(json.loads(lines[0])["body"], encoding="utf-8")
    (news / ".hidden.jsonl").write_text(lines[0], encoding="utf-8")
    subprocess.run([PYTHON, "-c", STORE, news, "desk", "news"], check=True)
    output = FOLDER / "stored"
    shutil.rmtree(output, ignore_errors=True)
    options = [*ON_ENGINE, *(["--stages", "s3://desk/stages"] if ENGINE == "sail" else [])]
    refused(cluster(["s3://desk/nosuch"], output, *options), "s3://desk/nosuch")
    done(cluster([news / "*"], FOLDER / "one", "--articles"))
    done(cluster(["s3://desk/news/*"], output, "--articles", *options))
    for table in (FOLDER / "one").iterdir():
        if table.suffix in {".csv", ".jsonl"}:
            one, other = table.read_bytes(), (output / table.name).read_bytes()
            assert one.replace(bytes(news), b"s3://desk/news") == other, f"{table.name} differs"
    shutil.copy(output / "members.csv", FOLDER / "stored-members.csv")
    # Other commands read copies.
    report = [str(word) for word in (PROGRAM, "report", output, "--corpus", news, "--no-config")]
    done(subprocess.run(report, text=True, capture_output=True))
    done(cluster(["s3://desk/news/*"], output, *options, "--tables-in", "s3://desk/tables/"))
    nowhere = cluster(["s3://desk/news/*"], FOLDER / "refused", *options, "--tables-in", "s3://nosuch/tables")
    refused(nowhere, "s3://nosuch/tables: the tables cannot be written there")
    refused(subprocess.run(report, text=True, capture_output=True), "its tables are in s3://desk/tables; copy them")
    subprocess.run([PYTHON, "-c", FETCH, "desk/tables", output], check=True)
    assert (output / "members.csv" / "part-00000.csv").read_bytes() == (FOLDER / "stored-members.csv").read_bytes()
    done(subprocess.run(report, text=True, capture_output=True))


def said(job: Path, words: str) -> None:
    told = submitted(job)[-1]
    error = str(told.get("error"))
    assert words in error and "{" not in error, (words, told)


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
    # What does not depend on the engine is tried on the one without a JVM. Names choose among all.
    usual = [
        same_as_on_one_machine,
        in_parts,
        *([resumed, ended_with_the_program, damaged, object_store, errors] if ENGINE == "sail" else []),
    ]
    named = [check for check in (*usual, object_store) if check.__name__ in sys.argv[5:]]
    for check in named or usual:
        begun = time.monotonic()
        check()
        print(f"{ENGINE}: {check.__name__.replace('_', ' ')}: {time.monotonic() - begun:.1f} s")


if __name__ == "__main__":
    main()
