"""What waits for one person's signature or decision: a selection for each kind, with a limit, an index in its order."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, Uuid, and_, cast, exists, func, literal, select, true

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import WITHHELD
from hotline_tenants.changes.model import Change
from hotline_tenants.circulars.model import Circular
from hotline_tenants.evaluation.model import Exclusion, Formula, Objection, Publication
from hotline_tenants.evaluation.standing import made_here
from hotline_tenants.inspection.model import Campaign
from hotline_tenants.network.model import Unit
from hotline_tenants.points.model import Point
from hotline_tenants.recalls.model import RecallCall, RecallMonth
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.supervision.model import Supervision, SupervisionText
from hotline_tenants.supervision.queries import of_tab

UP_TO = 100
"""So many are looked for: beyond, the page says "more than"."""


@dataclass(frozen=True)
class Item:
    """One thing that waits: what its page is found by, what it is called, since when; or the unit whose name calls it."""

    key: str
    name: str
    since: dt.datetime
    unit_id: uuid.UUID | None


@dataclass(frozen=True)
class Waiting:
    """What waits of one kind, the oldest first, up to `UP_TO`."""

    kind: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of thing that waits: who it waits for, and the selection of (key, name, since)."""

    name: str
    permission: str
    wanted: Callable[[Actor, dt.datetime], Select[Any]]


async def waiting_for(db: Db, actor: Actor, *, at: dt.datetime) -> list[Waiting]:
    """Everything that waits for this person; kinds of which nothing waits are left out."""
    found: list[Waiting] = []
    for kind in KINDS:
        if not actor.may(kind.permission):
            continue
        rows: Sequence[Any] = (await db.execute(kind.wanted(actor, at).order_by("since").limit(UP_TO))).all()
        if rows:
            items = tuple(Item(str(row.key), row.name or "", row.since, row.unit_id) for row in rows)
            found.append(Waiting(kind.name, items))
    return found


def _line(key: Any, name: Any, since: Any, *, unit: Any = None) -> tuple[Any, ...]:
    unit_id = literal(None, Uuid()) if unit is None else unit
    return key.label("key"), name.label("name"), since.label("since"), unit_id.label("unit_id")


def _called_by_unit(key: Any, unit: Any, since: Any) -> tuple[Any, ...]:
    """What is called by its unit, in the language of whoever reads it."""
    return _line(key, literal(""), since, unit=unit)


def _supervisions(tab: str) -> Callable[[Actor, dt.datetime], Select[Any]]:
    """A tab of the ledger; the result of an instruction waits for the very leader who gave it."""

    def wanted(actor: Actor, at: dt.datetime) -> Select[Any]:
        return (
            of_tab(actor.tenant, tab)
            .with_only_columns(
                *_line(
                    Supervision.id,
                    func.coalesce(SupervisionText.title, Supervision.number),
                    Supervision.opened_at,
                ),
                maintain_column_froms=True,
            )
            .where(true() if tab != "results" else Supervision.leader_id == actor.account_id)
        )  # fmt: skip

    return wanted


def _rulings(actor: Actor, at: dt.datetime) -> Select[Any]:
    return (
        select(*_line(Ruling.case_id, Case.number, Ruling.asked_at))
        .join(Case, and_(Case.tenant_id == actor.tenant, Case.id == Ruling.case_id))
        .where(
            Ruling.tenant_id == actor.tenant, Ruling.state == "asked", Ruling.level == "final",
            Ruling.kind.in_(("return", "deferral", "objection")), Case.origin != WITHHELD,
        )
    )  # fmt: skip


def _formulas(actor: Actor, at: dt.datetime) -> Select[Any]:
    return select(*_line(Formula.version, cast(Formula.version, Text), Formula.drafted_at)).where(
        Formula.tenant_id == actor.tenant,
        Formula.approved_at.is_(None),
        Formula.drafted_by != actor.account_id,
    )


def _months(actor: Actor, at: dt.datetime) -> Select[Any]:
    return select(*_line(Publication.month, cast(Publication.month, Text), Publication.decide_until)).where(
        Publication.tenant_id == actor.tenant, Publication.published_at.is_(None), Publication.decide_until <= at,
        Publication.drawn_up_by != actor.account_id,
    )  # fmt: skip


def _objections(actor: Actor, at: dt.datetime) -> Select[Any]:
    return select(*_called_by_unit(Objection.id, Objection.unit_id, Objection.made_at)).where(
        Objection.tenant_id == actor.tenant, Objection.decided_at.is_(None), made_here(actor.tenant)
    )


def _exclusions(actor: Actor, at: dt.datetime) -> Select[Any]:
    own = select(Unit.id).where(Unit.tenant_id == actor.tenant)
    return (
        select(*_called_by_unit(Exclusion.id, Exclusion.unit_id, Exclusion.made_at))
        .where(
            Exclusion.tenant_id == actor.tenant, Exclusion.decided_at.is_(None), Exclusion.unit_id.in_(own),
            Exclusion.made_by != actor.account_id,
        )
    )  # fmt: skip


def _changes(actor: Actor, at: dt.datetime) -> Select[Any]:
    return select(*_line(Change.id, Change.reason, Change.proposed_at)).where(
        Change.tenant_id == actor.tenant, Change.state == "proposed", Change.proposed_by != actor.account_id
    )


def _points(actor: Actor, at: dt.datetime) -> Select[Any]:
    return select(*_called_by_unit(Point.unit_id, Point.unit_id, Point.applied_at)).where(
        Point.tenant_id == actor.tenant, Point.state == "applied"
    )


def _circulars(state: str) -> Callable[[Actor, dt.datetime], Select[Any]]:
    """Circulars and reports on inspections in a state; whoever wrote in one has no part in it."""

    def wanted(actor: Actor, at: dt.datetime) -> Select[Any]:
        return select(*_line(Circular.id, Circular.title, Circular.drafted_at)).where(
            Circular.tenant_id == actor.tenant, Circular.state == state,
            Circular.edited_by.is_distinct_from(actor.account_id),
        )  # fmt: skip

    return wanted


def _campaigns(actor: Actor, at: dt.datetime) -> Select[Any]:
    return select(*_line(Campaign.id, Campaign.title, Campaign.drawn_at)).where(
        Campaign.tenant_id == actor.tenant, Campaign.state == "drawn", Campaign.planned_by != actor.account_id
    )


def _rectifications(actor: Actor, at: dt.datetime) -> Select[Any]:
    return select(*_line(Rectification.id, Rectification.title, Rectification.drafted_at)).where(
        Rectification.tenant_id == actor.tenant, Rectification.state == "draft",
        Rectification.drafted_by.is_distinct_from(actor.account_id),
    )  # fmt: skip


def _recalls(actor: Actor, at: dt.datetime) -> Select[Any]:
    """Months of which nobody is to be called any more."""
    to_call = exists().where(
        RecallCall.tenant_id == actor.tenant,
        RecallCall.month == RecallMonth.month,
        RecallCall.state == "waiting",
    )
    return select(*_line(RecallMonth.month, cast(RecallMonth.month, Text), RecallMonth.drawn_at)).where(
        RecallMonth.tenant_id == actor.tenant, RecallMonth.published_at.is_(None), ~to_call
    )  # fmt: skip


KINDS: tuple[Kind, ...] = (
    Kind("letters", "supervision.sign", _supervisions("to_sign")),
    Kind("supervision_objections", "supervision.sign", _supervisions("objections")),
    Kind("results", "supervision.instruct", _supervisions("results")),
    Kind("circulars_to_check", "circular.check", _circulars("checking")),
    Kind("circulars", "circular.approve", _circulars("approving")),
    Kind("campaigns", "inspection.approve", _campaigns),
    Kind("rectifications", "inspection.approve", _rectifications),
    Kind("recalls", "inspection.approve", _recalls),
    Kind("rulings", "case.rule", _rulings),
    Kind("formulas", "evaluation.approve", _formulas),
    Kind("months", "evaluation.approve", _months),
    Kind("evaluation_objections", "evaluation.approve", _objections),
    Kind("exclusions", "evaluation.approve", _exclusions),
    Kind("changes", "settings.approve", _changes),
    Kind("points", "network.approve", _points),
)
"""In the order in which they are shown. A room in which something waits to be signed adds a line here, one in the words
of the page, and nothing else.
"""
