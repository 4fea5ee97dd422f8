"""Articles as the program takes them: paths on its command line, or JSON Lines in its standard input."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple, Union, cast

PathLike = Union[str, "os.PathLike[str]"]

Articles = Union[PathLike, Iterable[PathLike], Iterable[Mapping[str, Any]], Any]
"""Files, folders and globs; or articles: dicts, a pandas or polars data frame, an Arrow table."""

_ROWS = 10_000


class Source(NamedTuple):
    """The words that name the articles on the command line, and the lines of standard input, if they are there."""

    words: list[str]
    lines: Iterator[bytes] | None


def source(articles: Articles) -> Source:
    """Turns articles into what the program takes. Of an iterable, only the first is read before the lines are asked for."""
    if isinstance(articles, (str, os.PathLike)):
        return Source([os.fspath(articles)], None)
    rows = _rows(articles)
    first = next(rows, None)
    if isinstance(first, (str, os.PathLike)):
        return Source([os.fspath(cast(PathLike, path)) for path in itertools.chain([first], rows)], None)
    every = itertools.chain([] if first is None else [first], rows)
    return Source(["-"], map(_line, every))


def _rows(articles: Any) -> Iterator[object]:
    if isinstance(articles, Mapping):
        return iter([articles])
    if hasattr(articles, "iloc"):
        return _pandas_rows(articles)
    if type(articles).__module__.startswith("polars."):
        frame = articles.collect() if hasattr(articles, "collect") else articles
        return cast("Iterator[object]", frame.iter_rows(named=True))
    if hasattr(articles, "__arrow_c_stream__"):
        batches = import_module("pyarrow").RecordBatchReader.from_stream(articles)
        return (row for batch in batches for row in batch.to_pylist())
    if isinstance(articles, Iterable):
        return iter(articles)
    raise TypeError(f"articles are paths, dicts, a data frame or an Arrow table, not {type(articles).__name__}")


def _pandas_rows(frame: Any) -> Iterator[object]:
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    for start in range(0, len(frame), _ROWS):
        yield from frame.iloc[start : start + _ROWS].to_dict("records")


def _line(row: object) -> bytes:
    if isinstance(row, Mapping):
        fields = dict(row)
    elif hasattr(row, "keys"):  # A row of sqlite3.
        fields = dict(cast(Any, row))
    else:
        raise TypeError(f"an article is a dict, not {type(row).__name__}")
    try:
        text = json.dumps(fields, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError:
        text = json.dumps(_without_nan(fields), ensure_ascii=False, default=_plain)
    return text.encode("utf-8", "replace") + b"\n"


def _plain(value: Any) -> object:
    """What JSON has no word for: dates, and the numbers, lists and missing values of numpy and pandas."""
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    for name in ("isoformat", "tolist"):
        if hasattr(value, name):
            return _without_nan(getattr(value, name)())
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError("an article has bytes where text is expected; decode them first")
    return str(value)


def _without_nan(value: object) -> object:
    """Missing values are often NaN, which JSON does not have."""
    if isinstance(value, Mapping):
        return {name: _without_nan(each) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [_without_nan(each) for each in value]
    if isinstance(value, float) and not (abs(value) < float("inf")):
        return None
    return value
