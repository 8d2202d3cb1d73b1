"""Which work a change of rules concerns: cases are alike for a rule in what it can ask, so each kind is asked once."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.changes.rules import limits_of, with_limits
from hotline_tenants.clocks.rules import Rule, Situation, choose, rules_at
from hotline_tenants.network.classification import classification

NONE = uuid.UUID(int=0)
"""Stands for no category: a key of a join has no holes."""


@dataclass(frozen=True)
class Likeness:
    """All that a rule can ask of a piece of work."""

    urgency: str
    channel: str
    type: str
    category_id: uuid.UUID
    situation: str


@dataclass(frozen=True)
class Pair:
    """The rule for some work as it is, and as it would be."""

    now: Rule
    then: Rule

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two pairs the same: both rules with the urgent floors under them."""
        return tuple((one.code, one.floor and one.floor.code) for one in (self.now, self.then))


def word(text: str) -> ColumnElement[str]:
    """A constant written into the statement: one that is grouped by must be the same everywhere in it."""
    return literal_column(f"'{text}'", Text())


SITUATION: ColumnElement[str] = case(
    (
        and_(Assignment.situation == word("rework"), Assignment.round > literal_column("1")),
        word("second_rework"),
    ),
    else_=func.coalesce(Assignment.situation, word("")),
)
"""The situation that a rule was chosen for at the dispatch."""

OF_CASE = (
    Case.urgency,
    Case.channel,
    Case.type,
    func.coalesce(Case.category_id, cast(word(str(NONE)), Uuid())),
)


async def proposed_rules(
    db: Db, items: Sequence[Mapping[str, Any]], *, at: dt.datetime
) -> tuple[Sequence[Rule], Sequence[Rule]]:
    """The rules in force at a moment, and the same with what items make of them."""
    now = await rules_at(db, at)
    wanted = {item["of"]: item["after"] for item in items}
    then = [
        with_limits(rule, limits) if (limits := wanted.get(f"rule.{rule.code}")) else rule for rule in now
    ]
    return now, then


async def concerned(
    db: Db, likenesses: Iterable[Likeness], now: Sequence[Rule], then: Sequence[Rule]
) -> dict[Likeness, Pair]:
    """Those for which some limit would be another one, with both rules."""
    categories, told = await classification(db), _Told([*now, *then])
    above: dict[uuid.UUID, tuple[str, ...]] = {}
    pairs: dict[Situation, Pair | None] = {}
    found = {}
    for one in likenesses:
        if one.category_id not in above:
            above[one.category_id] = told.codes(each.code for each in categories.upwards(one.category_id))
        asked = told.apart(one, above[one.category_id])
        if asked not in pairs:
            pair = Pair(choose(now, asked), choose(then, asked))
            pairs[asked] = pair if _all_limits(pair.now) != _all_limits(pair.then) else None
        if (both := pairs[asked]) is not None:
            found[one] = both
    return found


class _Told:
    """What rules tell apart: whatever no rule asks for is the same to all of them, so that a handful of questions
    answers for ten thousand kinds of work.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._urgencies = {rule.urgency for rule in rules if rule.urgency} | {"general"}
        self._channels = {channel for rule in rules for channel in rule.channels}
        self._types = {type_ for rule in rules for type_ in rule.types}
        self._codes = {rule.category_code for rule in rules if rule.category_code}

    def codes(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(code for code in codes if code in self._codes)

    def apart(self, one: Likeness, codes: tuple[str, ...]) -> Situation:
        return Situation(
            one.urgency if one.urgency in self._urgencies else "general",
            one.channel if one.channel in self._channels else "",
            one.type if one.type in self._types else "",
            codes,
            one.situation or None,
        )


def same_as(table: TableValuedAlias, *, situation: ColumnElement[str] = SITUATION) -> ColumnElement[bool]:
    """Joins assignments of cases with a table of likenesses."""
    names = ("urgency", "channel", "type", "category_id")
    return and_(
        *(getattr(table.c, name) == column for name, column in zip(names, OF_CASE, strict=True)),
        table.c.situation == situation,
    )


def as_table(likenesses: Mapping[Likeness, int]) -> TableValuedAlias:
    """Likenesses with a number each, as a table to join with."""
    columns: dict[str, tuple[Any, list[Any]]] = {
        "urgency": (Text(), [one.urgency for one in likenesses]),
        "channel": (Text(), [one.channel for one in likenesses]),
        "type": (Text(), [one.type for one in likenesses]),
        "category_id": (Uuid(), [one.category_id for one in likenesses]),
        "situation": (Text(), [one.situation for one in likenesses]),
    }
    arrays = [cast(values, ARRAY(kind)) for kind, values in columns.values()]
    numbers = cast(list(likenesses.values()), ARRAY(Integer))
    named = [column(name, kind) for name, (kind, _) in columns.items()]
    return (
        func.unnest(*arrays, numbers)
        .table_valued(*named, column("pair", Integer), name="alike")
        .render_derived()
    )


def _all_limits(rule: Rule) -> tuple[Any, ...]:
    return limits_of(rule), rule.floor and limits_of(rule.floor)
