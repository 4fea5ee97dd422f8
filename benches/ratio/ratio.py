#!/usr/bin/env python3
"""Says how many times as much CPU a run costs as the floor, and as other tools that are installed.

    cargo build --release --bin wirecopy --example floor
    wirecopy synth -n 100000 --seed 7 -o s.jsonl
    python3 benches/ratio/ratio.py s.jsonl

The floor parses the lines and hashes each body; with signatures, it also cuts the bodies into words, shingles and signs
them, which is the least that any run must do that looks for copies. Commands are run in turn, round after round, so that
all of them meet the same noise; given are the medians of the CPU seconds, and of the ratios within a round. rensa and
datasketch are run where this Python can import them (`pip install rensa datasketch`): signatures of word 5-grams, LSH
and clusters, and nothing else of what a run does.
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
    """CPU seconds that a command takes, with all its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(corpus, out):
    """The commands by their names, the floor first."""
    wirecopy = [TARGET / "wirecopy", "cluster", corpus, "-o", out, "--force", "-q"]
    floor = [TARGET / "examples" / "floor", corpus]
    found = {"floor": floor, "floor, with signatures": [*floor, "--signed"]}
    for threads in (1, 2):
        found[f"wirecopy, {threads} thread{'s' * (threads > 1)}"] = [*wirecopy, "-j", str(threads)]
    for peer in ("rensa", "datasketch"):
        if importlib.util.find_spec(peer):
            found[peer] = [sys.executable, HERE / "peers.py", peer, corpus]
        else:
            print(f"{peer} is not installed and left out", file=sys.stderr)
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
