"""Articles in every form that they come in."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pytest

import wirecopy
from wirecopy._articles import source

Rows = list[dict[str, Any]]


def clusters(articles: Any) -> Any:
    return wirecopy.cluster(articles, quiet=True).table("clusters", as_="dicts")


def lines(articles: Any) -> Rows:
    given = source(articles)
    assert given.words == ["-"] and given.lines is not None
    return [json.loads(line) for line in given.lines]


@pytest.fixture(scope="module")
def expected(articles: Rows) -> Any:
    found = clusters(articles)
    assert len(found) == 40
    return found


def test_paths_and_globs(sample: Path, expected: Any) -> None:
    assert clusters(sample) == expected
    assert clusters(str(sample.parent / "sample.json*")) == expected


def test_list_of_paths(tmp_path: Path, sample: Path, expected: Any) -> None:
    every = sample.read_bytes().splitlines(keepends=True)
    halves = [tmp_path / "one.jsonl", tmp_path / "-two.jsonl"]
    halves[0].write_bytes(b"".join(every[:200]))
    halves[1].write_bytes(b"".join(every[200:]))
    assert clusters(halves) == expected
    assert clusters(map(str, halves)) == expected


def test_path_that_looks_like_an_option(tmp_path: Path, sample: Path, expected: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "-x.jsonl").write_bytes(sample.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert clusters("-x.jsonl") == expected


def test_generator_of_dicts(articles: Rows, expected: Any) -> None:
    assert clusters(article for article in articles) == expected


def test_pandas(articles: Rows, expected: Any) -> None:
    frame = pandas.DataFrame(articles)
    assert clusters(frame) == expected
    assert clusters(frame.set_index("id")) == expected
    assert clusters(frame.assign(date=pandas.to_datetime(frame["date"], format="ISO8601", utc=True))) == expected


def test_polars(articles: Rows, expected: Any) -> None:
    frame = polars.DataFrame(articles)
    assert clusters(frame) == expected
    assert clusters(frame.lazy()) == expected


def test_arrow(articles: Rows, expected: Any) -> None:
    table = pyarrow.Table.from_pylist(articles)
    assert clusters(table) == expected
    assert clusters(table.to_reader()) == expected
    assert clusters(duckdb.from_arrow(table)) == expected


def test_missing_values_are_null() -> None:
    frame = pandas.DataFrame(
        {
            "id": pandas.array([1, None], dtype="Int64"),
            "text": ["words", None],
            "date": pandas.to_datetime(["2026-03-04T12:00:00Z", None], utc=True),
            "score": [1.5, float("nan")],
        }
    )
    assert lines(frame) == [
        {"id": 1, "text": "words", "date": "2026-03-04T12:00:00+00:00", "score": 1.5},
        {"id": None, "text": None, "date": None, "score": None},
    ]


def test_values_that_json_does_not_have() -> None:
    day = datetime.date(2026, 3, 4)
    row = {"date": day, "tags": {"nan": [float("nan"), float("inf")]}, "path": Path("a")}
    assert lines(row) == [{"date": "2026-03-04", "tags": {"nan": [None, None]}, "path": "a"}]
    wide = pandas.DataFrame({"vector": [pandas.Series([1.0, 2.0]).to_numpy()], "narrow": pandas.array([1.5], dtype="float32")})
    assert lines(wide) == [{"vector": [1.0, 2.0], "narrow": 1.5}]
    assert lines([{"text": "half \ud800"}]) == [{"text": "half ?"}]


def test_rows_of_a_database() -> None:
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    assert lines(database.execute("select 1 as id, 'words' as text")) == [{"id": 1, "text": "words"}]


@pytest.mark.parametrize("wrong", [7, [7], [("id", 1)]])
def test_what_is_no_article_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError):
        lines(wrong)
    with pytest.raises(TypeError, match="decode"):
        lines([{"text": b"words"}])


def test_articles_that_end_with_an_error_leave_no_run(tmp_path: Path, articles: Rows) -> None:
    def breaking() -> Iterator[dict[str, Any]]:
        yield from articles
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        wirecopy.cluster(breaking(), output=tmp_path / "out")
    assert not (tmp_path / "out" / "run.json").exists()
    assert list(tmp_path.glob(".wirecopy*")) == []


def test_no_articles() -> None:
    with pytest.raises(wirecopy.Error) as caught:
        wirecopy.cluster([])
    assert caught.value.exit_code in (2, 3)
