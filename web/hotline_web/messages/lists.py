"""The list of messages as declared, and where its rows come from."""

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, literal, select

from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case
from hotline_tenants.messages.model import Message
from hotline_tenants.messages.words import KINDS, STATES
from hotline_web.forms import Choice
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.messages.words import message_state, number, to_do, way, whom
from hotline_web.pieces import Link

URL = "/messages"
COUNTED_UP_TO = 1000

_KIND = Filter("kind", N_("What about"), choices=tuple(Choice(key, name) for key, name in KINDS.items()))
_CASE = Filter("case", N_("Case number"), "text")
_WRITTEN = Filter("written", N_("Written at"), "dates", quiet=True)
_COLUMNS = (
    Column("about", N_("What about"), "link"),
    Column("case", N_("Case"), "link"),
    Column("whom", N_("To whom")),
    Column("number", N_("Telephone"), hide_on_phone=True),
    Column("way", N_("Way"), hide_on_phone=True),
    Column("state", N_("State"), "state"),
    Column("to_do", N_("What to do"), "long"),
    Column("written", N_("Written at"), "moment", sortable=True),
)

TO_TELL = ListSpec(
    _COLUMNS,
    default_sort="-written",
    filters=(_KIND, _CASE, _WRITTEN),
    empty=Empty(
        N_("Nobody needs to be telephoned"),
        N_("A message that did not arrive appears here, so that somebody telephones instead."),
        "phone-check",
    ),
)

ALL = ListSpec(
    _COLUMNS,
    default_sort="-written",
    filters=(
        Filter("state", N_("State"), choices=tuple(Choice(key, name) for key, name in STATES.items())),
        _KIND, _CASE, _WRITTEN,
    ),
    empty=Empty(N_("No message yet"), N_("Callers are told by text when their answer is delayed or a question comes up."), "send"),
)  # fmt: skip

_ROW: tuple[Any, ...] = (
    Message.id, Message.case_id, Message.kind, Message.recipient, Message.voice, Message.number, Message.state,
    Message.why, Message.written_at, Case.number.label("case_number"), Account.name,
)  # fmt: skip


def source(tenant: int, *, failed: bool) -> Source:
    """The messages of a tenant: those that did not arrive, or all of them."""
    wanted = (
        select(*_ROW)
        .select_from(Message)
        .outerjoin(Case, (Case.tenant_id == tenant) & (Case.id == Message.case_id))
        .outerjoin(Account, Account.id == Message.account_id)
        .where(Message.tenant_id == tenant)
    )
    if failed:
        wanted = wanted.where(Message.state == "failed")
    expressions: dict[str, ColumnElement[Any]] = {
        "written": Message.written_at.expression, "state": Message.state.expression, "kind": Message.kind.expression,
    }  # fmt: skip

    def of_case(value: str) -> ColumnElement[bool]:
        found = select(Case.id).where(Case.tenant_id == tenant, Case.number == value)
        return Message.case_id == found.scalar_subquery()

    return Source(wanted, Message.id.expression, expressions, {"case": of_case})


async def failed_count(db: Db) -> int:
    """How many wait for somebody to telephone; not counted beyond a thousand."""
    some = select(literal(1).label("one")).where(Message.tenant_id == db.tenant, Message.state == "failed")
    return (
        await db.execute(select(func.count()).select_from(some.limit(COUNTED_UP_TO).subquery()))
    ).scalar_one()


def cells(row: RowMapping) -> dict[str, object]:
    """What a row shows: never the words, and the number masked."""
    return {
        "about": Link(KINDS[row["kind"]], f"{URL}/{row['id']}"),
        "case": Link(row["case_number"], f"/cases/{row['case_id']}") if row["case_id"] else None,
        "whom": whom(row["recipient"], row["name"]), "number": number(row), "way": way(voice=row["voice"]),
        "state": message_state(row["state"]), "to_do": to_do(row["state"], row["why"]), "written": row["written_at"],
    }  # fmt: skip
