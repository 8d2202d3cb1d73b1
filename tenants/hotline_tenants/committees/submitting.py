"""A committee hands a resident's demand in: a case of the channel of committees, on its own piece of the map."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.committees.model import CommitteeDemand
from hotline_tenants.intake.channels import channels_of
from hotline_tenants.intake.registering import put_demand, why_not_register
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import UnitInfo, unit_tree

CHANNEL = "committee"


@dataclass(frozen=True, kw_only=True)
class ForResident:
    """What a resident asks for through the committee; name and telephone may be left out."""

    title: str
    body: str
    type: str
    place: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    form_id: uuid.UUID | None = None


async def committee_of(db: Db, actor: Actor) -> UnitInfo:
    """The committee in which this person acts. Raises NotAllowed without the right, NotFound without a committee."""
    actor.need("committee.submit")
    unit = (await unit_tree(db)).find(actor.unit_id)
    if unit is None or unit.kind != "committee":
        raise NotFound
    return unit


async def submit(db: Db, actor: Actor, given: ForResident, *, at: dt.datetime) -> Opened:
    """A new case, as if the resident had called; it waits for the desk like any other. Raises Refused by field, and
    where the government takes no demands from committees.

    The second click on one form raises a unique violation at the commit.
    """
    committee = await committee_of(db, actor)
    demand = Demand(
        title=given.title, body=given.body, type=given.type, channel=CHANNEL, area_id=committee.id, place=given.place,
        caller_name=given.caller_name, caller_phone=given.caller_phone, form_id=given.form_id,
    )  # fmt: skip
    wrong: Mapping[str, Message] = why_not_register(demand, await classification(db), await unit_tree(db))
    if wrong:
        raise refused_fields(wrong)
    if CHANNEL not in await channels_of(db):
        raise Refused(N_("This government takes no demands by this channel."))
    opened = await put_demand(db, actor, demand, at=at)
    db.put(
        CommitteeDemand,
        case_id=opened.id,
        unit_id=committee.id,
        submitted_at=at,
        submitted_by=actor.account_id,
    )
    return opened
