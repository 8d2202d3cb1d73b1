"""Telephone numbers of points, as people write them."""

import re
import uuid

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.points.model import Point

_TELEPHONE = re.compile(r"[0-9+()\- ]{3,30}")
"""From 110 and 12345 to a landline with its extension."""


def why_not_telephone(text: str) -> Message | None:
    """What is wrong with a number; None where nothing is."""
    if not text.strip():
        return N_("Give the telephone number at which somebody answers.")
    if not _TELEPHONE.fullmatch(text.strip()) or not any(each.isdigit() for each in text):
        return N_("Write the telephone number in digits, for instance 0531 1234567.")
    return None


async def telephone_of(db: Db, unit_id: uuid.UUID) -> str | None:
    """The number of a unit's point; None where the unit is none."""
    wanted = select(Point.telephone).where(Point.tenant_id == db.tenant, Point.unit_id == unit_id)
    return (await db.execute(wanted)).scalar()
