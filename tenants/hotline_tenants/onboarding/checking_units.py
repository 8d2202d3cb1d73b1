"""Units of a document: codes, kinds, and a tree without a circle in which nobody stands above their parent."""

from collections.abc import Iterator, Mapping

from hotline_platform.errors import N_, Message
from hotline_tenants.onboarding.document import Document, UnitPart
from hotline_tenants.onboarding.presence import Present

RANKS: Mapping[str, int] = {"department": 1, "public_service": 1, "street": 1, "committee": 2}
"""Kinds that a document can establish, and their rank: nobody stands under somebody of a greater one."""

LONGEST_CODE, LONGEST_NAME = 40, 80


def wrong_units(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    """What is wrong with the units, by key or cell."""
    listed: dict[str, UnitPart] = {}
    for number, unit in enumerate(document.units, 1):
        place = _Place(unit, number)
        yield from _itself(unit, place, present)
        if unit.code in listed:
            yield place("code"), N_("The code %(code)s stands here twice.", code=unit.code)
        listed.setdefault(unit.code, unit)
    kinds = {code: one.kind for code, one in present.house.units.items() if not one.closed}
    kinds |= {unit.code: unit.kind for unit in document.units}
    for number, unit in enumerate(document.units, 1):
        if unit.parent and (why := _why_not_under(unit, listed, kinds)):
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
    elif there is not None and there.kind in RANKS and unit.kind in RANKS and there.kind != unit.kind:
        yield place("kind"), N_("The unit %(code)s is there already, and of another kind.", code=unit.code)
    elif there is not None and there.kind not in RANKS:
        yield place("code"), N_("Another unit has the code %(code)s.", code=unit.code)
    if not unit.name_zh or len(unit.name_zh) > LONGEST_NAME:
        yield place("name_zh"), N_("Give the unit a name.")
    if unit.kind not in RANKS:
        yield (
            place("kind"),
            N_("There is no such kind of unit. Write one of these: %(known)s.", known=", ".join(RANKS)),
        )


def _why_not_under(
    unit: UnitPart, listed: Mapping[str, UnitPart], kinds: Mapping[str, str]
) -> Message | None:
    above = kinds.get(unit.parent)
    if above is None or above not in RANKS:
        return N_("There is no unit with the code %(code)s to stand under.", code=unit.parent)
    if RANKS.get(unit.kind, 9) < RANKS[above]:
        return N_("It would stand under a committee, which has nothing below it.")
    way = [unit.code]
    while (following := listed.get(way[-1])) is not None and following.parent:
        way.append(following.parent)
        if following.parent == unit.code:
            return N_("These units stand under each other in a circle: %(way)s.", way=" → ".join(way))
        if len(way) > len(listed):
            return None  # The circle lies further up, and is told there.
    return None
