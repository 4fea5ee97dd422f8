"""A run: its tables, how it shows itself, and the commands that read it."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow
import pytest

import wirecopy
from wirecopy import _tables

ROOT = Path(__file__).parents[2]
# Of a run without pairs=True and articles=True, and without a baseline.
ABSENT = {"pairs", "articles", "passages", "changes"}
TABLES = [name for name, value in vars(wirecopy.Run).items() if type(value).__name__ == "_Table"]


def test_tables_are_those_of_the_docs(run: wirecopy.Run) -> None:
    described = {line[3:] for line in (ROOT / "docs" / "tables.md").read_text().splitlines() if line.startswith("## ")}
    assert set(TABLES) == {name.removesuffix(".jsonl") for name in described} - {"run.json"}
    assert run.tables == sorted(set(TABLES) - ABSENT)


def test_table_is_read_once_and_when_asked_for(run: wirecopy.Run) -> None:
    opened = wirecopy.open(run.folder)
    assert "members" not in vars(opened)
    assert opened.members is opened.members


@pytest.mark.parametrize("name", sorted(set(TABLES) - ABSENT - {"rejects"}))
def test_libraries_agree(run: wirecopy.Run, name: str) -> None:
    rows = run.table(name, as_="dicts")
    tables = [run.table(name, as_=library) for library in ("pandas", "polars", "pyarrow")]
    assert [type(table) for table in tables] == [pandas.DataFrame, polars.DataFrame, pyarrow.Table]
    for table in tables:
        assert len(table) == len(rows)
    if rows:
        assert list(rows[0]) == list(tables[0].columns) == tables[1].columns == tables[2].column_names


def test_first_library_that_is_there(run: wirecopy.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"pandas", "polars", "pyarrow"}
    monkeypatch.setattr(_tables, "find_spec", lambda name: name in there or None)
    assert isinstance(run.table("clusters"), pandas.DataFrame)
    there -= {"pandas"}
    assert isinstance(run.table("clusters"), polars.DataFrame)
    there -= {"polars"}
    assert isinstance(run.table("clusters"), pyarrow.Table)
    there -= {"pyarrow"}
    assert isinstance(run.table("clusters"), list)


def test_pandas_needs_no_arrow(run: wirecopy.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with_arrow = run.table("members", as_="pandas")
    monkeypatch.setattr(_tables, "find_spec", lambda name: name == "pandas" or None)
    without = run.table("members", as_="pandas")
    assert str(without["published"].dtype).endswith("UTC]")
    pandas.testing.assert_frame_equal(with_arrow, without, check_dtype=False, check_exact=False, rtol=1e-4)


def test_unknown_names(run: wirecopy.Run) -> None:
    with pytest.raises(ValueError, match=r"'nosuch'.*clusters"):
        run.table("nosuch")
    with pytest.raises(ValueError, match="pairs"):
        _ = run.pairs
    with pytest.raises(ValueError, match=r"'excel'.*pandas"):
        run.table("clusters", as_="excel")  # type: ignore[arg-type]


def test_options_become_flags(tmp_path: Path, sample: Path) -> None:
    out = tmp_path / "out"
    options: dict[str, Any] = {"pairs": True, "singletons": False, "min_words": 60, "write": ["csv", "parquet"], "preset": None}
    run = wirecopy.cluster(sample, output=out, threshold=0.6, quiet=True, **options)
    assert (run.info["config"]["matching"]["threshold"], run.info["config"]["matching"]["min_words"]) == (0.6, 60)
    assert (out / "clusters.csv").is_file()
    assert len(run.pairs) > 100
    assert run.counts["read"] == 400


def test_shows_itself(run: wirecopy.Run) -> None:
    assert repr(run) == f"<wirecopy run: 400 articles, 40 stories carried by 2+ outlets, {run.folder}>"
    lines = str(run).splitlines()
    assert lines[0] == "400 articles, 40 stories carried by 2+ outlets"
    assert [line.split()[:4] for line in lines[3:5]] == [["1", "44", "43", "UWS"], ["2", "23", "23", "TTB"]]
    assert len(lines) == 13
    shown = run._repr_html_()
    assert shown.count("<tr>") == 11
    assert "<td>44</td><td>43</td><td>UWS</td>" in shown


def test_html_of_a_story_is_escaped(articles: list[dict[str, Any]]) -> None:
    run = wirecopy.cluster(({**article, "title": "Q&A: is 1 < 2?"} for article in articles[:60]), quiet=True)
    assert "<td>Q&amp;A: is 1 &lt; 2?</td>" in run._repr_html_()


def test_temporary_folder_lives_as_long_as_the_run(sample: Path) -> None:
    run = wirecopy.cluster(sample, quiet=True)
    folder = run.folder
    assert folder.is_dir()
    with pytest.raises(ValueError, match="temporary"):
        run.report()
    del run
    gc.collect()
    assert not folder.parent.exists()


def test_dedup_of_files(run: wirecopy.Run, tmp_path: Path) -> None:
    result = run.dedup(tmp_path / "clean", keep="longest")
    kept = (tmp_path / "clean" / "sample.jsonl").read_bytes().count(b"\n")
    assert kept == result.counts["kept"] == 400 - len(result.removed)
    assert repr(result) == f"<wirecopy dedup: {kept} kept + {400 - kept} removed = 400 read, {tmp_path / 'clean'}>"
    again = wirecopy.dedup(run.folder)
    assert len(again.table("dicts")) == again.counts["removed"]
    assert (again.folder / "sample.jsonl").is_file()


def test_dedup_of_a_frame(articles: list[dict[str, Any]]) -> None:
    frame = pandas.DataFrame(articles)
    removed = wirecopy.cluster(frame, quiet=True).dedup().removed
    assert 100 < len(removed) < 200
    assert len(frame[~frame["id"].isin(removed["id"])]) == 400 - len(removed)


def test_report(run: wirecopy.Run, tmp_path: Path) -> None:
    path = wirecopy.report(run, tmp_path / "report.html")
    assert path == tmp_path / "report.html"
    assert "<html" in path.read_text(encoding="utf-8")[:200]
    opened = wirecopy.open(run.folder)
    assert opened.report() == run.folder / "report.html"


def test_explain(run: wirecopy.Run) -> None:
    one, other = [row["id"] for row in run.table("members", as_="dicts")][:2]
    answer = wirecopy.explain(run, one, other)
    assert answer["together"] is True
    assert "Why" in repr(answer) and one in repr(answer)
    assert dict(answer).keys() == set(answer)


def test_check(articles: list[dict[str, Any]], sample: Path) -> None:
    good = wirecopy.check(sample)
    assert good.ready and good["groups"][0]["records"] == 400
    assert "Ready" in repr(good)
    bad = wirecopy.check([{"text": ""}] * 3)
    assert not bad.ready
    assert "Not ready" in repr(bad)


def test_index(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    index = tmp_path / "news.wirecopy"
    assert "300 articles" in wirecopy.call("index", "build", articles[:300], output=index)
    assert "Index: 400 articles" in wirecopy.call("index", "add", index, articles[300:])
    carried, unknown = wirecopy.query(index, [articles[328], {"id": "x", "text": "Nobody ever wrote these words before. " * 9}])
    assert carried["stories"][0]["articles"] == 44
    assert unknown["stories"] == []
    assert wirecopy.query(index, [{"id": "x", "text": "Nobody ever wrote these words before. " * 9}])[0]["id"] == "x"
