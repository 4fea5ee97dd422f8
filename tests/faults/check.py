"""Makes one system call fail in each of many runs, and checks the outcome.

A run with a failing call either ends as usual, or with exit code 4 and a message. Its output is complete or unchanged. The
same command, run again without a fault, gives the usual output and leaves no temporary files.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

KINDS = ["EIO", "ENOSPC", "SHORT"]
ARTICLES = 90

# The setup commands, the command, its output, and whether it can be run twice.
CASES = {
    "cluster": ([], "cluster news.jsonl -o out --pairs", "out", True),
    "cluster --memory": ([], "cluster news.jsonl -o out --pairs --memory 100M", "out", True),
    "cluster --force": (["cluster other.jsonl -o out"], "cluster news.jsonl -o out --pairs --force", "out", True),
    "index build": ([], "index build news.jsonl -o news.wirecopy --force", "news.wirecopy", True),
    "index add": (["index build other.jsonl -o news.wirecopy"], "index add news.wirecopy news.jsonl", "news.wirecopy", True),
    "dedup": (["cluster news.jsonl -o out"], "dedup out -o clean", "clean", False),
}


class Bench:
    def __init__(self, program, shim, work):
        self.program, self.shim, self.work = Path(program).resolve(), Path(shim).resolve(), Path(work).resolve()

    def command(self, words, folder, fault=None):
        environment = dict(os.environ, LC_ALL="C.UTF-8")
        if fault is not None:
            at, kind = fault
            environment |= {
                "LD_PRELOAD": str(self.shim),
                "FAULTS_UNDER": str(folder) + "/",
                "FAULTS_AT": str(at),
                "FAULTS_KIND": kind,
                "FAULTS_OUT": str(self.work / "calls"),
            }
        return subprocess.run(
            [self.program, *words.split(), "--threads", "2"],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
        )

    def calls(self):
        """The number of calls of the last run, and the name of the failed one."""
        number, _, name = (self.work / "calls").read_text().partition(" ")
        return int(number), name.strip()

    def prepared(self, case):
        """A fresh folder in the state before the command."""
        folder = self.work / case.replace(" ", "_")
        if folder.exists():
            shutil.rmtree(folder)
        shutil.copytree(self.work / ("before " + case), folder)
        return folder

    def prepare(self, case, corpus):
        folder = self.work / ("before " + case)
        folder.mkdir()
        lines = corpus.read_text().splitlines(keepends=True)
        (folder / "news.jsonl").write_text("".join(lines[:ARTICLES]))
        (folder / "other.jsonl").write_text("".join(lines[ARTICLES:2 * ARTICLES]))
        for words in CASES[case][0]:
            done = self.command(words, folder)
            assert done.returncode == 0, done.stderr

    def state(self, folder, written):
        """The output: None, its bytes, or for an index its answers."""
        path = folder / written
        if not path.exists():
            return None
        if path.is_dir():
            # run.json has the time and the duration.
            return {
                str(file.relative_to(path)): b"" if file.name == "run.json" else file.read_bytes()
                for file in sorted(path.rglob("*"))
                if file.is_file() and ".work" not in file.parts and not file.relative_to(path).parts[0].startswith(".wirecopy-")
            } or None
        sound = self.command(f"index verify {written} --json", folder)
        assert sound.returncode == 0, f"the index is not sound: {sound.stderr}"
        answers = self.command(f"query {written} news.jsonl --json", folder)
        assert answers.returncode in (0, 1), f"the index does not answer: {answers.stderr}"
        return json.loads(sound.stdout)["holds"], answers.stdout


def litter(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name.startswith(".") or path.name.endswith(".unfinished"))


def check(bench, case, number):
    """Injects `number` faults; returns how many took effect, and the problems."""
    _, words, written, twice = CASES[case]
    before = bench.state(bench.prepared(case), written)
    calls = {}
    for kind in KINDS:
        folder = bench.prepared(case)
        done = bench.command(words, folder, (0, kind))
        assert done.returncode == 0, done.stderr
        calls[kind], _ = bench.calls()
        after = bench.state(folder, written)
        assert not litter(folder), litter(folder)

    outcomes, names, problems = Counter(), Counter(), []
    chosen = [
        (1 + place * calls[kind] // each, kind)
        for kind in KINDS
        for each in [min(calls[kind], max(1, number // len(KINDS)))]
        for place in range(each)
    ]
    for at, kind in chosen:
        folder = bench.prepared(case)
        done = bench.command(words, folder, (at, kind))
        _, name = bench.calls() if (bench.work / "calls").exists() else (0, "")
        (bench.work / "calls").unlink(missing_ok=True)
        if not name and done.returncode == 0:
            outcomes["no fault"] += 1
            continue
        told = f"{case}: {kind} in call {at} ({name}): exit code {done.returncode}: {done.stderr.strip()}"
        names[name] += 1
        now = bench.state(folder, written)
        wanted = {0: [after], 4: [before, after]}.get(done.returncode, [])
        if case == "cluster --force" and now is not None and now != before and "run.json" not in now:
            # While one run replaces another there may be neither, and then there is no run.json.
            now = before
        if now not in wanted:
            problems.append(f"{told}\n  the output is {'correct, but not for this exit code' if now in (before, after) else 'neither the old nor the new one'}")
        elif kind == "SHORT" and done.returncode != 0:
            problems.append(f"{told}\n  a short read or write must not fail")
        elif done.returncode == 4 and "error:" not in done.stderr:
            problems.append(f"{told}\n  no error message")
        outcomes["went on" if done.returncode == 0 else "exit code 4"] += 1
        if twice or done.returncode != 0:
            again = bench.command(words, folder)
            if again.returncode != 0 or bench.state(folder, written) != after:
                problems.append(f"{told}\n  run again: exit code {again.returncode}: {again.stderr.strip()}")
            elif litter(folder):
                problems.append(f"{told}\n  left behind: {litter(folder)}")
    injected = sum(outcomes.values()) - outcomes["no fault"]
    shown = ", ".join(f"{count} {name}" for name, count in names.most_common())
    print(f"{case}: {calls['EIO']} calls, {injected} faults: {outcomes['went on']} went on, {outcomes['exit code 4']} exit code 4 ({shown})")
    return injected, problems


def main(program, shim, work, number):
    bench = Bench(program, shim, work)
    if bench.work.exists():
        shutil.rmtree(bench.work)
    bench.work.mkdir(parents=True)
    all_injected, all_problems = 0, []
    for case in CASES:
        bench.prepare(case, Path("data/sample.jsonl"))
        injected, problems = check(bench, case, max(1, int(number) // len(CASES)))
        all_injected += injected
        all_problems += problems
    print(f"{all_injected} faults injected, {len(all_problems)} problems")
    if all_problems:
        sys.exit("\n".join(all_problems[:40]))


if __name__ == "__main__":
    main(*sys.argv[1:])
