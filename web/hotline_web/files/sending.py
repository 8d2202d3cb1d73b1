"""A file as an answer: in pieces, by ranges where the browser asks for them, and unable to run anything."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litestar import Request
from litestar.response import Response, Stream

from hotline_platform.errors import NotFound
from hotline_platform.files.kinds import TYPES
from hotline_platform.files.model import File
from hotline_platform.files.stores import Store, key_of

AnyRequest = Request[Any, Any, Any]

SANDBOX = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "media-src 'self'; frame-ancestors 'none'"
)
"""What a file may do in the browser of whoever opens it: be seen and heard. Without scripts its origin is harmless,
and without its origin Chromium plays no sound.
"""

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class Span:
    """The bytes from `start` up to, not including, `end`."""

    start: int
    end: int


class NotSatisfiable(Exception):
    """The range that was asked for lies outside of the file."""


def asked_span(request: AnyRequest, size: int, tag: str) -> Span | None:
    """The one range that a request asks for, or None for the whole file; several ranges are answered with all of it.

    Raises NotSatisfiable.
    """
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if found is None or not (found[1] or found[2]) or request.headers.get("if-range", tag) != tag:
        return None
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
    if start >= end:
        raise NotSatisfiable
    return Span(start, end)


async def answer(request: AnyRequest, store: Store, file: File) -> Response[Any]:
    """The file, or the range that was asked for. Raises NotFound where the store does not have it."""
    assert file.digest is not None
    key, tag = key_of(file.tenant_id, file.digest), f'"{file.digest.hex()}"'
    headers = {**headers_of(file.name, file.media_type), "ETag": tag, "Accept-Ranges": "bytes"}
    if request.headers.get("if-none-match") == tag:
        return Response(None, status_code=304, headers=headers)
    if await store.size(key) != file.size:
        raise NotFound
    try:
        span = asked_span(request, file.size, tag)
    except NotSatisfiable:
        return Response(None, status_code=416, headers={**headers, "Content-Range": f"bytes */{file.size}"})
    status = 200
    if span is not None:
        status = 206
        headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{file.size}"
    start, end = (span.start, span.end) if span else (0, file.size)
    return Stream(
        store.read(key, start, end), status_code=status, media_type=file.media_type,
        headers={**headers, "Content-Length": str(end - start)},
    )  # fmt: skip


def headers_of(name: str, media_type: str) -> dict[str, str]:
    """Under which name it is saved, whether the browser may show it itself, and that it can do no harm there."""
    found = TYPES.get(media_type)
    shown = "inline" if found is not None and found.inline else "attachment"
    stem, _, extension = name.rpartition(".")
    stem = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = (re.sub(r"[^\w .()-]", "", stem).strip() or "file") + f".{extension}"  # for what knows ASCII only
    return {
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": SANDBOX,
    }
