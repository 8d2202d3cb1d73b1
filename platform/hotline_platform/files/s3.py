"""The store that speaks S3, through obstore: one small dependency, asynchronous, uploads in parts of bounded size."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from obstore import copy_async, delete_async, get_range_async, head_async, put_async
from obstore.exceptions import BaseError
from obstore.store import S3Store

from hotline_platform.errors import N_, Refused

PIECE = 1024 * 1024
PART = 8 * 1024 * 1024
PARTS_AT_ONCE = 2


class S3:
    """A bucket, or a folder in one, at `https://KEY:SECRET@host/bucket[/folder][?region=…]`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        bucket, _, folder = parts.path.strip("/").partition("/")
        host = parts.hostname or ""
        self._store = S3Store(
            bucket,
            prefix=folder or None,
            endpoint=f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else ""),
            access_key_id=unquote(parts.username or ""),
            secret_access_key=unquote(parts.password or ""),
            region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
            virtual_hosted_style_request=False,
            disable_bulk_delete=True,  # which many stores do not have
            client_options={"allow_http": parts.scheme == "http", "timeout": timedelta(seconds=60)},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
        )

    async def put(self, key: str, source: Path | bytes) -> None:
        if await self.size(key) is not None:
            return
        with _answering():
            await put_async(self._store, key, source, chunk_size=PART, max_concurrency=PARTS_AT_ONCE)

    async def size(self, key: str) -> int | None:
        with _answering():
            try:
                return int((await head_async(self._store, key))["size"])
            except FileNotFoundError:
                return None

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        # One request for each piece: a slow reader at the other end never holds a connection to the store.
        while start < end:
            with _answering():
                piece = await get_range_async(self._store, key, start=start, end=min(end, start + PIECE))
            if not len(piece):
                return
            start += len(piece)
            yield bytes(piece)

    async def copy(self, source: str, target: str) -> bool:
        with _answering():
            try:
                await copy_async(self._store, source, target)
            except FileNotFoundError:
                return False
        return True

    async def delete(self, key: str) -> None:
        with _answering():
            try:
                await delete_async(self._store, key)
            except FileNotFoundError:
                return


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise Refused(N_("The store of files does not answer. Nothing was kept: try again later.")) from error
