"""The formula of the evaluation: weights that add up to a hundred, drafted by one person and approved by another."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import func, select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.evaluation.indicators import INDICATORS, OF_THE_DESK
from hotline_tenants.evaluation.model import Formula, Publication

HUNDRED = 100
NOT_THEIRS = N_(
    "The misdispatch rate measures the desk that dispatched, not the unit that had the order: it carries no weight."
)
BASES = ("raw", "adjusted")
FIRST: Mapping[str, int] = MappingProxyType(
    {"sign": 5, "reply": 20, "response": 15, "resolution": 35, "satisfaction": 25}
)
"""Offered to a government that has no formula yet."""


async def draft(
    db: Db, actor: Actor, weights: Mapping[str, int], *, basis: str = "raw", effective_from: dt.date, reason: str,
    at: dt.datetime,
) -> int:  # fmt: skip
    """Draft the next version; returns its number. It counts for nothing until somebody else approves it.

    `basis` is `raw` or `adjusted`: whether exclusions count. Raises Refused by field: the name of an indicator,
    `weights`, `basis`, `effective_from`, `reason`.
    """
    actor.need("evaluation.keep")
    assert actor.account_id is not None
    wrong = why_not(weights, effective_from, reason)
    if basis not in BASES:
        wrong["basis"] = N_("Choose one of the possibilities.")
    if wrong := wrong | await _too_late(db, effective_from):
        raise refused_fields(wrong)
    latest = await db.scalar(select(func.max(Formula.version)).where(Formula.tenant_id == db.tenant))
    version = (latest or 0) + 1
    db.put(
        Formula, version=version, basis=basis, effective_from=effective_from, reason=reason.strip(), drafted_at=at,
        weights={name: weights[name] for name in INDICATORS if weights.get(name)}, drafted_by=actor.account_id,
    )  # fmt: skip
    note(db, "formula_drafted", account_id=actor.account_id, at=at, version=version)
    try:
        await db.write()
    except TWICE:
        raise Refused(N_("Somebody drafted a formula at the same moment. Look at it first.")) from None
    return version


async def approve(db: Db, actor: Actor, version: int, *, at: dt.datetime) -> None:
    """Put a draft in force from its month on. Raises NotFound, Refused."""
    actor.need("evaluation.approve")
    formula = await formula_of(db, version, lock=True)
    if formula.approved_at is not None:
        raise Refused(N_("This formula is approved already."))
    if formula.drafted_by == actor.account_id:
        raise Refused(N_("Who drafted a formula does not approve it. Somebody else has to."))
    if OF_THE_DESK & formula.weights.keys():
        raise Refused(NOT_THEIRS)
    if wrong := await _too_late(db, formula.effective_from):
        raise Refused(next(iter(wrong.values())))
    formula.approved_at, formula.approved_by = at, actor.account_id
    note(db, "formula_approved", account_id=actor.account_id, at=at, version=version)


def why_not(weights: Mapping[str, int], effective_from: dt.date, reason: str) -> dict[str, Message]:
    """What is wrong with a draft by itself, by field."""
    wrong: dict[str, Message] = {
        name: N_("A weight is 0 to 100.") for name in INDICATORS if not 0 <= weights.get(name, 0) <= HUNDRED
    }
    wrong |= {name: NOT_THEIRS for name in OF_THE_DESK if weights.get(name)}
    if unknown := set(weights) - set(INDICATORS):
        wrong["weights"] = N_("There is no indicator %(name)s.", name=min(unknown))
    elif not wrong and (total := sum(weights.values())) != HUNDRED:
        wrong["weights"] = N_("The weights add up to %(total)s; they must add up to 100.", total=total)
    if effective_from.day != 1:
        wrong["effective_from"] = N_("A formula begins with a month.")
    if not reason.strip():
        wrong["reason"] = N_("Say why the formula changes: those who are measured by it will ask.")
    return wrong


async def _too_late(db: Db, effective_from: dt.date) -> dict[str, Message]:
    drawn_up = await db.scalar(select(func.max(Publication.month)).where(Publication.tenant_id == db.tenant))
    if drawn_up is None or effective_from > drawn_up:
        return {}
    words = N_("The evaluation of that month is drawn up already; a new formula begins after it.")
    return {"effective_from": words}


async def formula_of(db: Db, version: int, *, lock: bool = False) -> Formula:
    """One version. Raises NotFound."""
    wanted = select(Formula).where(Formula.tenant_id == db.tenant, Formula.version == version)
    found = (await db.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found


async def formula_for(db: Db, month: dt.date) -> Formula | None:
    """The latest approved version that is effective in a month."""
    wanted = select(Formula).where(
        Formula.tenant_id == db.tenant, Formula.effective_from <= month, Formula.approved_at.is_not(None)
    )
    return (await db.scalars(wanted.order_by(Formula.version.desc()).limit(1))).one_or_none()


async def every_formula(db: Db) -> Sequence[Formula]:
    """All versions, the latest first."""
    wanted = select(Formula).where(Formula.tenant_id == db.tenant).order_by(Formula.version.desc())
    return list(await db.scalars(wanted))
