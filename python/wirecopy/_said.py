"""What the program says on standard error: notes, its progress bar, and at its end an error."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
from typing import TextIO

_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Said:
    """Shows notes and the progress bar as they come, and keeps the error, which is to be raised."""

    def __init__(self, shown: TextIO | None) -> None:
        self._shown = shown
        # The program draws its bar on terminals only, so it is given one where a bar can be seen.
        self._is_live = os.name == "posix" and shown is not None and _can_redraw(shown)
        self._bar = ""
        self._error: list[str] = []
        self._ours, self.theirs = _terminal() if self._is_live else os.pipe()

    def relay(self) -> None:
        """Reads until the program has ended."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        # At its end, a pipe gives nothing and a terminal an error.
        with contextlib.suppress(OSError):
            while chunk := os.read(self._ours, 1 << 16):
                *lines, rest = _CODES.sub("", rest + decoder.decode(chunk)).split("\n")
                for line in lines:
                    self._take(_last_drawn(line))
                if self._is_live and not self._error:
                    rest = _last_drawn(rest)
                    self._draw("" if rest.startswith("error") else rest)
        self._draw("")
        os.close(self._ours)

    def error(self) -> str:
        """The error, without the word *error* and without how to use the program at a shell."""
        text = "\n".join(self._error).split("\nUsage: ")[0]
        return text[len("error: ") :].rstrip()

    def _take(self, line: str) -> None:
        if self._error or line.startswith("error: "):
            self._error.append(line)
        elif self._shown is not None:
            self._draw("")
            print(line, file=self._shown, flush=True)

    def _draw(self, bar: str) -> None:
        if bar == self._bar or self._shown is None:
            return
        print("\r" + bar.ljust(len(self._bar)) + ("" if bar else "\r"), end="", file=self._shown, flush=True)
        self._bar = bar


def _can_redraw(shown: TextIO) -> bool:
    return shown.isatty() or type(shown).__module__.startswith("ipykernel.")


def _terminal() -> tuple[int, int]:
    """The two ends of a terminal that hands on what is written as it is."""
    import pty
    import termios

    ours, theirs = pty.openpty()
    settings = termios.tcgetattr(theirs)
    settings[1] &= ~termios.OPOST
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    return ours, theirs


def _last_drawn(line: str) -> str:
    """What is left to see of a line that was drawn several times."""
    return line.rpartition("\r")[2]
