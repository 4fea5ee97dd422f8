"""A finished run, and what can be asked of it."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, overload

from . import _program, _tables
from ._articles import PathLike
from ._folder import Folder

# What a run shows of its largest stories.
_SHOWN = 10
_COLUMNS = ("story_rank", "articles", "outlets", "agency", "first_date", "headline")


class Answer(Mapping[str, Any]):
    """What the program found out: a mapping of its facts, which shows itself as the page of text that a shell shows."""

    def __init__(self, facts: Mapping[str, Any], page: Callable[[], str]) -> None:
        self._facts = facts
        self._page = page

    def __getitem__(self, name: str) -> Any:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    @cached_property
    def _text(self) -> str:
        return self._page().rstrip()

    def __repr__(self) -> str:
        return self._text


class _Table:
    """A table of a run, read when it is first asked for."""

    def __init__(self, about: str) -> None:
        self.__doc__ = about

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, run: None, owner: type) -> _Table: ...
    @overload
    def __get__(self, run: Run, owner: type) -> Any: ...
    def __get__(self, run: Run | None, owner: type) -> Any:
        if run is None:
            return self
        table = run.table(self._name)
        run.__dict__[self._name] = table
        return table


class Run:
    """A finished run: the folder that ``wirecopy cluster`` wrote.

    Its tables are data frames of pandas, polars or pyarrow, whichever is installed, or lists of dicts.
    """

    clusters = _Table("A row for each story with two or more articles.")
    members = _Table("A row for each article of these stories.")
    edges = _Table("A row for each article with an earlier one that it matches.")
    outlets = _Table("A row for each outlet.")
    outlet_agency = _Table("A row for each outlet and each agency whose articles it has.")
    timeline = _Table("How each story spread: a row for each hour or day with an article.")
    versions = _Table("A row for each article that is a version of an agency's story.")
    families = _Table("A row for each story that is a version of a developing story.")
    relations = _Table("A row for each round-up that contains a story, and each extract of one.")
    pairs = _Table("With pairs=True: a row for each pair of texts that match.")
    articles = _Table("With articles=True: a row for each article that was read, with or without a copy.")
    passages = _Table("With passages=True: a row for each passage that a copy has in common with the canonical article.")
    changes = _Table("With baseline=...: a row for each story that changed since an earlier run.")
    rejects = _Table("A row for each record that is not an article.")

    def __init__(self, folder: PathLike | Folder) -> None:
        self._place = folder if isinstance(folder, Folder) else Folder(folder)
        self.folder = self._place.path
        try:
            self.info: dict[str, Any] = json.loads((self.folder / "run.json").read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise _program.Error(f"{self.folder}: not a finished run: no run.json", 2) from error

    @property
    def tables(self) -> list[str]:
        """The names of the tables that this run has."""
        return _tables.names(self.folder)

    def table(self, name: str, as_: _tables.Library | None = None) -> Any:
        """Reads a table, as a data frame of the named library; ``dicts`` is a list of dicts."""
        return _tables.read(self.folder, name, as_)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many records were read, and what became of them."""
        return dict(self.info["counts"])

    def dedup(self, output: PathLike | None = None, **options: Any) -> Dedup:
        """Writes the corpus without the copies.

        Without ``output``, to a temporary folder that lives as long as the result. Articles that came from memory have no files to
        write: the result then lists those to remove.
        """
        if self._is_of_memory:
            options.setdefault("mode", "list")
        place = Folder(output)
        facts = _program.run_json("dedup", [str(self.folder)], {"output": place.path, **options})
        return Dedup(place, facts)

    def report(self, output: PathLike | None = None, **options: Any) -> Path:
        """Writes the HTML report, and gives its path: ``report.html`` in the folder of the run without ``output``."""
        if output is None and self._place.is_temporary:
            raise ValueError("this run is in a temporary folder; name a file, such as report('report.html')")
        facts = _program.run_json("report", [str(self.folder)], {"output": output, **options})
        return Path(facts["path"])

    def explain(self, one: str, other: str, **options: Any) -> Answer:
        """Why two articles are in one story, or are not. Takes the ids of the articles."""
        facts = _program.run_json("explain", [str(self.folder), one, other], options)

        def page() -> str:
            return _program.run(["explain"], [str(self.folder), one, other], options, relay=False).stdout

        return Answer(facts, page)

    @cached_property
    def _stories(self) -> int:
        """How many stories two outlets or more carried."""
        return sum(story["outlets"] > 1 for story in _tables.rows(self.folder / "clusters.jsonl"))

    @property
    def _is_of_memory(self) -> bool:
        return any(record["path"] == "-" for record in self.info["inputs"])

    @property
    def _summary(self) -> str:
        return f"{self.counts['read']:,} articles, {self._stories:,} stories carried by 2+ outlets"

    def __repr__(self) -> str:
        return f"<wirecopy run: {self._summary}, {self.folder}>"

    def __str__(self) -> str:
        """The largest stories, as lines of text."""
        rows = self._largest()
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)
        return "\n".join([self._summary, "", *lines])

    def _repr_html_(self) -> str:
        """The largest stories, as a table for a notebook."""
        head, *rows = [[html.escape(cell) for cell in row] for row in self._largest()]
        header = f"<tr><th>{'</th><th>'.join(head)}</th></tr>"
        body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
        return f"<p>{self._summary}</p><table><thead>{header}</thead><tbody>{body}</tbody></table>"

    def _largest(self) -> list[list[str]]:
        stories = islice(_tables.rows(self.folder / "clusters.jsonl"), _SHOWN)
        return [list(_COLUMNS), *(["" if story[name] is None else str(story[name]) for name in _COLUMNS] for story in stories)]


class Dedup:
    """What ``wirecopy dedup`` wrote: the corpus without the copies, and ``removed.csv``."""

    def __init__(self, folder: Folder, counts: Mapping[str, Any]) -> None:
        self._place = folder
        self.folder = folder.path
        self.counts = {name: count for name, count in counts.items() if isinstance(count, int)}

    @cached_property
    def removed(self) -> Any:
        """A row for each removed article, with the one that was kept for it."""
        return self.table()

    def table(self, as_: _tables.Library | None = None) -> Any:
        """Reads the removed articles, as a data frame of the named library; ``dicts`` is a list of dicts."""
        return _tables.of_rows(_tables.csv_rows(self.folder / "removed.csv"), _tables.library(as_))

    def __repr__(self) -> str:
        counts = self.counts
        return f"<wirecopy dedup: {counts['kept']:,} kept + {counts['removed']:,} removed = {counts['read']:,} read, {self.folder}>"
