"""Units of a document: codes, kinds, and a tree without a circle in which nobody stands above their parent."""

from collections.abc import Iterator, Mapping

from hotline_platform.errors import N_, Message
from hotline_tenants.network.placing import circle, why_not_below
from hotline_tenants.onboarding.document import Document, UnitPart
from hotline_tenants.onboarding.presence import Present
from hotline_tenants.onboarding.sheet_kinds import KIND_WORDS, offered

KINDS = ("department", "public_service", "street", "committee")
"""Kinds that a document can establish."""

LONGEST_CODE, LONGEST_NAME = 40, 80


def wrong_units(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    """What is wrong with the units, by key or cell."""
    listed = set[str]()
    for number, unit in enumerate(document.units, 1):
        place = _Place(unit, number)
        yield from _itself(unit, place, present)
        if unit.code in listed:
            yield place("code"), N_("The code %(code)s stands here twice.", code=unit.code)
        listed.add(unit.code)
    kinds = {code: one.kind for code, one in present.house.units.items() if not one.closed}
    kinds |= {unit.code: unit.kind for unit in document.units}
    parents = {**present.house.parents, **{unit.code: unit.parent for unit in document.units}}
    for number, unit in enumerate(document.units, 1):
        if unit.parent and (why := _why_not_under(unit, parents, kinds)):
            yield _Place(unit, number)("parent"), why


class _Place:
    """Where a value of a unit stands: its cell, or its key in the file."""

    def __init__(self, unit: UnitPart, number: int) -> None:
        self._cells, self._number = unit.cells, number

    def __call__(self, field: str) -> str:
        return self._cells.get(field, f"units[{self._number}].{field}")


def _itself(unit: UnitPart, place: _Place, present: Present) -> Iterator[tuple[str, Message]]:
    there = present.house.units.get(unit.code)
    if not unit.code or len(unit.code) > LONGEST_CODE:
        yield place("code"), N_("Give the unit a code.")
    elif there is not None and there.closed:
        yield place("code"), N_("This unit is closed.")
    elif there is not None and there.kind in KINDS and unit.kind in KINDS and there.kind != unit.kind:
        yield place("kind"), N_("The unit %(code)s is there already, and of another kind.", code=unit.code)
    elif there is not None and there.kind not in KINDS:
        yield place("code"), N_("Another unit has the code %(code)s.", code=unit.code)
    if not unit.name_zh or len(unit.name_zh) > LONGEST_NAME:
        yield place("name_zh"), N_("Give the unit a name.")
    if unit.kind not in KINDS:
        known = offered(KIND_WORDS, KINDS, cell="kind" in unit.cells)
        yield place("kind"), N_("There is no such kind of unit. Write one of these: %(known)s.", known=known)


def _why_not_under(unit: UnitPart, parents: Mapping[str, str], kinds: Mapping[str, str]) -> Message | None:
    """`parents` are those that everybody would have: the file's, and of units that it does not name those that they have."""
    above = kinds.get(unit.parent)
    if above is None or above not in KINDS:
        return N_("There is no unit with the code %(code)s to stand under.", code=unit.parent)
    if unit.kind in KINDS and (refusal := why_not_below(unit.kind, above)):
        return refusal
    if way := circle(unit.code, lambda code: parents.get(code) or None):
        return N_("These units stand under each other in a circle: %(way)s.", way=" → ".join(way))
    return None
