"""Choosing the time rule of a demand: most particular first, and urgent limits are never lengthened."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from hotline_platform.calendar.spans import Span
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.clocks.model import TimeRule


@dataclass(frozen=True)
class Situation:
    """What a rule can ask about: `situation` is None, "rework", "second_rework" (which the rule of rework serves as
    well, where there is none of its own) or "supervision"; `categories` the codes of the third level and those above
    it, most particular first.
    """

    urgency: str
    channel: str
    type: str
    categories: tuple[str, ...] = ()
    situation: str | None = None


@dataclass(frozen=True)
class Rule:
    """A time rule with its limits read. `floor` is the urgent rule that no other may outlast."""

    code: str
    version: int
    name_zh: str
    name_en: str
    situation: str | None
    urgency: str | None
    channels: frozenset[str]
    types: frozenset[str]
    category_code: str | None
    desk: Span
    sign: Span
    return_within: Span | None
    contact: Span | None
    reply: Span
    review: Span
    callback: Span
    extension: Span | None
    extensions: int
    pause: Span
    objection: Span
    floor: "Rule | None" = field(default=None, compare=False)

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.name_en if language == "en" else self.name_zh

    def limit(self, kind: str) -> Span | None:
        """The limit for a kind of clock; None where the rule sets none."""
        span = getattr(self, kind)
        assert span is None or isinstance(span, Span)
        return span

    def rank(self, asked: Situation) -> tuple[int, ...] | None:
        """How particular the match is (greater is more), or None where the rule does not match."""
        again = self.situation == "rework" and asked.situation == "second_rework"
        conditions = (
            (self.situation, again or self.situation == asked.situation),
            (self.urgency, self.urgency == asked.urgency),
            (self.channels, asked.channel in self.channels),
            (self.types, asked.type in self.types),
            (self.category_code, self.category_code in asked.categories),
        )
        if any(wanted and not met for wanted, met in conditions):
            return None
        depth = (
            len(asked.categories) - asked.categories.index(self.category_code) if self.category_code else 0
        )
        exact = 2 if self.situation and not again else int(bool(self.situation))
        return (exact, *(int(bool(wanted)) for wanted, _ in conditions[1:4]), depth)


def choose(rules: Sequence[Rule], asked: Situation) -> Rule:
    """The rule for `asked`, matched by situation, urgency, channel, type, category, most particular first.

    An urgent demand keeps its urgent rule as the floor under whatever else matches. Raises Refused where no rule
    matches: a tenant without a general rule is not ready.
    """
    matching = [(rank, rule) for rule in rules if (rank := rule.rank(asked)) is not None]
    if not matching:
        raise Refused(N_("No time rule matches this demand. Ask the administrator for a general rule."))
    rule = max(matching, key=lambda one: one[0])[1]
    if asked.urgency != "general" and rule.urgency is None:
        urgent = [one for one in matching if one[1].urgency == asked.urgency]
        if urgent:
            return replace(rule, floor=max(urgent, key=lambda one: one[0])[1])
    return rule


async def rules_at(db: Db, moment: dt.datetime) -> Sequence[Rule]:
    """The version of every rule of this tenant that is in force at `moment`: of those that have begun the one that
    began last, and of two that began together the later version.
    """
    newest: dict[str, tuple[dt.datetime, int, Rule]] = {}
    for effective_from, rule in await every_version(db):
        found = (effective_from, rule.version, rule)
        if effective_from <= moment and (rule.code not in newest or newest[rule.code][:2] < found[:2]):
            newest[rule.code] = found
    return [rule for _, _, rule in newest.values()]


async def rule_as_it_was(db: Db, code: str, version: int) -> Rule:
    """One version of a rule of this tenant, in force or not: what is frozen on a clock or an assignment.

    Raises KeyError for a version that never was.
    """
    return (await rules_by_version(db))[code, version]


async def rules_by_version(db: Db) -> Mapping[tuple[str, int], Rule]:
    """Every version of every rule of this tenant by its code and number: what clocks and assignments name."""

    async def load() -> Mapping[tuple[str, int], Rule]:
        return {(rule.code, rule.version): rule for _, rule in await every_version(db)}

    return await db.cache.get(("time_rules", db.tenant, "by_version"), load)


async def every_version(db: Db) -> list[tuple[dt.datetime, Rule]]:
    """Every version of every rule of this tenant with the moment from which it is in force, also to come."""

    async def load() -> list[tuple[dt.datetime, Rule]]:
        rows = (await db.execute(select(TimeRule).where(TimeRule.tenant_id == db.tenant))).scalars()
        return [(row.effective_from, _read(row)) for row in rows]

    return await db.cache.get(("time_rules", db.tenant), load)


def _read(row: TimeRule) -> Rule:
    def span(text: str | None) -> Span | None:
        return Span.parse(text) if text else None

    return Rule(
        code=row.code, version=row.version, name_zh=row.name_zh, name_en=row.name_en, situation=row.situation,
        urgency=row.urgency, channels=frozenset(row.channels or ()), types=frozenset(row.types or ()),
        category_code=row.category_code, desk=Span.parse(row.desk), sign=Span.parse(row.sign),
        return_within=span(row.return_within), contact=span(row.contact), reply=Span.parse(row.reply),
        review=Span.parse(row.review), callback=Span.parse(row.callback), extension=span(row.extension),
        extensions=row.extensions, pause=Span.parse(row.pause), objection=Span.parse(row.objection),
    )  # fmt: skip


_PLAIN = {"review": "4wh", "callback": "2wd", "desk": "2wh"}
DEFAULTS: tuple[dict[str, object], ...] = (
    {"code": "extra_urgent", "name_zh": "特急", "name_en": "Extra urgent", "urgency": "extra_urgent", "desk": "5min",
     "sign": "15min", "return_within": "30min", "contact": "30min", "reply": "2h"},
    {"code": "urgent", "name_zh": "紧急", "name_en": "Urgent", "urgency": "urgent", "desk": "15min", "sign": "30min",
     "return_within": "2h", "contact": "2h", "reply": "24h", "extension": "24h", "extensions": 1},
    {"code": "inquiry", "name_zh": "咨询", "name_en": "Inquiry", "types": ["inquiry"], "sign": "4wh",
     "return_within": "1wd", "contact": "1wd", "reply": "1wd", "extension": "1wd", "extensions": 1},
    {"code": "general", "name_zh": "求助、建议、批评、表扬", "name_en": "Help, suggestion, criticism, praise",
     "sign": "4wh", "return_within": "1wd", "contact": "1wd", "reply": "5wd", "extension": "5wd", "extensions": 1},
    {"code": "complaint", "name_zh": "投诉、举报", "name_en": "Complaint, report of a violation",
     "types": ["complaint", "report"], "sign": "4wh", "return_within": "2wd", "contact": "1wd", "reply": "7wd",
     "extension": "8wd", "extensions": 1},
    {"code": "mail", "name_zh": "信箱、来信", "name_en": "Mailbox, letter", "channels": ["mailbox", "email", "letter"],
     "sign": "1wd", "return_within": "2wd", "reply": "5wd", "extension": "5wd", "extensions": 2},
    {"code": "rework", "name_zh": "重办", "name_en": "Rework", "situation": "rework", "sign": "1wd", "contact": "1wd",
     "reply": "3wd"},
    {"code": "supervision", "name_zh": "督办中", "name_en": "Under supervision", "situation": "supervision",
     "sign": "2wh", "reply": "3wd"},
)  # fmt: skip
"""The default table of `domain.md` §4. `general` sets no condition and so is the rule of last resort."""


_EMPTY: dict[str, object] = {
    "situation": None, "urgency": None, "channels": None, "types": None, "category_code": None,
    "return_within": None, "contact": None, "extension": None, "extensions": 0, "pause": "3wd", "objection": "3wd",
}  # fmt: skip
DEFAULT_RULES = tuple(_read(TimeRule(version=1, **{**_EMPTY, **_PLAIN, **one})) for one in DEFAULTS)


def next_version(versions: Sequence[tuple[dt.datetime, Rule]], code: str) -> int:
    """The number of the version that would follow the last one of a rule."""
    return 1 + max((rule.version for _, rule in versions if rule.code == code), default=0)


def put_version(db: Db, rule: Rule, *, effective_from: dt.datetime, inherited: bool) -> None:
    """Put a version of a rule, in force from a moment on.

    Until the commit nobody may load the rules again: a process would remember what may never be.
    """
    db.put(TimeRule, id=new_id(), effective_from=effective_from, inherited=inherited, **columns_of(rule))
    db.cache.forget("time_rules", db.tenant)


def add_default_rules(db: Db, *, effective_from: dt.datetime) -> None:
    """Give the tenant one stands in the default table, as version 1 of each rule."""
    for rule in DEFAULT_RULES:
        put_version(db, rule, effective_from=effective_from, inherited=True)


def columns_of(rule: Rule) -> dict[str, object]:
    """A rule as its row has it."""
    return {
        **{name: getattr(rule, name) for name in _SAME},
        **{name: str(span) if (span := getattr(rule, name)) is not None else None for name in _SPANS},
        "channels": sorted(rule.channels) or None, "types": sorted(rule.types) or None,
    }  # fmt: skip


_SAME = ("code", "version", "name_zh", "name_en", "situation", "urgency", "category_code", "extensions")
_SPANS = (
    "desk", "sign", "return_within", "contact", "reply", "review", "callback", "extension", "pause", "objection",
)  # fmt: skip
