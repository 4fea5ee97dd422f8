"""The commands of the program, as functions."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from . import _program
from ._articles import Articles, PathLike, source
from ._folder import Folder
from ._run import Answer, Dedup, Run

# As many records as the program looks at.
_CHECKED = 10_000


class Check(Answer):
    """How the program reads articles. ``ready`` says whether they can be clustered."""

    def __init__(self, facts: dict[str, Any], page: Callable[[], str], ready: bool) -> None:
        super().__init__(facts, page)
        self.ready = ready


def cluster(
    articles: Articles,
    *,
    output: PathLike | None = None,
    threshold: float | None = None,
    quiet: bool = False,
    **options: Any,
) -> Run:
    """Groups the copies of each story.

    ``articles`` are files, folders and globs, or a data frame, an Arrow table or dicts, which go to the program through a pipe.
    Without ``output``, the results are in a temporary folder that lives as long as the run.
    """
    given = source(articles)
    place = Folder(output)
    if place.is_temporary:
        # JSON Lines are always written; nobody looks for CSV in there.
        options.setdefault("write", "parquet")
    options = {"output": place.path, "threshold": threshold, "quiet": quiet, **options}
    _program.run_json("cluster", given.words, options, given.lines)
    return Run(place)


def check(articles: Articles, **options: Any) -> Check:
    """Shows how articles are read, and any problems. Writes nothing."""
    given = source(articles)
    lines = None if given.lines is None else list(islice(given.lines, _CHECKED))
    outcome = _program.run(["check"], given.words, {**options, "json": True}, lines, accept=(0, 1))

    def page() -> str:
        return _program.run(["check"], given.words, options, lines, accept=(0, 1), relay=False).stdout

    return Check(json.loads(outcome.stdout), page, outcome.exit_code == 0)


def query(index: PathLike, articles: Articles, **options: Any) -> list[dict[str, Any]]:
    """Finds the stories in an index that articles match: for each article its ``id``, ``headline`` and ``stories``."""
    given = source(articles)
    facts = _program.run_json("query", [str(index), *given.words], options, given.lines, accept=(0, 1))
    answers: list[dict[str, Any]] = facts["answers"]
    return answers


def open(folder: PathLike) -> Run:
    """Opens a finished run."""
    return Run(folder)


def dedup(run: Run | PathLike, output: PathLike | None = None, **options: Any) -> Dedup:
    """Writes the corpus of a run without the copies. See :meth:`Run.dedup`."""
    return _opened(run).dedup(output, **options)


def report(run: Run | PathLike, output: PathLike | None = None, **options: Any) -> Path:
    """Writes the HTML report of a run. See :meth:`Run.report`."""
    return _opened(run).report(output, **options)


def explain(run: Run | PathLike, one: str, other: str, **options: Any) -> Answer:
    """Why two articles are in one story, or are not. See :meth:`Run.explain`."""
    return _opened(run).explain(one, other, **options)


def call(*words: Articles, **options: Any) -> str:
    """Runs any command, such as ``call("index", "build", "news.jsonl", output="news.wirecopy")``, and gives what it prints.

    One of the words may be articles in memory.
    """
    arguments: list[str] = []
    lines = None
    for word in words:
        given = source(word)
        arguments += given.words
        lines = lines or given.lines
    return _program.run([], arguments, options, lines).stdout


def _opened(run: Run | PathLike) -> Run:
    return run if isinstance(run, Run) else Run(run)
