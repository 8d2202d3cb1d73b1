"""What can be chosen on the forms about cases: categories, areas, units."""

from collections.abc import Collection
from weakref import WeakKeyDictionary

from hotline_platform.errors import N_
from hotline_tenants.network.classification import Classification
from hotline_tenants.network.units import UnitTree
from hotline_web.forms import Choice, Field
from hotline_web.i18n import Language

_KEPT: WeakKeyDictionary[Classification, dict[tuple[Language, bool], Field]] = WeakKeyDictionary()


def category_field(categories: Classification, language: Language, *, required: bool) -> Field:
    """Three selects, from the first level to the third: some hundred choices, kept as long as their classification."""
    kept = _KEPT.setdefault(categories, {})
    if (language, required) not in kept:
        kept[language, required] = _category_field(categories, language, required=required)
    return kept[language, required]


def _category_field(categories: Classification, language: Language, *, required: bool) -> Field:
    found: list[Choice] = []
    for first in categories.below():
        found.append(Choice(str(first.id), first.name(language)))
        for second in categories.below(first.id):
            found.append(Choice(str(second.id), second.name(language), parent=str(first.id)))
            found += [
                Choice(str(third.id), third.name(language), parent=str(second.id))
                for third in categories.below(second.id)
            ]
    return Field(
        "category_id", N_("Category"), "cascade", required=required, choices=tuple(found),
        levels=(N_("First level"), N_("Second level"), N_("Third level")),
    )  # fmt: skip


def area_field(units: UnitTree, language: Language) -> Field:
    """Where it is: a district, a street, a community."""
    areas = tuple(Choice(str(unit.id), unit.name(language)) for unit in units.areas())
    return Field("area_id", N_("Area"), "select", required=False, choices=areas, width="half")


def unit_choices(
    units: UnitTree, language: Language, suspended: Collection[int] = (), *, above: bool = True
) -> tuple[Choice, ...]:
    """Every unit that can be dispatched to; a government that is suspended says so. Without `above` the government
    above is left out.
    """
    return tuple(
        Choice(
            str(unit.id),
            N_("%(unit)s (suspended)", unit=unit.name(language))
            if unit.governs_tenant_id in suspended
            else unit.name(language),
        )
        for unit in units.handling()
        if above or unit.kind != "superior"
    )
