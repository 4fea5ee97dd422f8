"""Checks what `wirecopy dedup` did to a corpus, from its files alone.

Every record is kept or removed. The kept lines are lines of the input, byte for byte and in order. Each story keeps an
article, and each removed article names one of its story that is kept.

    tests/dedup/check.py PROGRAM CORPUS.jsonl FOLDER
"""

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

KINDS = "verbatim,edited,excerpt,extended,version"


def lines_of(path):
    return [line for line in path.read_bytes().split(b"\n") if line.strip()]


def key(line):
    return json.loads(line)["id"]


def is_subsequence(kept, lines):
    lines = iter(lines)
    return all(line in lines for line in kept)


def check(program, corpus, folder, keep, only):
    run, clean = folder / "run", folder / f"{keep}-{only.count(',')}"
    said = subprocess.run(
        [program, "dedup", run, "-o", clean, "--keep", keep, "--remove", only], check=True, capture_output=True, text=True
    ).stdout
    lines, kept = lines_of(corpus), lines_of(clean / corpus.name)
    with open(clean / "removed.csv", newline="", encoding="utf-8") as file:
        removed = {row["id"]: row for row in csv.DictReader(file)}
    with open(run / "members.jsonl", encoding="utf-8") as file:
        story_of = {row["id"]: row["cluster_id"] for row in map(json.loads, file)}

    assert len(kept) + len(removed) == len(lines), (len(kept), len(removed), len(lines))
    assert is_subsequence(kept, lines), "a kept line is not a line of the input, or not in order"
    stays = set(map(key, kept))
    assert stays.isdisjoint(removed) and len(stays) == len(kept)
    survivors = Counter(story_of[article] for article in stays if article in story_of)
    stories = set(story_of.values())
    assert stories == set(survivors), "a story has lost its last article"
    for article, row in removed.items():
        assert row["duplicate_of"] in stays, article
        assert story_of[article] == story_of[row["duplicate_of"]] == row["cluster_id"], article
    assert said.split("  ")[1].startswith(f"{len(kept)} kept + {len(removed)} removed = {len(lines)} read"), said
    return len(lines), len(kept), len(removed), len(stories), sum(count == 1 for count in survivors.values())


def main():
    program, corpus, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True)
    subprocess.run([program, "cluster", corpus, "-o", folder / "run", "-q"], check=True)
    for keep in ["earliest", "longest", "agency", "first"]:
        for only in ["verbatim,edited", KINDS]:
            read, kept, removed, stories, alone = check(program, corpus, folder, keep, only)
            if only == KINDS:
                assert alone == stories, "with every kind removed, each story keeps one article"
            print(f"--keep {keep} --remove {only}: {kept} kept + {removed} removed = {read} read; {stories} stories, {alone} with one article left")


main()
