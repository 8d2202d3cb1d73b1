"""What a document would change: the difference to what is there, computed before anything is written."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from hotline_platform.calendar.spans import Span
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, Refused
from hotline_tenants.clocks.rules import DEFAULT_RULES, Rule
from hotline_tenants.network.classification import Path, code_of
from hotline_tenants.onboarding.checking import Mistakes, mistakes_in
from hotline_tenants.onboarding.checking_people import role_of
from hotline_tenants.onboarding.checking_rules import LIMITS
from hotline_tenants.onboarding.classifying import path_of
from hotline_tenants.onboarding.document import (
    ClosurePart,
    Document,
    PersonPart,
    UnitPart,
)
from hotline_tenants.onboarding.presence import Entry, House, Present, present_for
from hotline_tenants.onboarding.template import with_bureaus


@dataclass(frozen=True)
class RuleChange:
    """A rule as it is to be; `inherited` where it is the city's own."""

    rule: Rule
    inherited: bool


@dataclass(frozen=True)
class Plan:
    """A document beside what is there: what is wrong with it, and what carrying it out would change."""

    document: Document
    present: Present
    mistakes: Mistakes
    government: bool = False
    settings: tuple[tuple[str, Any], ...] = ()
    rules: tuple[RuleChange, ...] = ()
    categories: tuple[Path, ...] = ()
    new_units: tuple[UnitPart, ...] = ()
    changed_units: tuple[UnitPart, ...] = ()
    people: tuple[PersonPart, ...] = ()
    entries: tuple[Entry, ...] = ()
    closures: tuple[ClosurePart, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind would be made or changed."""
        parts: dict[str, Collection[object]] = {
            "settings": self.settings, "rules": self.rules, "categories": self.categories, "units": self.new_units,
            "changed_units": self.changed_units, "people": {one.login for one in self.people},
            "entries": self.entries, "closures": self.closures,
        }  # fmt: skip
        return {"government": int(self.government), **{kind: len(part) for kind, part in parts.items()}}

    @property
    def particulars(self) -> dict[str, Any]:
        """What the log says of it."""
        return {kind: number for kind, number in self.counts.items() if number and kind != "government"}

    @property
    def empty(self) -> bool:
        """Whether there is nothing to change."""
        return not any(self.counts.values())

    def complete(self) -> "Plan":
        """The plan itself. Raises Refused with every mistake by its place."""
        if self.mistakes:
            raise Refused(
                N_(
                    "Nothing was changed. Mistakes in the document: %(mistakes)s.",
                    mistakes=len(self.mistakes),
                ),
                self.mistakes,
            )
        return self


async def plan(database: Database, document: Document, *, at: dt.datetime) -> Plan:
    """Compare a document with what is there. Never raises for a wrong one: its mistakes are in the plan."""
    new = document.government
    logins = [one.login for one in document.people]
    present = await present_for(database, new.code, new.parent, logins, at=at)
    whole = with_bureaus(document, present)
    mistakes = mistakes_in(whole, present)
    if mistakes:
        return Plan(whole, present, mistakes)
    house = present.house
    return Plan(
        whole, present, mistakes,
        government=_is_described_otherwise(whole, present),
        settings=tuple(
            (key, value) for key, value in whole.settings.items()
            if present.here is None or present.here.own.get(key) != value
        ),
        rules=tuple(_rules(whole, present)),
        categories=tuple(_categories(whole, present)),
        new_units=tuple(one for one in whole.units if one.code not in house.units),
        changed_units=tuple(one for one in whole.units if _is_changed(one, house)),
        people=tuple(one for one in whole.people if role_of(one) not in house.roles),
        entries=tuple(_entries(whole, present)),
        closures=tuple(one for one in whole.closures if one.day not in house.closures),
    )  # fmt: skip


def _is_described_otherwise(document: Document, present: Present) -> bool:
    here = present.here
    if here is None:
        return True
    new = document.government
    return (new.name_zh, new.name_en, new.short_zh, new.short_en, new.zone, new.language) != (
        here.name_zh, here.name_en, here.short_zh, here.short_en, here.zone.key, here.language,
    )  # fmt: skip


def _rules(document: Document, present: Present) -> Iterator[RuleChange]:
    """Below a city its rules, for a city the product's, tightened where the document says so; of a government that is
    live they change by proposals.
    """
    if present.here is not None and present.here.status != "preparing":
        return
    tighter = {one.code: one for one in document.time_rules}
    mine = {rule.code: rule for rule in present.house.rules}
    for rule in (present.city or present.house).rules or DEFAULT_RULES:
        part = tighter.get(rule.code)
        spans: dict[str, Any] = {
            name: Span.parse(written) for name in LIMITS if part and (written := getattr(part, name))
        }
        wanted = replace(rule, **spans)
        there = mine.get(rule.code)
        if there is None or (part is not None and replace(there, version=wanted.version) != wanted):
            yield RuleChange(replace(wanted, version=there.version + 1 if there else 1), inherited=not spans)


def _categories(document: Document, present: Present) -> Iterator[Path]:
    """Third-level entries that are missing here: the city's, and those of the document."""
    known = {one.code for one in present.house.categories.every()}
    if present.city is not None:
        for one in present.city.categories.every():
            if one.level == 3 and one.code not in known:
                yield path_of(present.city.categories, one.code)
    for part in document.categories:
        first, second, third = (name.strip() for name in part.zh)
        if code_of((first, second, third)) not in known:
            yield Path((first, second, third), (part.en[0], part.en[1], part.en[2]) if part.en else None)


def _is_changed(unit: UnitPart, house: House) -> bool:
    there = house.units.get(unit.code)
    if there is None:
        return False
    above = house.parents[unit.code]
    return (unit.name_zh, unit.name_en or unit.name_zh, unit.parent) != (there.name_zh, there.name_en, above)


def _entries(document: Document, present: Present) -> Iterator[Entry]:
    """Responsibilities that nobody has yet, the document's before those that come with the bureaus."""
    held = {(one.category, one.area) for one in present.house.entries}
    for part in document.responsibilities:
        code = code_of(part.category)
        if (code, part.area) not in held:
            held.add((code, part.area))
            basis_zh = part.basis_zh.strip()
            yield Entry(code, part.unit, part.area, basis_zh, part.basis_en.strip() or basis_zh)
    for entry in present.city.entries if present.city else ():
        taken = entry.unit in document.template.bureaus and entry.now and not entry.area
        if taken and (entry.category, "") not in held:
            held.add((entry.category, ""))
            yield entry


def plain(document: Document) -> dict[str, Any]:
    """A document as values that a database keeps."""
    content = msgspec.to_builtins(document)
    assert isinstance(content, dict)
    return content
