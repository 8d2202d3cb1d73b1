"""The content classification to be read, and the time rules in force."""

import datetime as dt
from typing import Any

from litestar import Request, get
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_tenants.cases.words import CHANNELS, TYPES, URGENCIES
from hotline_tenants.clocks.model import TimeRule
from hotline_tenants.clocks.rules import Rule, rules_at
from hotline_tenants.network.classification import classification
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment
from hotline_web.given import GivenDb
from hotline_web.network.words import SITUATIONS

AnyRequest = Request[Any, Any, Any]


@get("/classification", opt={"permission": "catalogue.keep"})
async def classification_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """The three levels, each with what lies below it."""
    known = await classification(db)
    seconds = {first.id: known.below(first.id) for first in known.below()}
    thirds = {second.id: known.below(second.id) for below in seconds.values() for second in below}
    counts = (len(seconds), len(thirds), sum(len(below) for below in thirds.values()))
    return page(
        request, "network/classification.html", firsts=known.below(), seconds=seconds, thirds=thirds, counts=counts
    )  # fmt: skip


@get("/time-rules", opt={"permission": ("catalogue.keep", "figures.read")})
async def time_rules_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """The rules in force now, in the order in which they are asked: most particular first."""
    now = moment(request)
    rules = sorted(await rules_at(db, now), key=particular)
    categories = await classification(db)
    since = await _effective(db)
    language = reader_language(request)
    shown = [
        {
            "rule": rule, "for": _conditions(rule), "since": since[(rule.code, rule.version)],
            "category": found.name(language) if (found := categories.by_code(rule.category_code)) else None,
        }
        for rule in rules
    ]  # fmt: skip
    return page(request, "network/time_rules.html", rules=shown)


def _conditions(rule: Rule) -> list[object]:
    """When the rule applies, word by word; empty for the rule of last resort."""
    found: list[object] = []
    if rule.situation:
        found.append(SITUATIONS[rule.situation])
    if rule.urgency:
        found.append(URGENCIES[rule.urgency])
    found += [name for key, name in CHANNELS.items() if key in rule.channels]
    found += [name for key, name in TYPES.items() if key in rule.types]
    return found


def particular(rule: Rule) -> tuple[object, ...]:
    """The order in which rules are asked: most particular first."""
    urgencies = {"extra_urgent": 0, "urgent": 1}
    return (
        rule.situation is None, rule.situation or "", urgencies.get(rule.urgency or "", 2), not rule.channels,
        not rule.types, not rule.category_code, rule.code,
    )  # fmt: skip


async def _effective(db: Db) -> dict[tuple[str, int], dt.datetime]:
    wanted = select(TimeRule.code, TimeRule.version, TimeRule.effective_from).where(
        TimeRule.tenant_id == db.tenant
    )
    return {(row.code, row.version): row.effective_from for row in await db.execute(wanted)}


ROUTES = (classification_page, time_rules_page)
