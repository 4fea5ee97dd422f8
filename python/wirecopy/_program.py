"""Finds the program, runs it, and turns its errors into exceptions."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import IO, Any, NamedTuple

from ._said import Said

_NAME = "wirecopy.exe" if os.name == "nt" else "wirecopy"
_NOT_FOUND = 127  # as a shell says it
# Seconds.
_MOMENT = 0.5
_PATIENCE = 10.0


class Error(Exception):
    """The program said no.

    ``message`` is what it said, and ``exit_code`` its exit code: 1 the answer is no, 2 the call asks for something impossible,
    3 the input is unusable, 4 a file cannot be read or written, 70 a bug.
    """

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message, exit_code)
        self.message = message
        self.exit_code = exit_code

    def __str__(self) -> str:
        return self.message


class Outcome(NamedTuple):
    """What the program printed, and its exit code."""

    stdout: str
    exit_code: int


def find_program() -> str:
    """The path of the program: ``WIRECOPY_BIN``, else the one that was installed with this package, else one on the ``PATH``."""
    named = os.environ.get("WIRECOPY_BIN")
    if named and shutil.which(named) is None:
        raise Error(f"WIRECOPY_BIN names no program: {named}", _NOT_FOUND)
    if named:
        return named
    for path in _installed():
        if path.is_file():
            return str(path)
    found = shutil.which("wirecopy")
    if found is None:
        raise Error("the program wirecopy is not installed; run pip install wirecopy, or set WIRECOPY_BIN", _NOT_FOUND)
    return found


def _installed() -> Iterable[Path]:
    with contextlib.suppress(PackageNotFoundError):
        yield from (Path(file.locate()).resolve() for file in files("wirecopy") or () if file.name == _NAME)
    yield Path(sys.executable).parent / _NAME
    # Where pip install --target puts it.
    yield Path(__file__).parents[1] / "bin" / _NAME


def run(
    command: Sequence[str],
    words: Sequence[str],
    options: Mapping[str, Any],
    lines: Iterable[bytes] | None = None,
    accept: Sequence[int] = (0,),
    relay: bool = True,
) -> Outcome:
    """Runs a command of the program.

    ``lines`` go to its standard input. What it says on standard error is shown as it comes, in ``sys.stderr``, unless ``relay`` is
    false. An exit code that is not in ``accept`` is an :class:`Error`.
    """
    arguments = [find_program(), *command, *_arranged(words, flags(options))]
    said = Said(sys.stderr if relay else None)
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE if lines is not None else None,
            stdout=subprocess.PIPE,
            stderr=said.theirs,
            env={**os.environ, "NO_COLOR": "1"},
        )
    finally:
        os.close(said.theirs)
    stdout: list[bytes] = []
    readers = [
        threading.Thread(target=lambda: stdout.append(process.stdout.read()), daemon=True),  # type: ignore[union-attr]
        threading.Thread(target=said.relay, daemon=True),
    ]
    for reader in readers:
        reader.start()
    try:
        if lines is not None:
            _feed(process.stdin, lines)  # type: ignore[arg-type]
        for reader in readers:
            reader.join()
        process.wait()
    except BaseException as error:
        # An input that ends early would look complete, so the program is stopped before its input is closed.
        _stop(process, isinstance(error, KeyboardInterrupt))
        raise
    if process.returncode not in accept:
        raise Error(said.error() or f"wirecopy ended with exit code {process.returncode}", process.returncode)
    return Outcome(b"".join(stdout).decode("utf-8", "replace"), process.returncode)


def run_json(
    command: str,
    words: Sequence[str],
    options: Mapping[str, Any],
    lines: Iterable[bytes] | None = None,
    accept: Sequence[int] = (0,),
) -> Any:
    """Runs a command, and gives what it prints with ``--json``."""
    return json.loads(run([command], words, {**options, "json": True}, lines, accept).stdout)


def flags(options: Mapping[str, Any]) -> list[str]:
    """Keyword arguments as options of the program. None and False leave an option out."""
    words: list[str] = []
    for name, value in options.items():
        flag = "--" + name.rstrip("_").replace("_", "-")
        for each in value if isinstance(value, (list, tuple, set, frozenset)) else [value]:
            if each is True:
                words.append(flag)
            elif each is not None and each is not False:
                words.append(f"{flag}={os.fspath(each) if isinstance(each, os.PathLike) else each}")
    return words


def _arranged(words: Sequence[str], flags: Sequence[str]) -> list[str]:
    """The words first, as a person would type them, unless one of them looks like an option."""
    if any(word.startswith("-") and word != "-" for word in words):
        return [*flags, "--", *words]
    return [*words, *flags]


def _feed(pipe: IO[bytes], lines: Iterable[bytes]) -> None:
    """Writes to standard input. A program that ends before it has read everything says why itself."""
    for line in lines:
        try:
            pipe.write(line)
        except OSError:
            break
    with contextlib.suppress(OSError):
        pipe.close()


def _stop(process: subprocess.Popen[bytes], was_interrupted: bool) -> None:
    """Stops the program, and lets it tidy up.

    Ctrl-C reaches the program too in a terminal and in a notebook, and a second signal would end it at once: so it has a moment.
    """
    if was_interrupted:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_MOMENT)
    if process.poll() is None:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
