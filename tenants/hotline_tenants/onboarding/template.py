"""Made in the likeness of the city: its bureaus, under the district's own name."""

from collections.abc import Mapping

import msgspec

from hotline_tenants.network.units import UnitInfo
from hotline_tenants.onboarding.document import Document, GovernmentPart, UnitPart
from hotline_tenants.onboarding.presence import Present

_NAMED: Mapping[str, tuple[str, str]] = {
    "district": ("区", "District"), "county": ("县", "County"), "county_city": ("市", "City"),
}  # fmt: skip


def with_bureaus(document: Document, present: Present) -> Document:
    """The document with a unit for each bureau of the city that it names and that it does not describe itself."""
    described = {unit.code for unit in document.units} | set(present.house.units)
    city = present.city.units if present.city else {}
    added = [
        _likeness(city[code], document.government) for code in document.template.bureaus
        if code not in described and code in city and document.government.tier in _NAMED
    ]  # fmt: skip
    return msgspec.structs.replace(document, units=[*document.units, *added])


def _likeness(unit: UnitInfo, new: GovernmentPart) -> UnitPart:
    """市水务局 becomes 县水务局, and a name that does not say whose it is gets the government's short name."""
    of_zh, of_en = _NAMED[new.tier]
    name_zh = of_zh + unit.name_zh[1:] if unit.name_zh.startswith("市") else new.short_zh + unit.name_zh
    name_en = unit.name_en if unit.name_en.startswith(of_en) else f"{of_en} {unit.name_en}"
    return UnitPart(code=unit.code, name_zh=name_zh, name_en=name_en, kind=unit.kind)
