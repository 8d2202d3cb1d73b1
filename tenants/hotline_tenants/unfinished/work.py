"""Work that a government has begun and not finished: once it has ended, nobody could finish it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, null, select

from hotline_platform.database.model import TenantObject
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.answering.lifecycle import GOING_ON
from hotline_tenants.answering.model import AnsweringDay
from hotline_tenants.cases.model import Case
from hotline_tenants.circulars.model import Circular, ReceivedCircular
from hotline_tenants.evaluation.model import Exclusion, Objection
from hotline_tenants.guidance.model import GuidancePaper, GuidanceQuestion, GuidanceReceipt
from hotline_tenants.imports.model import ImportReview
from hotline_tenants.inspection.model import Campaign
from hotline_tenants.meetings.model import Meeting
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rulings.model import Ruling
from hotline_tenants.supervision.model import Supervision, SupervisionLink

SHOWN = 5
"""How many of a kind are named; the number says how many there are."""


@dataclass(frozen=True)
class Thing:
    """One of them: its number or title, and its page in the government above; empty and None where there is none."""

    name: str
    above: str | None = None


@dataclass(frozen=True)
class Unfinished:
    """How many of a kind there are, some of them by name; `permission` is what it takes to open their pages above."""

    key: str
    words: Message
    number: int
    some: Sequence[Thing] = ()
    permission: str = ""


@dataclass(frozen=True)
class _Kind:
    """`above` is the address of the page above, and `there` the id that it has there."""

    words: Message
    model: type[TenantObject]
    name: ColumnElement[Any]
    still: tuple[ColumnElement[bool], ...]
    above: str = ""
    there: ColumnElement[Any] | None = None
    permission: str = ""


def _asked_above(link: ColumnElement[Any]) -> ColumnElement[Any]:
    return (
        select(link)
        .where(SupervisionLink.tenant_id == Supervision.tenant_id, SupervisionLink.side == "lower")
        .where(SupervisionLink.supervision_id == Supervision.id)
        .limit(1)
        .scalar_subquery()
    )


KINDS: dict[str, _Kind] = {
    "objections": _Kind(
        N_("Every objection to a closing is decided."), Ruling,
        select(Case.number).where(Case.tenant_id == Ruling.tenant_id, Case.id == Ruling.case_id).scalar_subquery(),
        (Ruling.kind == "objection", Ruling.state == "asked"),
    ),
    "supervisions": _Kind(
        N_("Every supervision is closed."), Supervision, Supervision.number.expression,
        (Supervision.state.in_(("draft", "to_sign", "issued", "reviewed", "fed_back")),),
        "/supervision/", _asked_above(SupervisionLink.other_id.expression), "supervision.read",
    ),
    "inspections": _Kind(
        N_("Every inspection is finished or dropped."), Campaign, Campaign.title.expression,
        (Campaign.state.in_(("planned", "drawn", "running")),),
    ),
    "rectifications": _Kind(
        N_("Every rectification is closed."), Rectification,
        func.coalesce(Rectification.number, Rectification.title),
        (Rectification.state.in_(("draft", "issued", "reported")),),
        "/rectifications/", case((Rectification.side == "lower", Rectification.id)), "rectification.read",
    ),
    "evaluation": _Kind(
        N_("Every objection to its evaluation is decided."), Objection, func.to_char(Objection.month, "YYYY-MM"),
        (Objection.decided_at.is_(None),), "/evaluation/objections/", Objection.id.expression, "figures.below",
    ),
    "exclusions": _Kind(
        N_("Every application to exclude work is decided."), Exclusion, func.to_char(Exclusion.month, "YYYY-MM"),
        (Exclusion.decided_at.is_(None),),
    ),
    "drafts": _Kind(
        N_("Every circular is issued or discarded."), Circular, Circular.title.expression,
        (Circular.state.in_(("draft", "checking", "approving")),),
    ),
    "receipts": _Kind(
        N_("Every circular from above is read."), ReceivedCircular, ReceivedCircular.number.expression,
        (ReceivedCircular.read_at.is_(None),), "/circulars/", ReceivedCircular.other_id.expression, "circular.read",
    ),
    "guidance": _Kind(
        N_("Every paper of guidance from above has its receipt."), GuidancePaper, GuidancePaper.title.expression,
        (
            GuidancePaper.other_tenant_id.is_not(None), GuidancePaper.state == "issued",
            ~exists().where(
                GuidanceReceipt.tenant_id == GuidancePaper.tenant_id, GuidanceReceipt.paper_id == GuidancePaper.id
            ),
        ),
        "/guidance/", GuidancePaper.id.expression, "guidance.read",
    ),
    "questions": _Kind(
        N_("Every question to the government above, or from below, is answered."), GuidanceQuestion,
        GuidanceQuestion.title.expression, (GuidanceQuestion.answered_at.is_(None),),
    ),
    "meetings": _Kind(
        N_("Every joint meeting has taken place and what it settled is carried out."), Meeting, Meeting.title.expression,
        (Meeting.state.in_(("draft", "called", "minuted")),),
    ),
    "answering": _Kind(
        N_("Every leader's answering day is closed or cancelled."), AnsweringDay, AnsweringDay.topic.expression,
        (AnsweringDay.state.in_(GOING_ON),),
    ),
    "reviews": _Kind(
        N_("Every imported row has found its place."), ImportReview, ImportReview.source_number.expression,
        (ImportReview.state == "waiting",),
    ),
}  # fmt: skip
"""Every kind, in the order in which one finishes them."""

_ASKED_FROM_ABOVE = replace(
    KINDS["rectifications"], words=N_("Every rectification that the government above asked for is closed."),
    still=(*KINDS["rectifications"].still, Rectification.side == "lower"),
)  # fmt: skip
DECIDED: dict[str, _Kind] = {
    **{key: KINDS[key] for key in ("inspections", "evaluation", "exclusions", "meetings")},
    "rectifications": _ASKED_FROM_ABOVE,
}
"""Kinds in which somebody must answer or decide: without that, another waits for ever."""


async def unfinished(db: Db) -> list[Unfinished]:
    """What is unfinished in the government one stands in; kinds of which there is nothing too."""
    return [await _found(db, key, kind) for key, kind in KINDS.items()]


async def decided(db: Db) -> list[Unfinished]:
    """Of these only what goes nowhere with the units of a government: kinds of which there is nothing too."""
    return [await _found(db, key, kind) for key, kind in DECIDED.items()]


async def _found(db: Db, key: str, kind: _Kind) -> Unfinished:
    which = kind.model.tenant_id == db.tenant, *kind.still
    number = int(await db.scalar(select(func.count()).select_from(kind.model).where(*which)) or 0)
    if not number:
        return Unfinished(key, kind.words, 0)
    there = kind.there if kind.there is not None else null()
    wanted = select(kind.name, there).where(*which).order_by(kind.model.id).limit(SHOWN)
    some = [
        Thing(name or "", f"{kind.above}{other}" if other is not None else None)
        for name, other in await db.execute(wanted)
    ]
    return Unfinished(key, kind.words, number, some, kind.permission)
