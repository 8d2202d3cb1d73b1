"""Where the bytes of files lie: a folder, or a store that speaks S3."""

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Protocol

from hotline_platform.files.disk import Disk
from hotline_platform.files.s3 import S3
from hotline_platform.settings import Settings


class Store(Protocol):
    """Objects under keys. A key is put whole or not at all, and whatever lies under it never changes.

    Raises Refused where the store does not answer or has no room.
    """

    async def put(self, key: str, source: Path | bytes) -> None:
        """Keep the content of `source`. A file of the spool may be gone afterwards."""
        ...

    async def size(self, key: str) -> int | None:
        """How many bytes lie there; None where nothing does."""
        ...

    def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`, in pieces that fit into memory."""
        ...

    async def copy(self, source: str, target: str) -> bool:
        """Keep the same content under a second key without its passing through here; False where there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Take the object away; nothing happens where there is none."""
        ...


def store_from(settings: Settings) -> Store:
    """The store that the settings name, one for each process."""
    return _store(settings.files_url, settings.files_dir)


@cache
def _store(url: str, folder: str) -> Store:
    return S3(url) if url else Disk(Path(folder))


def key_of(tenant: int, digest: bytes) -> str:
    """Under which key a tenant's content lies: the tenant first, so that nobody shares anything."""
    name = digest.hex()
    return f"{tenant}/{name[:2]}/{name}"


def thumbnail_key(tenant: int, digest: bytes) -> str:
    """Under which key the small picture of that content lies."""
    return f"{key_of(tenant, digest)}.thumbnail"
