"""A form with files, read as it arrives: what is not a file is small, and files lie on the disk, never in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from litestar import Request
from litestar.exceptions import PermissionDeniedException
from litestar.middleware.csrf import CSRF_SECRET_LENGTH, generate_csrf_hash
from litestar.utils.scope.state import ScopeState
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.disk import no_room
from hotline_platform.files.limits import AT_ONCE, too_large
from hotline_platform.files.names import clean_name
from hotline_platform.files.spool import Received, Receiving, Spool
from hotline_tenants.enclosures.adding import TurnedAway

TOKEN = "_csrf_token"  # noqa: S105 - the name of the field
PARTS = 200
LONGEST_FIELD = 10_000
PIECE = 1024 * 1024

BROKEN: Message = N_("The form did not arrive whole. Nothing was kept: send it again.")


@dataclass
class Sent:
    """What a form brought: its fields, its files, and the files that were turned away while they arrived."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[Received] = field(default_factory=list)
    turned_away: list[TurnedAway] = field(default_factory=list)


@asynccontextmanager
async def receiving(request: Request[Any, Any, Any], spool: Spool, largest: int) -> AsyncIterator[Sent]:
    """Read the form of a request whose route is excluded from the check of form tokens, and check it here: the token
    stands before the first file. Files lie in the spool as long as the block lasts.

    A file larger than `largest` is turned away, and the rest is read on. Raises Refused for a form that is broken.
    """
    with ExitStack() as spooled:
        try:
            yield await _Reader(request, spool, spooled, largest).read()
        except OSError as error:
            raise no_room(error) from error


class _Reader:
    def __init__(
        self, request: Request[Any, Any, Any], spool: Spool, spooled: ExitStack, largest: int
    ) -> None:
        self._request = request
        self._spool = spool
        self._spooled = spooled
        self._largest = largest
        self._sent = Sent()
        self._field = ""
        self._name = ""
        self._buffer = bytearray()
        self._file: Receiving | None = None
        self._skipping = False

    async def read(self) -> Sent:
        kind, options = self._request.content_type
        if kind != "multipart/form-data" or "boundary" not in options:
            raise Refused(BROKEN)
        try:
            with PushMultipartParser(options["boundary"], max_segment_count=PARTS) as parser:
                async for chunk in self._request.stream():
                    for event in parser.parse(chunk) if chunk else ():
                        await self._take(event)
        except MultipartError as error:
            raise Refused(BROKEN) from error
        finally:
            if self._file is not None:
                self._file.close()
        self._check_token()
        return self._sent

    async def _take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            await self._end()
        elif not self._skipping:
            self._buffer += event
            if self._file is None and len(self._buffer) > LONGEST_FIELD:
                raise Refused(BROKEN)
            if len(self._buffer) >= PIECE:
                await self._write()

    def _begin(self, segment: MultipartSegment) -> None:
        self._field, self._name, self._skipping = segment.name, "", False
        if segment.filename is None:
            return
        self._check_token()
        if not segment.filename:  # no file was chosen
            self._skipping = True
            return
        self._name = clean_name(segment.filename)
        if len(self._sent.files) >= AT_ONCE:
            self._turn_away(N_("At most %(most)s files go up at once.", most=AT_ONCE))
            return
        path = self._spooled.enter_context(self._spool.beside())
        self._file = Receiving(path)

    async def _write(self) -> None:
        assert self._file is not None
        piece, self._buffer = bytes(self._buffer), bytearray()
        if self._file.size + len(piece) > self._largest:
            self._turn_away(too_large(self._largest))
            return
        await asyncio.to_thread(self._file.write, piece)

    def _turn_away(self, why: Message) -> None:
        """The rest of this file is read and forgotten, so that the person hears of it and the others are kept."""
        self._sent.turned_away.append(TurnedAway(self._name, why))
        self._skipping = True
        self._buffer.clear()
        if self._file is not None:
            self._file.discard()
            self._file = None

    async def _end(self) -> None:
        if self._skipping:
            return
        if self._file is None:
            with suppress(UnicodeDecodeError):
                self._sent.fields[self._field] = self._buffer.decode()
            self._buffer.clear()
            return
        if self._buffer:
            await self._write()
        if self._file is not None:
            self._sent.files.append(self._file.finish(self._name))
            self._file = None

    def _check_token(self) -> None:
        """Raises what the framework itself raises for a form without its token."""
        config = self._request.app.csrf_config
        assert config is not None
        cookie = self._request.cookies.get(config.cookie_name, "").encode()
        given = self._sent.fields.get(TOKEN, "").encode()
        secret, signature = cookie[:CSRF_SECRET_LENGTH].decode(), cookie[CSRF_SECRET_LENGTH:]
        signed = compare_digest(signature, generate_csrf_hash(secret, config.secret).encode())
        if not (cookie and signed and compare_digest(given, cookie)):
            raise PermissionDeniedException("The form carries no valid token.")
        ScopeState.from_scope(self._request.scope).csrf_token = given.decode()
