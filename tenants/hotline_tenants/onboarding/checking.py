"""Checking a document before anything is written: every mistake by its key or cell, all of them at once."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from hotline_platform.errors import N_, Message
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.onboarding.adding import NewTenant, why_not_described
from hotline_tenants.onboarding.checking_people import wrong_people
from hotline_tenants.onboarding.checking_rules import wrong_rules
from hotline_tenants.onboarding.checking_units import wrong_units
from hotline_tenants.onboarding.document import Document
from hotline_tenants.onboarding.presence import Present
from hotline_tenants.onboarding.values import SETTINGS, why_not_below, why_not_now, why_not_setting

Mistakes: TypeAlias = dict[str, Message]
"""What is wrong, by key ("units[3].parent", counted from 1) or by cell."""

WHOSE = ("government.code", "government.tier", "government.parent")
"""The keys that say which government a document is for."""


def mistakes_in(document: Document, present: Present) -> Mistakes:
    """Everything that is wrong; empty where the document can be carried out. Of one that is not for the government it is
    compared with, nothing else is said: the rest would be compared with another's.
    """
    found: Mistakes = {}
    government = wrong_government(document, present)
    if astray := {key: why for key, why in government.items() if key in WHOSE}:
        return astray
    for place, message in (
        *government.items(),
        *_settings(document, present),
        *wrong_units(document, present),
        *wrong_people(document, present),
        *wrong_rules(document, present),
        *_responsibilities(document, present),
    ):
        found.setdefault(place, message)
    return found


def wrong_government(document: Document, present: Present) -> Mistakes:
    """What is wrong with the government itself, whatever else the document says."""
    found: Mistakes = {}
    for place, message in _government(document, present):
        found.setdefault(place, message)
    return found


def _government(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    new, here = document.government, present.here
    known = {one.code: one for one in present.registry}
    for key, message in why_not_described(new_tenant(document), known).items():
        yield f"government.{key}", message
    if here is None:
        return
    if here.status != "preparing" and here.name_zh != new.name_zh:
        yield "government.code", N_("The code %(code)s is already used.", code=new.code)
    above = present.registry.get(here.parent_id).code if here.parent_id else ""
    for key, mine, theirs in (("tier", new.tier, here.tier), ("parent", new.parent, above)):
        if mine != theirs:
            yield f"government.{key}", N_("The code %(code)s belongs to another government.", code=new.code)
    if here.status not in ("preparing", "live"):
        yield "government.code", N_("This government is suspended or archived: nothing is changed in it.")
    if here.status == "live" and new.zone != here.zone.key:
        yield (
            "government.zone",
            N_("It moves limits that are running, so it can be set only before the government goes live."),
        )


def _settings(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    for key, value in document.settings.items():
        why = why_not_setting(key, value)
        if why is None and present.above is not None:
            why = why_not_below(present.registry, present.above.id, key, value, day=present.day)
        if why is None and present.here is not None:
            why = why_not_now(present.here.status, _changed(key, value, present)).get(key)
        if why is not None:
            yield f"settings.{key}", why


def _changed(key: str, value: object, present: Present) -> Mapping[str, object]:
    assert present.here is not None
    return {key: value} if key in SETTINGS and present.here.own.get(key) != value else {}


def _responsibilities(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    units: dict[str, str] = {code: unit.kind for code, unit in present.house.units.items() if _stands(unit)}
    units |= {unit.code: unit.kind for unit in document.units}
    known = category_paths(document, present)
    for number, one in enumerate(document.responsibilities, 1):
        place = f"responsibilities[{number}]"
        if tuple(one.category) not in known:
            yield (
                f"{place}.category",
                N_("There is no such category: %(path)s.", path=" / ".join(one.category)),
            )
        if units.get(one.unit, "committee") == "committee":
            yield (
                f"{place}.unit",
                N_("There is no unit %(unit)s to which a demand can be dispatched.", unit=one.unit),
            )
        if one.area and units.get(one.area) not in ("street", "committee", "government"):
            yield f"{place}.area", N_("There is no street or committee %(unit)s.", unit=one.area)
        if not one.basis_zh.strip():
            yield f"{place}.basis_zh", N_("Name the rule that makes the unit responsible.")


def new_tenant(document: Document) -> NewTenant:
    """The government as the registry takes it."""
    new = document.government
    return NewTenant(
        code=new.code, name_zh=new.name_zh, name_en=new.name_en, short_zh=new.short_zh, short_en=new.short_en,
        tier=new.tier, parent=new.parent or None, zone=new.zone, language=new.language,
    )  # fmt: skip


def _stands(unit: UnitInfo) -> bool:
    return not unit.closed and unit.kind != "superior"


def category_paths(document: Document, present: Present) -> frozenset[tuple[str, ...]]:
    """Every category that there will be, by its Chinese names from the first level: here, of the city, of the file."""
    found: set[tuple[str, ...]] = set()
    for house in (present.house, present.city):
        if house is not None:
            found |= {house.categories.names_zh(one.id) for one in house.categories.every()}
    for one in document.categories:
        found |= {tuple(name.strip() for name in one.zh[:level]) for level in (1, 2, 3)}
    return frozenset(found)
