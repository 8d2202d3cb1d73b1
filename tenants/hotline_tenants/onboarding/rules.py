"""The time rules of a government beside those it would inherit: tightening one, and going back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.calendar.spans import Span
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.clocks.calendars import hours_since
from hotline_tenants.clocks.model import TimeRule
from hotline_tenants.clocks.rules import (
    DEFAULT_RULES,
    Rule,
    every_version,
    next_version,
    put_version,
    rules_at,
)
from hotline_tenants.onboarding.checking_rules import LIMITS
from hotline_tenants.onboarding.floor import looser_limits
from hotline_tenants.onboarding.giving import put_given, rule_given
from hotline_tenants.onboarding.values import LIVE


@dataclass(frozen=True)
class Compared:
    """A rule in force beside the one above it (of the city, or of the product); `own` where it was set here."""

    rule: Rule
    above: Rule | None
    own: bool

    @property
    def differs(self) -> bool:
        """Whether a limit is another one than above."""
        return self.above is not None and any(
            getattr(self.rule, name) != getattr(self.above, name) for name in LIMITS
        )


async def compared_rules(database: Database, here: Government, *, at: dt.datetime) -> list[Compared]:
    """Every rule in force, as it is now and not as this process remembers it."""
    above = {rule.code: rule for rule in await _above(database, here, at=at)}
    database.cache.forget("time_rules", here.id)
    async with database.transaction(standing_in(here.id)) as db:
        rows = await db.execute(
            select(TimeRule.code, TimeRule.version, TimeRule.inherited).where(TimeRule.tenant_id == db.tenant)
        )
        inherited = {(row.code, row.version): row.inherited for row in rows}
        rules = await rules_at(db, at)
    return [
        Compared(rule, above.get(rule.code), own=not inherited[(rule.code, rule.version)]) for rule in rules
    ]


async def set_rule(
    database: Database, actor: Actor, code: str, rule_code: str, limits: Mapping[str, str] | None, *, at: dt.datetime
) -> None:  # fmt: skip
    """Give a rule tighter limits, or with None the ones above: a new version, in force at once. Noted in the
    deployment's log. Raises NotFound, and Refused by limit; only before the government is live.
    """
    actor.need("tenant.keep")
    async with database.transaction(NOWHERE) as db:
        here = (await load_registry(db)).by_code(code)
    if here.status != "preparing":
        raise Refused(LIVE)
    above = next((one for one in await _above(database, here, at=at) if one.code == rule_code), None)
    if above is None:
        raise NotFound
    async with database.transaction(standing_in(here.id)) as db:
        wanted = replace(above, **_read(limits or {}))
        looser = list(looser_limits(wanted, above, await hours_since(db, at)))
        if here.parent_id is not None and looser:
            raise refused_fields({name: _too_long(above, name) for name in looser})
        database.cache.forget("time_rules", here.id)
        number = next_version(await every_version(db), rule_code)
        put_version(db, replace(wanted, version=number), effective_from=at, inherited=limits is None)
        put_given(db, actor, rule_given(wanted, inherited=limits is None), road="page", at=at)
    database.cache.forget("time_rules", here.id)
    await record(
        database, DEPLOYMENT, "setting_changed", account_id=actor.account_id, at=at, government=code,
        setting=f"time_rules.{rule_code}",
    )  # fmt: skip


def _read(limits: Mapping[str, str]) -> dict[str, Any]:
    spans: dict[str, Any] = {}
    wrong: dict[str, Message] = {}
    for name in LIMITS:
        if written := limits.get(name, "").strip():
            try:
                spans[name] = Span.parse(written)
            except Refused as refusal:
                wrong[name] = refusal.message
    if wrong:
        raise refused_fields(wrong)
    return spans


def _too_long(above: Rule, name: str) -> Message:
    return N_("This is longer than the city's limit of %(limit)s.", limit=str(getattr(above, name)))


async def _above(database: Database, here: Government, *, at: dt.datetime) -> tuple[Rule, ...]:
    if here.parent_id is None:
        return DEFAULT_RULES
    database.cache.forget("time_rules", here.parent_id)
    async with database.transaction(standing_in(here.parent_id)) as db:
        return tuple(await rules_at(db, at))
