"""What a month of re-calls says of each district: how many were reached, and how often they say otherwise."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Named, NotFound, Refused
from hotline_platform.notices.telling import tell
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.recalls.model import RecallCall, RecallDistrict, RecallMonth, RecallResult

SATISFIED = ("very", "satisfied")
UNSAID = ("not_applicable", "no_answer")
"""Answers that say nothing of the matter: they are compared with nothing."""


@dataclass(frozen=True)
class District:
    """One district's month. `solved` and `satisfied` are the shares of compared answers that differ: was it solved, or
    not (partly is not); satisfied, or not.
    """

    population: int
    sampled: int
    waiting: int
    reached: int
    solved: Rate
    satisfied: Rate

    @property
    def enough(self) -> bool:
        """Whether at least half of the sampled callers were reached: else nothing is said (`domain.md` §6)."""
        return self.reached * 2 >= self.sampled


async def results_of(db: Db, month: dt.date) -> Mapping[uuid.UUID, District]:
    """By district, as a unit of ours; a few rows for each, whatever lies behind."""
    first_yes, now_yes = RecallCall.first_solved == "yes", RecallCall.solved == "yes"
    first_content, now_content = (
        RecallCall.first_satisfied.in_(SATISFIED),
        RecallCall.satisfied.in_(SATISFIED),
    )
    solved, satisfied = (
        _said(RecallCall.first_solved, RecallCall.solved),
        _said(RecallCall.first_satisfied, RecallCall.satisfied),
    )
    counted = (
        select(
            RecallCall.unit_id, func.count().label("sampled"),
            func.count().filter(RecallCall.state == "waiting").label("waiting"),
            func.count().filter(RecallCall.state == "reached").label("reached"),
            func.count().filter(solved).label("solved"), func.count().filter(solved, first_yes != now_yes).label("otherwise"),
            func.count().filter(satisfied).label("satisfied"),
            func.count().filter(satisfied, first_content != now_content).label("discontent"),
        )
        .where(RecallCall.tenant_id == db.tenant, RecallCall.month == month)
        .group_by(RecallCall.unit_id)
        .subquery()
    )  # fmt: skip
    rows = await db.execute(
        select(RecallDistrict.unit_id, RecallDistrict.population, counted)
        .outerjoin(counted, counted.c.unit_id == RecallDistrict.unit_id)
        .where(RecallDistrict.tenant_id == db.tenant, RecallDistrict.month == month)
    )
    return {
        row[0]: District(
            row.population, row.sampled or 0, row.waiting or 0, row.reached or 0,
            Rate(row.otherwise or 0, row.solved or 0), Rate(row.discontent or 0, row.satisfied or 0),
        )
        for row in rows
    }  # fmt: skip


async def months_of(db: Db) -> Sequence[RecallMonth]:
    """The months that were drawn, the latest first."""
    wanted = select(RecallMonth).where(RecallMonth.tenant_id == db.tenant)
    return list(await db.scalars(wanted.order_by(RecallMonth.month.desc())))


async def own_results(db: Db) -> Sequence[RecallResult]:
    """What the government above published of us, the latest first."""
    wanted = select(RecallResult).where(RecallResult.tenant_id == db.tenant)
    return list(await db.scalars(wanted.order_by(RecallResult.month.desc())))


async def hardly_reached_again(db: Db, month: dt.date) -> frozenset[uuid.UUID]:
    """Districts, as units of ours, of whose sampled callers fewer than half were reached: they get no band."""
    found = await results_of(db, month)
    return frozenset(unit_id for unit_id, one in found.items() if one.sampled and not one.enough)


async def publish(db: Db, actor: Actor, month: dt.date, *, at: dt.datetime) -> None:
    """Publish a month when every call is settled: each district finds its own in its house. Raises NotFound, Refused."""
    actor.need("inspection.approve")
    wanted = select(RecallMonth).where(RecallMonth.tenant_id == db.tenant, RecallMonth.month == month)
    drawn = (await db.scalars(wanted.with_for_update())).one_or_none()
    if drawn is None:
        raise NotFound
    if drawn.published_at is not None:
        raise Refused(N_("The re-calls of this month are published already."))
    found, units, here = await results_of(db, month), await unit_tree(db), db.tenant
    if waiting := sum(one.waiting for one in found.values()):
        raise Refused(N_("%(waiting)s callers of this month are still to be called.", waiting=waiting))
    drawn.published_at, drawn.published_by = at, actor.account_id
    published = [_published(units.get(unit_id), one) for unit_id, one in found.items()]
    note(db, "recalls_published", account_id=actor.account_id, at=at, month=month.isoformat())
    for unit_id in sorted(found, key=lambda one: units.get(one).governs_tenant_id or 0):
        one, district = found[unit_id], units.get(unit_id).governs_tenant_id
        assert district is not None
        async with across(db, because=NewLink(here, district)):
            db.put(
                RecallResult, month=month, other_tenant_id=here, sampled=one.sampled, reached=one.reached,
                solved_compared=one.solved.of, solved_differing=one.solved.counted,
                satisfied_compared=one.satisfied.of, satisfied_differing=one.satisfied.counted, published_at=at,
                published=published,
            )  # fmt: skip
            await tell(
                db, "recalls_published", subject_id=None, subject_kind="recalls", at=at,
                roles=("duty_head", "leader"), month=month.isoformat(),
            )  # fmt: skip


def everywhere(row: RecallResult) -> Sequence[tuple[Named, District]]:
    """What was published of every district together with one's own, by its name."""
    return [
        (
            Named(one["zh"], one["en"]),
            District(0, one["sampled"], 0, one["reached"], Rate(*one["solved"]), Rate(*one["satisfied"])),
        )
        for one in row.published
    ]


def _published(unit: UnitInfo, one: District) -> dict[str, object]:
    """A district's line as it stands in every district's house: names and counts, nothing of a caller."""
    return {
        "zh": unit.name_zh, "en": unit.name_en, "sampled": one.sampled, "reached": one.reached,
        "solved": [one.solved.counted, one.solved.of], "satisfied": [one.satisfied.counted, one.satisfied.of],
    }  # fmt: skip


def _said(
    first: InstrumentedAttribute[str | None], now: InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    """Whether both times something was said that can be compared."""
    return and_(first.is_not(None), now.is_not(None), first.not_in(UNSAID), now.not_in(UNSAID))
