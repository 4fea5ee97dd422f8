"""The wheel in an environment with nothing else: its program, its files, and tables without a library."""

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import wirecopy

DATA = Path(__file__).parents[2] / "data"

program = Path(wirecopy.find_program())
assert program.parent == Path(sys.executable).parent.resolve(), program
for command in ([str(program)], [sys.executable, "-m", "wirecopy"]):
    printed = subprocess.run([*command, "--version"], check=True, capture_output=True, text=True).stdout
    assert printed == f"wirecopy {wirecopy.__version__}\n", printed

installed = {file.name for file in importlib.metadata.files("wirecopy") or ()}
assert {"py.typed", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-LICENSES"} <= installed, installed

run = wirecopy.cluster(DATA / "sample.jsonl", agencies=DATA / "agencies.tsv", quiet=True)
assert isinstance(run.clusters, list) and len(run.clusters) > 30
print(run)
