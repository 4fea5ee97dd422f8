"""The Python lines of the README and of docs/python.md, and the SQL of docs/r.md, run as they are."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import duckdb
import pytest

import wirecopy

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder_with_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)


def test_readme() -> None:
    blocks: list[str] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(block, {})


def test_guide() -> None:
    # Read as one file, in which the fences are no output.
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8").replace("```\n", "\n")
    test = doctest.DocTestParser().get_doctest(text, {}, "python.md", "docs/python.md", 0)
    said: list[str] = []
    results = doctest.DocTestRunner().run(test, out=said.append)
    assert results.attempted > 10
    assert results.failed == 0, "".join(said)


def test_sql_of_the_recipes() -> None:
    wirecopy.cluster("data/sample.jsonl", agencies="data/agencies.tsv", output="out", quiet=True)
    queries: list[str] = re.findall(r'dbGetQuery\(con, "(.*?)"\)', (ROOT / "docs" / "r.md").read_text(encoding="utf-8"), re.DOTALL)
    assert queries
    for query in queries:
        assert duckdb.execute(f"select count(*) > 0 from ({query})").fetchone() == (True,)
