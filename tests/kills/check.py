"""Kills runs at random moments, and stops others: their output is complete or unchanged, an index opens and answers, and the
same command run again gives the same bytes and leaves no temporary files. A run that is stopped leaves none itself, and says
what became of its output."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

# The setup commands, the command to kill, and its output.
CASES = {
    "cluster": ([], "cluster news.jsonl -o out", "out"),
    "cluster --memory": ([], "cluster news.jsonl -o out --memory 100M", "out"),
    "cluster --tmp": ([], "cluster news.jsonl -o out --memory 100M --tmp big", "out"),
    "cluster --force": (["cluster old.jsonl -o out"], "cluster news.jsonl -o out --force", "out"),
    "index add": (["index build old.jsonl -o news.wirecopy"], "index add news.wirecopy news.jsonl", "news.wirecopy"),
    "index prune": (
        ["index build old.jsonl -o news.wirecopy", "index add news.wirecopy news.jsonl"],
        "index prune news.wirecopy --before 2021-01-04",
        "news.wirecopy",
    ),
    "index compact": (
        ["index build old.jsonl -o news.wirecopy", "index add news.wirecopy news.jsonl", "index prune news.wirecopy --before 2021-01-04"],
        "index compact news.wirecopy",
        "news.wirecopy",
    ),
}
ARTICLES = 400


class Bench:
    def __init__(self, program, work):
        self.program, self.work = Path(program).resolve(), Path(work).resolve()

    def run(self, words, folder):
        done = subprocess.run([self.program, *words.split(), "-q"], cwd=folder, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr

    def end(self, words, folder, seconds, way):
        """Ends a run after some seconds by a signal; returns what it said, or None if it was done before."""
        run = subprocess.Popen(
            [self.program, *words.split(), "-q"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        time.sleep(seconds)
        run.send_signal(way)
        said = run.communicate()[1]
        return None if run.returncode == 0 else said

    def prepared(self, case):
        folder = self.work / case.replace(" ", "_")
        if folder.exists():
            shutil.rmtree(folder)
        shutil.copytree(self.work / ("before " + case), folder)
        return folder

    def state(self, folder, written):
        path = folder / written
        if not path.exists():
            return None
        if path.is_dir():
            files = [file for file in sorted(path.iterdir()) if file.is_file()]
            # run.json has the time and the duration.
            return {file.name: b"" if file.name == "run.json" else file.read_bytes() for file in files} or None
        exit_code, sound, said = self.run(f"index verify {written} --json", folder)
        assert exit_code == 0, f"the index is not sound: {said}"
        exit_code, answers, said = self.run(f"query {written} all.jsonl --json", folder)
        assert exit_code in (0, 1), f"the index does not answer: {said}"
        return json.loads(sound)["holds"], json.loads(answers)["answers"]


def litter(folder):
    found = [path for path in folder.rglob("*") if path.name.startswith(".") or path.name.endswith(".unfinished")]
    return sorted(str(path.relative_to(folder)) for path in found) + [str(path) for path in (folder / "big").iterdir()]


def faults(said, now, before, after, folder, since):
    """What is wrong with what a stopped run said and left."""
    if "stopped by SIGTERM" not in said:
        yield f"stopped: said {said.strip()}"
    if "are complete" in said and now != after:
        yield f"stopped: not complete, but said {said.strip()}"
    # Runs that were killed before may have left files that only a finished one removes.
    if since > 1:
        return
    if "is unchanged" in said and now != before:
        yield f"stopped: not unchanged, but said {said.strip()}"
    if "stages are kept" not in said and (litter(folder) or (now is None and (folder / "out").exists())):
        yield f"stopped: left behind: {litter(folder) or 'out'}"


def check(bench, case, kills, moments):
    before_it, words, written = CASES[case]
    folder = bench.work / ("before " + case)
    (folder / "big").mkdir(parents=True)
    lines = Path("data/sample.jsonl").read_text().splitlines(keepends=True)[:ARTICLES]
    # Half of the articles are a day older than the others.
    lines = [line.replace('"date":"2021-01-04', '"date":"2021-01-03') if place % 2 else line for place, line in enumerate(lines)]
    half = len(lines) // 2
    for name, part in [("old.jsonl", lines[half:]), ("news.jsonl", lines[:half]), ("all.jsonl", lines)]:
        (folder / name).write_text("".join(part))
    for before in before_it:
        exit_code, _, said = bench.run(before, folder)
        assert exit_code == 0, said
    before = bench.state(folder, written)
    folder = bench.prepared(case)
    begun = time.monotonic()
    exit_code, _, said = bench.run(words, folder)
    whole = time.monotonic() - begun
    assert exit_code == 0, said
    after = bench.state(folder, written)

    killed, losses, folder, since = 0, [], bench.prepared(case), 0
    while killed < kills:
        way = moments.choice([signal.SIGKILL, signal.SIGTERM])
        # A third fall into the first moments, when the output is claimed.
        until = whole * moments.choice([0.2, 1.1, 1.1])
        said = bench.end(words, folder, moments.uniform(0, until), way)
        if said is None:
            folder, since = bench.prepared(case), 0
            continue
        killed += 1
        since += 1
        try:
            now = bench.state(folder, written)
            # Before it watches for signals, a run that is stopped has written nothing, and says nothing.
            if way == signal.SIGTERM and said:
                losses += [f"{case}, kill {killed}: {loss}" for loss in faults(said, now, before, after, folder, since)]
            # While one run replaces another there may be neither, and then there is no run.json.
            is_between = case == "cluster --force" or (isinstance(now, dict) and before is None)
            if now not in (before, after) and not (is_between and "run.json" not in now):
                losses.append(f"{case}, kill {killed}: the output is neither the old nor the new one")
            # Some are killed several times before one may finish.
            if moments.random() < 0.6 and since < 5:
                continue
            exit_code, _, said = bench.run(words, folder)
            if exit_code != 0 or bench.state(folder, written) != after:
                losses.append(f"{case}, kill {killed}: run again: exit code {exit_code}: {said.strip()}")
            elif litter(folder):
                losses.append(f"{case}, kill {killed}: left behind: {litter(folder)}")
        except AssertionError as problem:
            losses.append(f"{case}, kill {killed}: {problem}")
        folder, since = bench.prepared(case), 0
    print(f"{case}: {killed} kills, {len(losses)} losses")
    return losses


def main(program, work, kills, seed):
    bench = Bench(program, work)
    if bench.work.exists():
        shutil.rmtree(bench.work)
    bench.work.mkdir(parents=True)
    moments, losses, kills = random.Random(int(seed)), [], int(kills)
    for place, case in enumerate(CASES):
        share = kills // len(CASES) + (place < kills % len(CASES))
        losses += check(bench, case, share, moments)
    print(f"{kills} kills (seed {seed}), {len(losses)} losses")
    if losses:
        sys.exit("\n".join(losses[:40]))


if __name__ == "__main__":
    main(*sys.argv[1:])
