"""Proposals as the tests make them: the city's administrator proposes, the head of the duty room approves."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from hotline_tenants.changes import rules
from hotline_tenants.changes.deciding import approve
from hotline_tenants.changes.proposing import propose
from tests.conftest import House

WHY = "群众反映答复偏慢，办公会议定。"


async def proposed(
    house: House, wanted: Mapping[str, Any], *, days: int = 1, login: str = "tenant_admin", **more: Any
) -> uuid.UUID:
    """Propose that something be so `days` after today."""
    async with house.acting(login) as (db, actor):
        return await propose(
            db, actor, wanted, effective_on=today(house) + dt.timedelta(days=days), reason=WHY, at=house.now, **more
        )  # fmt: skip


async def approved(house: House, change: uuid.UUID, login: str = "duty_head") -> None:
    async with house.acting(login) as (db, actor):
        await approve(db, actor, change, at=house.now)


async def limits(
    house: House, code: str = "general", login: str = "tenant_admin", **other: Any
) -> dict[str, Any]:
    """The limits of a rule as they are now, with others in their place."""
    return {**await rule(house, code, login), **other}


async def rule(house: House, code: str = "general", login: str = "tenant_admin") -> dict[str, Any]:
    """The limits of a rule that are in force now."""
    house.database.cache.forget("time_rules")
    async with house.acting(login) as (db, _):
        return dict((await rules.present(db, at=house.now))[code])


def today(house: House) -> dt.date:
    return (house.now + dt.timedelta(hours=8)).date()
