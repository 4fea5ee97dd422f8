"""Where results go."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path


class Folder:
    """A folder for results: the named one, or a temporary one that is removed together with this object."""

    def __init__(self, named: str | os.PathLike[str] | None) -> None:
        self.is_temporary = named is None
        if named is not None:
            self.path = Path(named)
            return
        above = tempfile.mkdtemp(prefix="wirecopy-")
        weakref.finalize(self, shutil.rmtree, above, ignore_errors=True)
        self.path = Path(above, "results")
