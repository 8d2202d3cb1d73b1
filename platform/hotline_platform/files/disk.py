"""The store in a folder: written beside, made durable, and put in place by a rename."""

import asyncio
import errno
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.spool import Spool

PIECE = 256 * 1024


class Disk:
    """Keys are paths below `<folder>/store`; what is not yet whole lies in the spool of the same folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "store"
        self._spool = Spool(folder)

    async def put(self, key: str, source: Path | bytes) -> None:
        await asyncio.to_thread(self._put, key, source)

    async def size(self, key: str) -> int | None:
        return await asyncio.to_thread(_size, self._path(key))

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        while start < end and (piece := await asyncio.to_thread(_piece, self._path(key), start, end)):
            start += len(piece)
            yield piece

    async def copy(self, source: str, target: str) -> bool:
        return await asyncio.to_thread(self._copy, source, target)

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key

    def _put(self, key: str, source: Path | bytes) -> None:
        target = self._path(key)
        whole = len(source) if isinstance(source, bytes) else source.stat().st_size
        if _size(target) == whole:
            return
        try:
            with self._spool.beside() as written:
                if isinstance(source, bytes):
                    written.write_bytes(source)
                else:
                    source.replace(written)
                _make_durable(written)
                target.parent.mkdir(parents=True, exist_ok=True)
                written.replace(target)
                _make_durable(target.parent)
        except OSError as error:
            raise no_room(error) from error

    def _copy(self, source: str, target: str) -> bool:
        """The bytes are copied, not linked: each tenant's file can be erased or damaged without the other's."""
        try:
            with self._spool.beside() as written:
                shutil.copyfile(self._path(source), written)
                self._put(target, written)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise no_room(error) from error
        return True


def no_room(error: OSError) -> Exception:
    """What a person is told when the disk is full; every other error stays what it is."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return Refused(NO_ROOM) if full else error


NO_ROOM: Message = N_("There is no room left for files. Nothing was kept: tell your administrator.")


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _piece(path: Path, start: int, end: int) -> bytes:
    """Opened anew for each piece: whoever stops listening in the middle leaves no file open."""
    with path.open("rb", 0) as stream:
        stream.seek(start)
        return stream.read(min(PIECE, end - start))


def _make_durable(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
