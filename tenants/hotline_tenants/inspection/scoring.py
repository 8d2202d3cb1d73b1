"""Scoring: the marks of an inspector on one item, and what they come to."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, Refused, Stale, refused_fields
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.inspection.model import Campaign, Item, Sheet
from hotline_tenants.inspection.planning import not_now
from hotline_tenants.inspection.reaching import campaign_for, item_for, need_team
from hotline_tenants.inspection.words import MARKS
from hotline_tenants.network.units import unit_tree

VALUES: Mapping[str, int | None] = {"full": 2, "half": 1, "none": 0, "void": None}
"""What a mark gives, in halves of the line's weight; a line that does not apply is left out of the whole."""


async def score(
    db: Db, actor: Actor, campaign_id: uuid.UUID, item_id: uuid.UUID, *, slot: int, version: int,
    marks: Mapping[str, str], note: str, at: dt.datetime,
) -> Sheet:  # fmt: skip
    """Save a sheet: the first one of the item, or the second where two are to score it. `version` is that of the sheet
    that the page showed, 0 for an empty one.

    Raises NotFound outside the sample, Refused for whoever is not in the team and by field (the line's code), Stale
    where somebody saved this sheet meanwhile.
    """
    actor.need("inspection.keep")
    campaign = await campaign_for(db, actor, campaign_id)
    item = await item_for(db, campaign, item_id)
    await need_team(db, actor, campaign.id)
    if campaign.state != "running":
        raise Refused(N_("This campaign is not being scored now."))
    await _refuse_standing_still(db, item)
    if wrong := _why_not_marks(campaign, item, marks):
        raise refused_fields(wrong)
    sheets = {one.slot: one for one in await sheets_of(db, item.id, lock=True)}
    if slot not in places_to_score(item):
        raise Refused(N_("This item is scored by one inspector."))
    if any(one.slot != slot and one.saved_by == actor.account_id for one in sheets.values()):
        raise Refused(N_("You have scored this item already: the second sheet is for somebody else."))
    assert actor.account_id is not None
    given = {line["code"]: marks[line["code"]] for line in lines_for(campaign, item)}
    found = sheets.get(slot)
    if found is None:
        found = Sheet(tenant_id=db.tenant, item_id=item.id, slot=slot, saved_by=actor.account_id, version=0)
        db.add(found)
    elif found.saved_by == actor.account_id and (found.marks, found.note) == (given, note.strip()):
        return found  # a second press of the button
    elif found.version != version or found.saved_by != actor.account_id:
        raise _taken()
    found.marks, found.score, found.note = given, points(campaign.sheet, given), note.strip()
    found.saved_at, found.version = at, found.version + 1
    try:
        await db.flush()
    except TWICE:
        raise _taken() from None
    return found


def points(sheet: Sequence[Mapping[str, Any]], marks: Mapping[str, str]) -> int | None:
    """Hundredths of a point out of a hundred points: the weight of what is in order, of the weight of what applies."""
    tried: list[tuple[int, int]] = [
        (line["weight"], value)
        for line in sheet
        if (value := VALUES.get(marks.get(line["code"], "void"))) is not None
    ]
    whole = sum(weight for weight, _ in tried)
    if not whole:
        return None
    return round(10_000 * sum(weight * value for weight, value in tried) / (2 * whole))


def lines_for(campaign: Campaign, item: Item) -> Sequence[Mapping[str, Any]]:
    """The lines of the score sheet that are about such an item."""
    return [line for line in campaign.sheet if line["of"] == item.kind]


def places_to_score(item: Item) -> tuple[int, ...]:
    """The sheets that an item has."""
    return (1, 2) if item.twice else (1,)


async def sheets_of(db: Db, item_id: uuid.UUID, *, lock: bool = False) -> Sequence[Sheet]:
    """The sheets of one item that are filled in."""
    wanted = select(Sheet).where(Sheet.tenant_id == db.tenant, Sheet.item_id == item_id).order_by(Sheet.slot)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return list(await db.scalars(wanted))


def sheet_for(
    item: Item, sheets: Sequence[Sheet], account_id: uuid.UUID | None
) -> tuple[int, Sheet | None] | None:
    """Which sheet somebody fills in: their own, or the first that nobody has; None where all are somebody else's."""
    for one in sheets:
        if one.saved_by == account_id:
            return one.slot, one
    free = set(places_to_score(item)) - {one.slot for one in sheets}
    return (min(free), None) if free else None


def _taken() -> Stale:
    return Stale(
        N_("Somebody saved this sheet after your page was loaded. What you marked is still here; compare.")
    )


def _why_not_marks(campaign: Campaign, item: Item, marks: Mapping[str, str]) -> dict[str, Message]:
    return {
        line["code"]: N_("Choose one.")
        for line in lines_for(campaign, item)
        if marks.get(line["code"]) not in MARKS
    }


async def _refuse_standing_still(db: Db, item: Item) -> None:
    government = (await registry_of(db)).get(item.other_tenant_id)
    if government.status != "live":
        raise Refused(not_now((await unit_tree(db)).get(item.unit_id)))
