"""Deciding what a row is that a machine must not guess: a district's, the tenant's own, or nothing to be counted."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Stale, refused_fields
from hotline_tenants.imports.history import Happening
from hotline_tenants.imports.letters import Letter
from hotline_tenants.imports.model import ImportReview
from hotline_tenants.imports.opening import Placed, open_imported
from hotline_tenants.imports.places import districts
from hotline_tenants.imports.presence import lock_source
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree

DECIDABLE = ("waiting", "left_out")
"""What was left out stays and can be taken up again; what became a case is the case's from then on."""

KINDS = ("district", "own", "left_out")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a person decided. `unit_id` is the district, for "district" only."""

    kind: str
    unit_id: uuid.UUID | None = None


async def review_for(db: Db, actor: Actor, review_id: uuid.UUID, *, lock: bool = False) -> ImportReview:
    """A row of the review queue of one's own tenant. Raises NotFound, and NotAllowed without the right."""
    actor.need("import.run")
    wanted = select(ImportReview).where(ImportReview.tenant_id == db.tenant, ImportReview.id == review_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    review = (await db.execute(wanted)).scalar_one_or_none()
    if review is None:
        raise NotFound
    return review


async def decide(
    db: Db, actor: Actor, review_id: uuid.UUID, decision: Decision, *, version: int | None, at: dt.datetime
) -> ImportReview:
    """Decide a row; it becomes a case exactly as if its place had been read from it.

    Raises Stale where somebody has decided it since the page was loaded, Refused by field `kind` or `unit_id`.
    """
    review = await review_for(db, actor, review_id, lock=True)
    if review.state not in DECIDABLE or (version is not None and review.version != version):
        raise Stale(N_("Somebody has decided this row since your page was loaded. Look at it as it is now."))
    units = await unit_tree(db)
    if wrong := why_not_decide(decision, units):
        raise refused_fields(wrong)
    unit = units.find(decision.unit_id)
    if decision.kind != "left_out":
        review.case_id = await _taken_over(db, actor, review, unit, decision, at=at)
        review.title = review.body = review.caller = review.answer = ""
    review.state, review.unit_id = decision.kind, decision.unit_id
    review.decided_at, review.decided_by = at, actor.account_id
    review.version += 1
    return review


def why_not_decide(decision: Decision, units: UnitTree) -> dict[str, Message]:
    """What is wrong with a decision, field by field; empty when nothing is."""
    if decision.kind not in KINDS:
        return {"kind": N_("Choose one of the list.")}
    if decision.kind == "district" and decision.unit_id not in {unit.id for unit in districts(units)}:
        return {"unit_id": N_("Choose the district.")}
    if decision.kind != "district" and decision.unit_id is not None:
        return {"unit_id": N_("Only a district's row belongs to a district.")}
    return {}


async def _taken_over(
    db: Db, actor: Actor, review: ImportReview, unit: UnitInfo | None, decision: Decision, *, at: dt.datetime
) -> uuid.UUID:
    letter = Letter(
        number=review.source_number, title=review.title, body=review.body, written_at=review.written_at,
        type=review.type, channel=review.channel, caller=review.caller, against=review.facts.get("against"),
        for_=review.facts.get("for"), answer=review.answer, answered_at=review.answered_at,
    )  # fmt: skip
    decided = Happening(
        "place_decided", at, {"decision": decision.kind, "unit": decision.unit_id}, actor=actor
    )
    await lock_source(db, review.source)
    (case_id,) = await open_imported(db, review.source, [Placed(letter, unit, decided)])
    await db.write()  # the case must be there before the row refers to it
    return case_id
