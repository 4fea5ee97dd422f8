#!/usr/bin/env python3
"""Measures the CPU time of a run, relative to the floor and to other installed tools.

    cargo build --release --bin wirecopy --example floor
    wirecopy synth -n 100000 --seed 7 -o s.jsonl
    python3 benches/ratio/ratio.py s.jsonl

The floor parses the lines and hashes each body; with signatures, it also splits the bodies into words, shingles and
signs them, which is the least work that any search for copies must do. Commands are run alternately, in rounds, so that
noise affects all of them alike; the output is the median of the CPU seconds, and of the ratios within a round. rensa and
datasketch are included if this Python can import them (`pip install rensa datasketch`). They do signatures of word
5-grams, LSH and clusters, and nothing else that a run does.
"""

import argparse
import importlib.util
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent.parent / "target")) / "release"


def cpu_seconds(command):
    """CPU seconds of a command, over all its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(corpus, out):
    """The commands by name, the floor first."""
    wirecopy = [TARGET / "wirecopy", "cluster", corpus, "-o", out, "--force", "-q"]
    floor = [TARGET / "examples" / "floor", corpus]
    found = {"floor": floor, "floor, with signatures": [*floor, "--signed"]}
    for threads in (1, 2):
        found[f"wirecopy, {threads} thread{'s' * (threads > 1)}"] = [*wirecopy, "-j", str(threads)]
    for peer in ("rensa", "datasketch"):
        if importlib.util.find_spec(peer):
            found[peer] = [sys.executable, HERE / "peers.py", peer, corpus]
        else:
            print(f"{peer} is not installed, skipped", file=sys.stderr)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="a JSON Lines file whose articles have a body")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        all_commands = commands(args.corpus, Path(folder) / "out")
        rounds = [{name: cpu_seconds(command) for name, command in all_commands.items()} for _ in range(args.rounds)]
    print("| command | CPU seconds | times the floor |")
    print("|---|---|---|")
    for name in all_commands:
        seconds = statistics.median(each[name] for each in rounds)
        ratio = statistics.median(each[name] / each["floor"] for each in rounds)
        print(f"| {name} | {seconds:.2f} | {ratio:.1f} |")


if __name__ == "__main__":
    main()
