"""Which district a text is about: by names, the longest first, and never by guessing."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import Government, Registry, registry_of
from hotline_tenants.imports.mapping import PlaceRules
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree

SHORTEST = 2
"""Characters that a short name needs to stand for a place in running text; what is shorter must be declared."""

ROAD = r"(?!(?:[东南西北中]?(?:路(?![灯面口段])|街(?!道)|大道|大桥))|河(?![东南西北]))"
"""What does not follow the name of a place: 东湖 in 东湖路 and 东湖南路 is a road, in 东湖河 a river."""


NEVER = "(?!)"
"""A pattern that matches nothing."""


@dataclass(frozen=True)
class Named:
    """The places that a text names: districts as units of the city, in the order of the text, and other places."""

    districts: tuple[uuid.UUID, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def unit_id(self) -> uuid.UUID | None:
        """The district, where there is exactly one and no other place."""
        return self.districts[0] if self.reason is None else None

    @property
    def reason(self) -> str | None:
        """Why a person must decide: "several", "elsewhere", "none"; or None."""
        if len(self.districts) > 1:
            return "several"
        if self.elsewhere:
            return "elsewhere"
        return None if self.districts else "none"


class Gazetteer:
    """The names by which places are found. `units` gives the unit of each name, None for the city's own."""

    def __init__(self, units: dict[str, uuid.UUID | None], short: Iterable[str], rules: PlaceRules) -> None:
        self._units = units
        guarded = set(units) if rules.masked else set(short)
        names = sorted(units, key=lambda name: (-len(name), name))
        known = "|".join(_whole(name) + (ROAD if name in guarded else "") for name in names)
        # A name in a road's name is read past, or its rest would be found as a shorter name or as another place.
        road = "|".join(_whole(name) for name in names if name in guarded) or NEVER
        first = re.escape("".join(sorted({name[0] for name in names}))) or r"\0"
        other = f"(?<![A-Za-z0-9])(?:{rules.elsewhere or NEVER})" + (ROAD if rules.masked else "")
        self._pattern = re.compile(f"(?=[{first}])(?:(?P<known>{known})|(?P<road>{road}))|(?P<other>{other})")

    def __bool__(self) -> bool:
        """Whether there are districts to be told apart."""
        return any(unit is not None for unit in self._units.values())

    def named(self, *texts: str) -> Named:
        """Every place that the texts name, each once."""
        districts: dict[uuid.UUID, None] = {}
        elsewhere: dict[str, None] = {}
        for found in self._pattern.finditer(unicodedata.normalize("NFKC", "\n".join(texts))):
            if found["known"]:
                unit = self._units[found["known"]]
                if unit is not None:
                    districts[unit] = None
            elif found["other"]:
                elsewhere[found["other"]] = None
        return Named(tuple(districts), tuple(elsewhere))


def districts(units: UnitTree) -> list[UnitInfo]:
    """The governments below, as units of the one that imports."""
    return [unit for unit in units if unit.kind == "government"]


async def gazetteer_of(db: Db, rules: PlaceRules) -> Gazetteer:
    """The names of the tenant one stands in and of the governments that are its units."""
    return gazetteer(await registry_of(db), await unit_tree(db), db.tenant, rules)


def gazetteer(registry: Registry, units: UnitTree, tenant: int, rules: PlaceRules) -> Gazetteer:
    """A name that belongs to two governments, or to a district and the city, names none of them."""
    found: dict[str, set[uuid.UUID | None]] = {}
    short: set[str] = set()
    places: list[tuple[Government, uuid.UUID | None, str]] = [(registry.get(tenant), None, "")]
    for unit in districts(units):
        assert unit.governs_tenant_id is not None
        places.append((registry.get(unit.governs_tenant_id), unit.id, unit.name_zh))
    for government, unit_id, unit_name in places:
        full = [government.name_zh, government.name_en, unit_name, *rules.also.get(government.code, ())]
        brief = [
            name for name in (government.short_zh, government.short_en) if _speaks(name) and name not in full
        ]
        short.update(_normal(brief))
        for name in _normal([*full, *brief]):
            found.setdefault(name, set()).add(unit_id)
    return Gazetteer({name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}, short, rules)


def _normal(names: Sequence[str]) -> list[str]:
    return [unicodedata.normalize("NFKC", name.strip()) for name in names if name.strip()]


def _speaks(name: str) -> bool:
    """Whether a short name is a word: "东湖" and "Linjiang" are, the letters and digits of a mask are not."""
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in name)
    return chinese >= SHORTEST or (
        name.isascii() and name.replace(" ", "").isalpha() and len(name) > SHORTEST
    )


def _whole(name: str) -> str:
    """A name in Latin letters or digits is never found inside a longer word: A3区 is not in BA3区."""
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return before + re.escape(name) + after
