"""Who is compared with whom: only units of one class, because they have comparable work and means."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Registry
from hotline_tenants.network.units import UnitInfo, UnitTree

CLASSES: Mapping[str, Message] = MappingProxyType(
    {
        "district": N_("Urban districts"),
        "county": N_("Counties and county-level cities"),
        "department": N_("Departments"),
        "public_service": N_("Public service units"),
        "street": N_("Streets and townships"),
    }
)
"""In the order in which they are shown. Committees have no rate (`domain.md` §1); the government above is no unit."""

_OF_TIER = {"district": "district", "county": "county", "county_city": "county"}


def classes_of(units: UnitTree, registry: Registry) -> Mapping[uuid.UUID, str]:
    """The class of every unit that has one, closed ones too: their months are compared as well."""
    found = ((unit.id, class_of(unit, registry)) for unit in units.every())
    return {unit_id: class_ for unit_id, class_ in found if class_ is not None}


def class_of(unit: UnitInfo, registry: Registry) -> str | None:
    """None where a unit is compared with nobody."""
    if unit.kind == "government":
        assert unit.governs_tenant_id is not None
        return _OF_TIER.get(registry.get(unit.governs_tenant_id).tier)
    return unit.kind if unit.kind in CLASSES else None
