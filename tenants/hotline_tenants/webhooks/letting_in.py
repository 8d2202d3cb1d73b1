"""Letting another system in: its unit, where its role needs one, is an open one of this government."""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.access.clients import AddedClient, NewClient, add_client
from hotline_platform.database.session import Db
from hotline_platform.errors import Refused, refused_fields
from hotline_tenants.network.staffing import is_city, why_not_unit
from hotline_tenants.network.units import unit_tree


async def let_in(db: Db, actor: Actor, new: NewClient, *, at: dt.datetime) -> AddedClient:
    """Add a client to the tenant one stands in. Raises Refused by field."""
    wrong = why_not_unit(await unit_tree(db), new.role, new.unit_id)
    try:
        added = add_client(db, actor, new, city=await is_city(db), at=at)
    except Refused as refusal:
        raise refused_fields({**wrong, **refusal.fields}) from None
    if wrong:
        raise refused_fields(wrong)
    return added
