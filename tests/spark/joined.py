"""Holds that the rounds of the engine connect what pairs connect. Run by a Python that has Sail, with a folder for the rounds."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "spark"))

import wirecopy_spark

Pair = tuple[int, int]


def connected(pairs: list[Pair]) -> list[Pair]:
    """The first text that each is connected with, and the text."""
    above: dict[int, int] = {}

    def first(text: int) -> int:
        while above.setdefault(text, text) != text:
            text = above[text]
        return text

    for low, high in pairs:
        one, other = sorted((first(low), first(high)))
        above[other] = one
    return sorted((first(text), text) for text in above)


def graphs() -> list[list[Pair]]:
    """No pairs, random ones of few texts and of many, and a path, on which rounds have the longest way."""
    chance = random.Random(1)
    found = [[chance.sample(range(300), 2) for _ in range(pairs)] for pairs in (0, 60, 150, 400)]
    path = chance.sample(range(300), 300)
    found.append([list(pair) for pair in zip(path, path[1:])])
    return [[(min(pair), max(pair)) for pair in pairs] for pairs in found]


def main(folder: str) -> None:
    spark = wirecopy_spark.session_of({"engine": "sail", "master": None})
    run = wirecopy_spark.Run(spark, {"partitions": 3, "stages": folder, "fingerprint": "joined"})
    for pairs in graphs():
        # The answers of several processes have some pairs twice, and texts paired with themselves.
        rows = [*pairs, *pairs[:9], *((low, low) for low, _ in pairs[:9])]
        got = run.joined(spark.createDataFrame(rows, "low int, high int")).collect()
        assert sorted(map(tuple, got)) == connected(pairs), len(pairs)
    # Sail's threads do not end by themselves.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
