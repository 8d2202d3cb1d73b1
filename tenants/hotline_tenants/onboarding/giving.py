"""What a government is given before it goes live, kept with who gave it and when: its history begins with that."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.clocks.rules import Rule
from hotline_tenants.onboarding.floor import LIMITS
from hotline_tenants.onboarding.model import GivenSetting

Road = Literal["document", "page"]


def put_given(db: Db, actor: Actor, given: Mapping[str, Any], *, road: Road, at: dt.datetime) -> None:
    """Note settings by their subjects in the tenant one stands in."""
    for subject, value in given.items():
        db.put(
            GivenSetting, id=new_id(), subject=subject, value=value, road=road, at=at, account_id=actor.account_id
        )  # fmt: skip


def values_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """A government's own values by the subjects of changes."""
    return {f"value.{key}": value for key, value in given.items()}


def rule_given(rule: Rule, *, inherited: bool) -> dict[str, Any]:
    """A rule by the subject of changes, with the limits that a change of it would name."""
    limits = {name: str(span) if (span := getattr(rule, name)) is not None else None for name in LIMITS}
    return {f"rule.{rule.code}": None if inherited else {**limits, "extensions": rule.extensions}}


async def latest_given(db: Db, subject: str = "") -> Sequence[GivenSetting]:
    """What every setting was given last before the first day, or the one asked for; at most one of each."""
    wanted = select(GivenSetting).where(GivenSetting.tenant_id == db.tenant)
    if subject:
        wanted = wanted.where(GivenSetting.subject == subject)
    newest = wanted.ext(distinct_on(GivenSetting.subject)).order_by(
        GivenSetting.subject, GivenSetting.at.desc(), GivenSetting.id.desc()
    )
    return (await db.execute(newest)).scalars().all()
