"""Selections for lists of supervisions: columns only, the tenant named, an index behind every order."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, text, union_all
from sqlalchemy.orm import aliased

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CaseText
from hotline_tenants.cases.queries import CASE_COLUMNS, cases
from hotline_tenants.cases.reaching import known_to as cases_known_to
from hotline_tenants.supervision.model import (
    OPEN,
    SupervisedCase,
    Supervision,
    SupervisionTask,
    SupervisionText,
)
from hotline_tenants.supervision.reaching import known_to
from hotline_tenants.supervision.seen_above import seen_above
from hotline_tenants.supervision.supervised import cases_under
from hotline_tenants.supervision.topics import closed_in, open_in, topic_of

COLUMNS: tuple[Any, ...] = (
    Supervision.id.label("supervision_id"), Supervision.number, Supervision.form, Supervision.level,
    Supervision.level_at, Supervision.state, Supervision.side, Supervision.rule, Supervision.clock,
    Supervision.case_id, Supervision.unit_id, Supervision.opened_at, Supervision.due_at, Supervision.closed_at,
    Supervision.look_back_on,
    SupervisionText.title, func.coalesce(CaseText.struck_title, CaseText.title).label("case_title"),
    Case.number.label("case_number"),
)  # fmt: skip

IS_OPEN = text(f"supervisions.{OPEN}")
FORMAL = text("supervisions.form <> 'system'")
LOOK_BACKS = (
    text("supervisions.look_back_on IS NOT NULL AND supervisions.looked_back_at IS NULL"),
    text("supervisions.state = 'closed'"),
)
"""The words of the partial indexes themselves: only so does a plan that is kept use them."""

Span = tuple[dt.datetime | None, dt.datetime]
"""After a moment, None for from the beginning, and until another."""


def overdue(at: dt.datetime) -> ColumnElement[bool]:
    """Whether the earliest limit that is still open is past."""
    return Supervision.due_at < at


def supervisions(tenant: int, *conditions: Any) -> Select[Any]:
    """Supervisions of one tenant with their titles; what hangs on a row is joined from outside."""
    return (
        select(*COLUMNS)
        .select_from(Supervision)
        .outerjoin(
            SupervisionText,
            and_(SupervisionText.tenant_id == tenant, SupervisionText.supervision_id == Supervision.id),
        )
        .outerjoin(Case, and_(Case.tenant_id == tenant, Case.id == Supervision.case_id))
        .outerjoin(CaseText, and_(CaseText.tenant_id == tenant, CaseText.case_id == Supervision.case_id))
        .where(Supervision.tenant_id == tenant, *conditions)
    )


def of_tab(tenant: int, tab: str) -> Select[Any]:
    """The supervisions of one tab of the ledger."""
    reported = exists().where(
        SupervisionTask.tenant_id == tenant, SupervisionTask.supervision_id == Supervision.id,
        SupervisionTask.state == "reported",
        or_(Supervision.side == "own", SupervisionTask.unit_id.is_not(None)),
    )  # fmt: skip
    conditions: dict[str, tuple[Any, ...]] = {
        "open": (IS_OPEN, FORMAL),
        "cards": (IS_OPEN, text("supervisions.form = 'system'"), Supervision.side == "own"),
        "cards_above": (IS_OPEN, text("supervisions.form = 'system'"), text("supervisions.side = 'lower'")),
        "to_sign": (Supervision.state == "to_sign",),
        "to_review": (IS_OPEN, FORMAL, or_(reported, Supervision.state == "reviewed")),
        "objections": (IS_OPEN, text("supervisions.objection = 'asked'")),
        "look_backs": LOOK_BACKS,
        "from_above": (IS_OPEN, FORMAL, Supervision.side == "lower"),
        "results": (IS_OPEN, FORMAL, Supervision.state == "fed_back"),
        "drafts": (Supervision.state == "draft",),
        "all": (),
    }
    return supervisions(tenant, *conditions[tab])


async def count_tabs(db: Db, tabs: Sequence[str], up_to: int = 1000) -> dict[str, int]:
    """How much lies in each tab, counted up to a number; one statement."""
    columns = [
        select(func.count())
        .select_from(
            of_tab(db.tenant, tab)
            .with_only_columns(Supervision.id, maintain_column_froms=True)
            .limit(up_to)
            .subquery()
        )
        .scalar_subquery()
        .label(tab)
        for tab in tabs
    ]
    return dict((await db.execute(select(*columns))).mappings().one())


def asked(tenant: int, unit_id: uuid.UUID, *states: str) -> Select[Any]:
    """What is asked of one unit."""
    return (
        select(
            *COLUMNS, SupervisionTask.id.label("task_id"), SupervisionTask.state.label("task_state"),
            SupervisionTask.due_at.label("task_due_at"), SupervisionTask.what, SupervisionTask.lead,
        )
        .select_from(SupervisionTask)
        .join(
            Supervision, and_(Supervision.tenant_id == tenant, Supervision.id == SupervisionTask.supervision_id)
        )
        .outerjoin(
            SupervisionText,
            and_(SupervisionText.tenant_id == tenant, SupervisionText.supervision_id == Supervision.id),
        )
        .outerjoin(Case, and_(Case.tenant_id == tenant, Case.id == Supervision.case_id))
        .outerjoin(CaseText, and_(CaseText.tenant_id == tenant, CaseText.case_id == Supervision.case_id))
        .where(
            SupervisionTask.tenant_id == tenant, SupervisionTask.unit_id == unit_id,
            SupervisionTask.state.in_(states),
        )
    )  # fmt: skip


def cards_of(tenant: int, actor: Actor) -> Select[Any]:
    """The open cards of one's own unit."""
    return supervisions(
        tenant, IS_OPEN, text("supervisions.form = 'system'"), Supervision.unit_id == actor.unit_id,
        known_to(tenant, actor),
    )  # fmt: skip


def waiting_of(tenant: int, unit_id: uuid.UUID, up_to: int = 100) -> Select[Any]:
    """How many reports a unit owes."""
    some = (
        select(SupervisionTask.id)
        .where(
            SupervisionTask.tenant_id == tenant, SupervisionTask.unit_id == unit_id, SupervisionTask.state == "open"
        )
        .limit(up_to)
    )  # fmt: skip
    return select(func.count()).select_from(some.subquery())


def of_case(tenant: int, case_id: uuid.UUID, actor: Actor) -> Select[Any]:
    """Every supervision that a case stands or stood under, as far as this person may know; newest first."""
    cards = select(Supervision.id).where(Supervision.tenant_id == tenant, Supervision.case_id == case_id)
    others = select(SupervisedCase.supervision_id).where(
        SupervisedCase.tenant_id == tenant, SupervisedCase.case_id == case_id
    )
    return (
        supervisions(tenant, Supervision.id.in_(union_all(cards, others)), known_to(tenant, actor))
        .where(Supervision.state != "discarded")
        .order_by(Supervision.opened_at.desc(), Supervision.id.desc())
    )


def on_ladder(tenant: int, level: str) -> Select[Any]:
    """Matters whose highest rung is this one, the longest there first."""
    return supervisions(tenant, IS_OPEN, Supervision.level == level, _highest(tenant)).order_by(
        Supervision.level_at, Supervision.id
    )


def step_due(tenant: int, cuts: Mapping[str, dt.datetime]) -> ColumnElement[bool]:
    """Whether a matter has stood on its rung since the moment of `ladder.times_up`."""
    times = (and_(Supervision.level == level, Supervision.level_at <= cut) for level, cut in cuts.items())
    return and_(IS_OPEN, or_(*times), _highest(tenant))


def _highest(tenant: int) -> ColumnElement[bool]:
    """A card under a letter is not a second matter, and the government above takes its own cards further."""
    higher = aliased(Supervision, name="higher")
    formal = text("higher.form <> 'system'"), text(f"higher.{OPEN}")
    covered = (
        select(SupervisedCase.case_id)
        .join(higher, and_(higher.tenant_id == tenant, higher.id == SupervisedCase.supervision_id))
        .where(SupervisedCase.tenant_id == tenant, SupervisedCase.case_id == Supervision.case_id, *formal)
        .exists()
    )
    return or_(Supervision.form != "system", and_(Supervision.side == "own", ~covered))


async def count_ladder(
    db: Db, levels: Iterable[str], *, times: Mapping[str, Span] | None = None, up_to: int = 10_000
) -> dict[str, int]:
    """How many matters stand on each rung, counted up to a number; with `times` those that came there in its span."""
    columns = [
        select(func.count())
        .select_from(
            on_ladder(db.tenant, level)
            .where(*(_came(*times[level]) if times else ()))
            .with_only_columns(Supervision.id, maintain_column_froms=True)
            .order_by(None)
            .limit(up_to)
            .subquery()
        )
        .scalar_subquery()
        .label(level)
        for level in levels
    ]
    return dict((await db.execute(select(*columns))).mappings().one())


def _came(after: dt.datetime | None, until: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    upper = (Supervision.level_at <= until,)
    return upper if after is None else (*upper, Supervision.level_at > after)


async def chosen_of(
    db: Db, supervision: Supervision, *, closed: bool = False
) -> list[ColumnElement[bool]] | None:
    """Which cases a supervision is about: those that were named, or what fits its topic and is open now (`closed`: was
    closed since it was issued). On the lower side the orders of this house among them. None where it is about no case.
    """
    if supervision.case_id is not None:
        return [Case.id == supervision.case_id]
    if supervision.subject in ("case", "cases"):
        return [Case.id.in_(await cases_under(db, supervision.id))]
    if supervision.plan and closed:
        since = (supervision.issued_at or supervision.opened_at).date()
        return closed_in(db.tenant, topic_of(supervision.plan), since)
    if supervision.plan:
        return open_in(db.tenant, topic_of(supervision.plan))
    if supervision.subject == "topic" and (above := await seen_above(db, supervision)) is not None:
        return [Case.id.in_(above.orders)]
    return None


def cases_of(db: Db, actor: Actor, chosen: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Those cases as rows of a list, as far as this person may know of them; a unit reads titles as they were struck."""
    found = cases(db.tenant, *chosen, *cases_known_to(db, actor))
    if actor.role in UNIT_ROLES:
        struck = func.coalesce(CaseText.struck_title, CaseText.title).label("title")
        found = found.with_only_columns(*CASE_COLUMNS[:-1], struck, maintain_column_froms=True)
    return found


async def count_cases(db: Db, found: Select[Any], up_to: int = 1000) -> int:
    """How many cases those are, counted up to a number."""
    some = found.with_only_columns(Case.id, maintain_column_froms=True).order_by(None).limit(up_to).subquery()
    return (await db.execute(select(func.count()).select_from(some))).scalar_one()
