"""Finds the copies of a news-agency story.

>>> import wirecopy
>>> run = wirecopy.cluster("news/*.jsonl")  # doctest: +SKIP
>>> run.clusters  # doctest: +SKIP

This package runs the program ``wirecopy``, which comes with it. Every option of the program is a keyword argument: ``min_words=60``
is ``--min-words 60``, ``pairs=True`` is ``--pairs``, and a list repeats the option. ``print(wirecopy.call("cluster", help=True))``
shows them all.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from ._commands import Check, call, check, cluster, dedup, explain, open, query, report
from ._program import Error, find_program
from ._run import Answer, Dedup, Run
from ._tables import Library

try:
    __version__ = version("wirecopy")
except PackageNotFoundError:  # The sources, not installed.
    __version__ = "0"

__all__ = [
    "Answer",
    "Check",
    "Dedup",
    "Error",
    "Library",
    "Run",
    "call",
    "check",
    "cluster",
    "dedup",
    "explain",
    "find_program",
    "open",
    "query",
    "report",
]
