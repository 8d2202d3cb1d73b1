"""Registering a demand: what must be filled in, and what follows."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.opening import Demand, Opened, open_case
from hotline_tenants.cases.words import CHANNELS, CONFIDENTIALITIES, TYPES, URGENCIES
from hotline_tenants.intake.channels import channels_of, why_no_intake
from hotline_tenants.intake.jobs import find_repeats, propose_unit
from hotline_tenants.messages.callers import confirm_receipt
from hotline_tenants.network.classification import Classification, classification
from hotline_tenants.network.units import UnitTree, unit_tree

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
_PHONE = re.compile(r"[0-9+()\- ]{5,30}")


async def register(db: Db, actor: Actor, demand: Demand, *, at: dt.datetime) -> Opened:
    """A new case in the tenant one stands in. Raises Refused by field.

    The second click on one form raises a unique violation on `form_id` at the commit: the page answers it with
    `registered_by_form`.
    """
    actor.need("case.register")
    wrong = dict(why_not_register(demand, await classification(db), await unit_tree(db)))
    # What the public sent while the channel was open is taken up by the product itself, whatever holds now.
    if demand.channel in CHANNELS and actor.role != "system" and demand.channel not in await channels_of(db):
        wrong["channel"] = N_("This government takes no demands by this channel.")
    if wrong:
        raise refused_fields(wrong)
    opened = await put_demand(db, actor, demand, at=at)
    await confirm_receipt(db, actor, demand, opened, at=at)
    if demand.urgency != "general":
        await tell(
            db, "urgent_registered", subject_id=opened.id, at=at, roles=("dispatcher", "shift_leader"),
            number=opened.number,
        )  # fmt: skip
    return opened


async def put_demand(db: Db, actor: Actor, demand: Demand, *, at: dt.datetime) -> Opened:
    """The deed, for the desk and for committees alike. A report of a violation is protected unless secrecy was asked
    for; a unit is proposed and repeats are looked for off the caller's time. Raises Refused where the government does not work yet, or any more.
    """
    if not actor.rehearsing and (refusal := await why_no_intake(db)):
        raise Refused(refusal)
    if demand.type == "report" and demand.confidentiality == "normal":
        demand = replace(demand, confidentiality="protected")
    opened = await open_case(db, actor, demand, at=at)
    later(db, propose_unit, case_id=opened.id)
    later(db, find_repeats, case_id=opened.id)
    return opened


async def registered_by_form(db: Db, form_id: object) -> Case | None:
    """The case that an earlier click on the same form made."""
    return (
        await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.form_id == form_id))
    ).scalar_one_or_none()


def why_not_register(demand: Demand, categories: Classification, units: UnitTree) -> Mapping[str, Message]:
    """What is wrong with a demand, field by field; empty when nothing is."""
    wrong: dict[str, Message] = {}
    if not demand.title.strip():
        wrong["title"] = N_("Say in one line what the demand is about.")
    elif len(demand.title) > LONGEST_TITLE:
        wrong["title"] = N_("Use at most %(longest)s characters.", longest=LONGEST_TITLE)
    if not demand.body.strip():
        wrong["body"] = N_("Write down what the caller asks for.")
    elif len(demand.body) > LONGEST_BODY:
        wrong["body"] = N_("Use at most %(longest)s characters.", longest=LONGEST_BODY)
    for field, words in (
        ("type", TYPES), ("channel", CHANNELS), ("urgency", URGENCIES), ("confidentiality", CONFIDENTIALITIES),
    ):  # fmt: skip
        if getattr(demand, field) not in words:
            wrong[field] = N_("Choose one of the list.")
    wrong |= _why_not_places(demand, categories, units)
    if demand.caller_phone.strip() and not _PHONE.fullmatch(demand.caller_phone.strip()):
        wrong["caller_phone"] = N_("A telephone number has 5 to 30 digits, spaces and dashes.")
    return wrong


def _why_not_places(demand: Demand, categories: Classification, units: UnitTree) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    category = categories.find(demand.category_id)
    if demand.category_id and (category is None or category.retired):
        wrong["category_id"] = N_("Choose one of the list.")
    area = units.find(demand.area_id)
    if demand.area_id and (area is None or area.closed or not area.is_area):
        wrong["area_id"] = N_("Choose one of the list.")
    about = units.find(demand.about_unit_id)
    if demand.about_unit_id and (about is None or about.closed):
        wrong["about_unit_id"] = N_("Choose one of the list.")
    return wrong
