"""Reads a table as a data frame of whichever library is there, or as a list of dicts."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, get_args

Library = Literal["pandas", "polars", "pyarrow", "dicts"]
"""What a table is read as."""

Rows = list[dict[str, Any]]

_TIMES = ("first_seen", "last_seen", "published", "bucket_start")
_DAYS = ("first_date", "last_date", "date")


def library(asked: str | None) -> Library:
    """The library that is asked for, else the first that is there."""
    for name in get_args(Library):
        if name == asked or (asked is None and (name == "dicts" or find_spec(name))):
            known: Library = name
            return known
    raise ValueError(f"unknown library {asked!r}; expected one of {', '.join(get_args(Library))}")


def names(folder: Path) -> list[str]:
    """The tables in a folder."""
    return sorted({path.stem for path in folder.iterdir() if path.suffix in (".jsonl", ".parquet")})


def read(folder: Path, name: str, as_: str | None) -> Any:
    """Reads a table: from Parquet where it can be, so that every column has its type, else from JSON Lines."""
    wanted = library(as_)
    if name not in names(folder):
        raise ValueError(f"there is no table {name!r} in {folder}; there are {', '.join(names(folder))}")
    parquet = folder / f"{name}.parquet"
    if parquet.is_file():
        if wanted == "polars":
            return import_module("polars").read_parquet(parquet)
        if wanted == "pyarrow":
            return import_module("pyarrow.parquet").read_table(parquet)
        if wanted == "pandas" and (find_spec("pyarrow") or find_spec("fastparquet")):
            return import_module("pandas").read_parquet(parquet)
    return of_rows(list(rows(folder / f"{name}.jsonl")), wanted)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of JSON Lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def csv_rows(path: Path) -> Rows:
    """The rows of a CSV file. All is text but similarities, and an empty cell is nothing."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: _value(name, cell) for name, cell in row.items()} for row in csv.DictReader(file)]


def _value(name: str, cell: str) -> Any:
    if cell == "":
        return None
    return float(cell) if name == "jaccard" else cell


def of_rows(rows: Rows, wanted: Library) -> Any:
    """A data frame of rows that are in memory."""
    if wanted == "pandas":
        pandas = import_module("pandas")
        frame = pandas.DataFrame(rows)
        for name in frame.columns.intersection(_TIMES):
            frame[name] = pandas.to_datetime(frame[name], utc=True)
        for name in frame.columns.intersection(_DAYS):
            frame[name] = pandas.to_datetime(frame[name]).dt.date
        return frame
    if wanted == "polars":
        return import_module("polars").DataFrame(rows, infer_schema_length=None)
    if wanted == "pyarrow":
        return import_module("pyarrow").Table.from_pylist(rows)
    return rows
