"""Where files lie while they are received and looked at: temporary names, gone whatever happens."""

import contextlib
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hotline_platform.identifiers import new_id

FORGOTTEN_AFTER = 24 * 3600.0
"""Seconds after which what a killed process left behind is thrown away."""


@dataclass(frozen=True)
class Received:
    """A file that is whole and lies in the spool. `name` was cleaned; `digest` is the SHA-256 of its content."""

    name: str
    path: Path
    size: int
    digest: bytes


class Spool:
    """The folder of half-done things, on the same disk as the store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "incoming"

    @contextlib.contextmanager
    def beside(self) -> Iterator[Path]:
        """A name that nobody has; whatever lies under it at the end is removed."""
        path = self.new_path()
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def new_path(self) -> Path:
        """A name that nobody has, for whoever removes it themselves."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.folder / str(new_id())

    def clear(self) -> int:
        """Throw away what was forgotten here; returns how many there were."""
        before, gone = time.time() - FORGOTTEN_AFTER, 0
        for path in self.folder.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    gone += 1
        return gone


class Receiving:
    """One file on its way in: written and digested piece by piece, never held whole. Call it in a thread."""

    def __init__(self, path: Path) -> None:
        self.size = 0
        self._path = path
        self._digest = hashlib.sha256()
        self._stream: BinaryIO = path.open("wb", buffering=0)

    def write(self, piece: bytes) -> None:
        self._stream.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def close(self) -> None:
        self._stream.close()

    def discard(self) -> None:
        """Give its place on the disk back at once."""
        self.close()
        self._path.unlink(missing_ok=True)

    def finish(self, name: str) -> Received:
        """The file, whole."""
        self.close()
        return Received(name, self._path, self.size, self._digest.digest())
