"""The forms about units, responsibilities and local closures."""

import datetime as dt
import uuid
from dataclasses import dataclass

from hotline_platform.errors import N_
from hotline_tenants.network.classification import Classification
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.network.placing import why_not_below
from hotline_tenants.network.units import UnitInfo, UnitTree
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.i18n import Language, translate
from hotline_web.network.words import KIND

WHOLE = "all:"
"""Before the id of a category that is meant with everything below it."""


@dataclass(frozen=True)
class NewUnit:
    code: str
    name_zh: str
    name_en: str
    kind: str
    parent: uuid.UUID | None


@dataclass(frozen=True)
class Description:
    """A unit's names and place."""

    name_zh: str
    name_en: str
    parent: uuid.UUID | None


@dataclass(frozen=True)
class Entry:
    """A responsibility as typed; `category` may carry WHOLE."""

    category: str
    area_id: uuid.UUID | None
    unit_id: uuid.UUID
    basis_zh: str
    basis_en: str
    effective_from: dt.date

    @property
    def category_id(self) -> uuid.UUID:
        """The category itself, on whichever level it was chosen."""
        return uuid.UUID(self.category.removeprefix(WHOLE))


@dataclass(frozen=True)
class Opening:
    """A closed day that is taken back."""

    day: dt.date


@dataclass(frozen=True)
class Closing:
    """A day on which the offices are closed."""

    day: dt.date
    reason_zh: str
    reason_en: str


def _names() -> tuple[Field, Field]:
    return (
        Field("name_zh", N_("Chinese name"), max_length=80),
        Field("name_en", N_("English name"), required=False, max_length=120,
              help=N_("Left empty, the Chinese name is shown in English too.")),
    )  # fmt: skip


def _parent(units: UnitTree, language: Language, *, of: UnitInfo | None = None) -> Field:
    """The units under which this one may stand; of a new one the kind is not known yet, the deed looks at it."""
    above = tuple(
        Choice(str(unit.id), f"{unit.name(language)} · {unit.code}")
        for unit in units
        if why_not_below(of.kind if of else "committee", unit.kind) is None
        and not (of and units.within(unit.id, of.id))
    )
    return Field(
        "parent", N_("Stands under"), "select", required=False, choices=above,
        help=N_("Left empty, it stands at the top."),
    )  # fmt: skip


def unit_form(units: UnitTree, language: Language) -> FormSpec[NewUnit]:
    """A new unit; governments come from the registry."""
    kinds = tuple(Choice(kind, name) for kind, name in KIND.items() if kind != "government")
    code = Field(
        "code", N_("Code"), max_length=40,
        help=N_("Short and unlike any other, for instance WATER. It stays the same for good."),
    )  # fmt: skip
    kind = Field("kind", N_("Kind"), "select", choices=kinds)
    return FormSpec(NewUnit, (*_names(), code, kind, _parent(units, language)))


def description_form(units: UnitTree, unit_id: uuid.UUID, language: Language) -> FormSpec[Description]:
    """Another name or place; the unit itself and what is under it are no places to go."""
    return FormSpec(Description, (*_names(), _parent(units, language, of=units.get(unit_id))))


def entry_form(categories: Classification, units: UnitTree, language: Language) -> FormSpec[Entry]:
    """A responsibility. Each upper category may be meant as a whole."""
    areas = tuple(Choice(str(unit.id), unit.name(language)) for unit in units.areas())
    handling = tuple(Choice(str(unit.id), unit.name(language)) for unit in units.handling())
    return FormSpec(
        Entry,
        (
            Field("category", N_("Category"), "cascade", choices=_categories(categories, language),
                  levels=(N_("First level"), N_("Second level"), N_("Third level"))),
            Field("unit_id", N_("Responsible unit"), "select", choices=handling),
            Field("area_id", N_("Area"), "select", required=False, choices=areas,
                  help=N_("Left empty, the unit is responsible everywhere.")),
            Field("basis_zh", N_("Legal basis in Chinese"), max_length=400,
                  help=N_("The law, regulation or decision, with its article.")),
            Field("basis_en", N_("Legal basis in English"), required=False, max_length=400),
            Field("effective_from", N_("Effective from"), "date", width="narrow"),
        ),
    )  # fmt: skip


def as_typed(spec: FormSpec[Entry], entry: CatalogueEntry) -> dict[str, object]:
    """What a responsibility would be typed as, but for its days."""
    category = str(entry.category_id)
    whole = spec.field("category").leads_on(category)
    return {
        "category": f"{WHOLE}{category}" if whole else category, "unit_id": entry.unit_id, "area_id": entry.area_id,
        "basis_zh": entry.basis_zh, "basis_en": entry.basis_en,
    }  # fmt: skip


def _categories(categories: Classification, language: Language) -> tuple[Choice, ...]:
    whole = translate(language, N_("— all of it —"))
    found: list[Choice] = []
    for first in categories.below():
        found += [Choice(str(first.id), first.name(language)),
                  Choice(f"{WHOLE}{first.id}", whole, parent=str(first.id))]  # fmt: skip
        for second in categories.below(first.id):
            found += [Choice(str(second.id), second.name(language), parent=str(first.id)),
                      Choice(f"{WHOLE}{second.id}", whole, parent=str(second.id))]  # fmt: skip
            found += [
                Choice(str(third.id), third.name(language), parent=str(second.id))
                for third in categories.below(second.id)
            ]
    return tuple(found)


OPENING = FormSpec(Opening, (Field("day", N_("Day"), "date"),))

CLOSING = FormSpec(
    Closing,
    (
        Field("day", N_("Day"), "date", width="narrow"),
        Field("reason_zh", N_("Reason in Chinese"), max_length=120),
        Field("reason_en", N_("Reason in English"), required=False, max_length=120),
    ),
)
