"""The page of what has a ledger: one address for each act on it, a second press, an older page, and its history."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from litestar import Request, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, Stale
from hotline_tenants.ledgers.recording import Ledger
from hotline_web.acts import Act, OnT, Typed, by_the_same_click, renewed
from hotline_web.answers import back, reader_language
from hotline_web.entering import moment, registry
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import translate
from hotline_web.pieces import Event, Fact, Tone

AnyRequest = Request[Any, Any, Any]
Told = tuple[Message, str] | tuple[Message, str, Tone]
"""What an act is called in a ledger, with its sign and, where it is not neutral, its tone."""


async def its_page(request: AnyRequest, db: Db, actor: Actor, act: Act[Any], whole_id: uuid.UUID) -> str:
    """Where an act leads that was done: to the page of what it was done on."""
    return f"/{act.place.whole}/{whole_id}"


@dataclass(frozen=True)
class Acting(Generic[OnT]):
    """How acts are done on a kind of thing: `reach` finds what one acts on (by the ids of the whole and, for acts on a
    part, of that part), `show` renders its page again with what did not pass, and `leads` says where one stands afterwards.
    """

    ledger: Ledger
    acts: Sequence[Act[OnT]]
    reach: Callable[[AnyRequest, Db, Actor, Sequence[uuid.UUID]], Awaitable[OnT]]
    show: Callable[[AnyRequest, Db, Actor, uuid.UUID, Typed, int], Awaitable[Response[str]]]
    leads: Callable[[AnyRequest, Db, Actor, Act[Any], uuid.UUID], Awaitable[str]] = its_page

    @property
    def routes(self) -> tuple[Any, ...]:
        """One for each act."""
        return tuple(self._of_part(act) if act.on_part else self._of_whole(act) for act in self.acts)

    def _of_whole(self, act: Act[OnT]) -> Any:
        @post(act.route, opt={"permission": act.permission}, status_code=200, name=act.route)
        async def on_whole(
            request: AnyRequest, db: GivenDb, actor: GivenActor, whole_id: FromPath[uuid.UUID]
        ) -> Response[Any]:
            return await self._do(request, db, actor, act, (whole_id,))

        return on_whole

    def _of_part(self, act: Act[OnT]) -> Any:
        @post(act.route, opt={"permission": act.permission}, status_code=200, name=act.route)
        async def on_part(
            request: AnyRequest, db: GivenDb, actor: GivenActor, whole_id: FromPath[uuid.UUID],
            part_id: FromPath[uuid.UUID],
        ) -> Response[Any]:  # fmt: skip
            return await self._do(request, db, actor, act, (whole_id, part_id))

        return on_part

    async def _do(
        self, request: AnyRequest, db: Db, actor: Actor, act: Act[OnT], ids: Sequence[uuid.UUID]
    ) -> Response[Any]:
        on = await self.reach(request, db, actor, ids)
        zone = registry(request).get(actor.tenant).zone
        form = act.spec(on).read(await request.form(), zone)
        try:
            await act.run(db, on, form.complete, moment(request))
        except Stale as stale:
            await db.abandon()
            if by_the_same_click(await self._newest(db, ids[0]), act, actor, moment(request)):
                return back(await self.leads(request, db, actor, act, ids[0]), act.done)
            again = await self.reach(request, db, actor, ids)
            typed = Typed(act.url(again), renewed(form.refused(Refused(stale.message)), again.version), act)
            return await self.show(request, db, actor, ids[0], typed, 409)
        except Refused as refusal:
            await db.abandon()
            typed = Typed(act.url(on), form.refused(refusal), act)
            return await self.show(request, db, actor, ids[0], typed, 422)
        return back(await self.leads(request, db, actor, act, ids[0]), act.done)

    async def _newest(self, db: Db, whole_id: uuid.UUID) -> Any:
        """What the clock adds to an act (whom it alerted) stands behind it, and is passed over."""
        table: Any = self.ledger.entries
        wanted = _entries(db, self.ledger, whole_id).where(table.role != "clock")
        return (await db.scalars(wanted.limit(1))).one_or_none()


async def entries_of(db: Db, ledger: Ledger, whole_id: uuid.UUID) -> list[Any]:
    """The entries of what was reached before, the latest first."""
    return list(await db.scalars(_entries(db, ledger, whole_id)))


def _entries(db: Db, ledger: Ledger, whole_id: uuid.UUID) -> Select[Any]:
    table: Any = ledger.entries
    wanted = select(table).where(table.tenant_id == db.tenant, getattr(table, ledger.owner) == whole_id)
    return wanted.order_by(table.seq.desc())


async def history_of(
    request: AnyRequest, db: Db, entries: Sequence[Any], words: Mapping[str, Told], *,
    facts: Callable[[Any], Sequence[Fact]], notes: Mapping[int, str] | None = None,
) -> list[Event]:  # fmt: skip
    """Entries as a page tells them: what was done in `words`, by whom, with what it carries."""
    language = reader_language(request)
    people = {one.account_id for one in entries} - {None}
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(people)))
    names = {row.id: row.name for row in rows}

    def event(entry: Any) -> Event:
        act, icon, *tone = words[entry.act]
        who = translate(language, N_("The system"))
        if entry.account_id is not None:
            who = f"{names.get(entry.account_id, '')} · {translate(language, ROLE_NAMES[entry.role])}"
        note = notes.get(entry.seq) if notes is not None else entry.data.get("reason")
        return Event(entry.at, act, who, icon, tone[0] if tone else "neutral", tuple(facts(entry)), note)

    return [event(entry) for entry in entries]
