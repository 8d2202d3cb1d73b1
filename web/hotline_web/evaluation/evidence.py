"""Evidence on pages: forms that bring it with their files, its links beside what it is of, and opening a piece of it."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.kinds import extensions_of
from hotline_platform.files.limits import AT_ONCE, Limits
from hotline_platform.files.model import File
from hotline_platform.files.spool import Spool
from hotline_platform.identifiers import new_id
from hotline_platform.settings import Settings
from hotline_tenants.enclosures.adding import TurnedAway
from hotline_tenants.evaluation.evidence import Asked, evidence_of
from hotline_web.files.adding import look_at
from hotline_web.files.card import size_words
from hotline_web.files.opening import opened
from hotline_web.files.receiving import receiving
from hotline_web.forms import Form, FormSpec
from hotline_web.given import GivenActor
from hotline_web.pieces import Text

Value = TypeVar("Value")


@dataclass(frozen=True)
class Sent(Generic[Value]):
    """A form that arrived with files: those that can be kept, and those that were turned away."""

    form: Form[Value]
    files: Sequence[Checked]
    turned_away: Sequence[TurnedAway]

    @property
    def complete(self) -> Value:
        """What was given. Raises Refused, also where a file was turned away."""
        if self.turned_away:
            raise Refused(N_("Not every file can be taken. Nothing was sent; choose the files again."))
        return self.form.complete


@asynccontextmanager
async def sent_with_evidence(
    request: Request[Any, Any, Any], actor: Actor, spec: FormSpec[Value], limits: Limits
) -> AsyncIterator[Sent[Value]]:
    """Take a form with its files. No transaction is held while it arrives; its token is checked as it is read."""
    settings: Settings = request.app.state.settings
    async with receiving(request, Spool(Path(settings.files_dir)), limits.largest) as sent:
        checked, turned_away = await look_at(request, actor, new_id(), sent.files, limits)
        yield Sent(spec.read(sent.fields), checked, [*sent.turned_away, *turned_away])


def about_files(
    limits: Limits, sent: Sent[Any] | None = None, refusal: Refused | None = None
) -> Mapping[str, Any]:
    """What a page with such a form shows beside its fields; `sent` and `refusal` where it did not pass."""
    wrong: Message | None = refusal.fields.get("files") if refusal else None
    return {
        "turned_away": sent.turned_away if sent else (), "no_evidence": wrong,
        "accepted": ",".join(extensions_of(limits.types)), "largest": limits.largest, "at_once": AT_ONCE,
    }  # fmt: skip


async def evidence_links(db: Db, place: str, asked: Asked) -> Sequence[tuple[str, str, Text]]:
    """Each piece that is still there: where it opens (below `place`), its name and its size."""
    return [
        (f"{place}/{asked.id}/files/{one.id}", one.name, size_words(one.size))
        for one in await evidence_of(db, asked)
        if one.digest
    ]


def opening(
    place: str, read: Mapping[str, Any], reach: Callable[[Db, Actor, uuid.UUID], Awaitable[Asked]]
) -> Any:
    """The route that opens a piece of evidence as it was given; the opening is recorded before a byte leaves."""

    @get(f"{place}/{{asked_id:uuid}}/files/{{file_id:uuid}}", opt=read, name=f"{place} evidence")
    async def open_evidence(
        request: Request[Any, Any, Any], actor: GivenActor, asked_id: FromPath[uuid.UUID], file_id: FromPath[uuid.UUID]
    ) -> Response[Any]:  # fmt: skip
        async def find(db: Db) -> File:
            asked = await reach(db, actor, asked_id)
            found = next((one for one in await evidence_of(db, asked) if one.id == file_id), None)
            if found is None or found.digest is None:
                raise NotFound
            return found

        return await opened(request, actor, asked_id, find)

    return open_evidence


def home_of(actor: Actor, asked: Asked, *, above: bool) -> str:
    """The page of the month that it is about: the unit's own, the government's that drew it up, or the district's."""
    if actor.unit_id is not None:
        return f"/evaluation/unit/{asked.month}"
    return f"/evaluation?month={asked.month}" if above else f"/evaluation/standings/{asked.month}"
