"""Maps: which column of a spreadsheet is what, and how places are named in it. A map is a small TOML file."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hotline_platform.errors import N_, Refused
from hotline_tenants.cases.words import CHANNELS, TYPES
from hotline_tenants.imports.headings import Wanted

SHIPPED = Path(__file__).parent / "maps"

FIELDS = ("number", "caller", "title", "written", "text", "against", "for", "answer", "answered")
REQUIRED = ("number", "title", "written", "text")
IN_PAIRS = ("answer", "answered")
"""A column of answers is of no use without that of their moments, nor the other way round."""


class PlaceRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How places are named. `elsewhere` is a pattern of names that are other places unless they are known here;
    `also` are further names of governments, by division code. `masked` says that the names of places stand also
    in those of roads and rivers, where they mean no place.
    """

    elsewhere: str = ""
    masked: bool = False
    also: dict[str, list[str]] = {}


class _File(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    columns: dict[str, str | list[str]]
    channel: str = "web"
    type: str = "other"
    places: PlaceRules = PlaceRules()


@dataclass(frozen=True)
class Map:
    """A map that was read. `source` names the system that gave the rows their numbers: a row with the same source
    and number is the same row. `digest` tells two versions of a map apart.
    """

    name: str
    digest: bytes
    source: str
    channel: str
    type: str
    columns: Mapping[str, tuple[str, ...]]
    places: PlaceRules

    @property
    def wanted(self) -> list[Wanted]:
        """The columns to be found."""
        needed = (*REQUIRED, *IN_PAIRS)
        return [Wanted(field, names, field in needed) for field, names in self.columns.items()]

    @property
    def answers(self) -> bool:
        """Whether the rows bring their answers."""
        return "answer" in self.columns


def shipped() -> list[str]:
    """The names of the maps that come with the product."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def load_map(name_or_path: str) -> Map:
    """A map that comes with the product, or one of one's own by its path. Raises Refused, naming what is wrong."""
    file = SHIPPED / f"{name_or_path}.toml" if name_or_path in shipped() else Path(name_or_path)
    if not file.is_file():
        raise Refused(
            N_("There is no map %(map)s. Name one of these, or a file: %(known)s.", map=name_or_path,
               known=", ".join(shipped()))
        )  # fmt: skip
    content = file.read_bytes()
    try:
        read = msgspec.convert(tomllib.loads(content.decode()), _File)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Refused(N_("The map %(map)s cannot be read: %(why)s", map=file.name, why=str(error))) from None
    if why := _why_not(read):
        raise Refused(N_("The map %(map)s cannot be read: %(why)s", map=file.name, why=why))
    columns = {
        field: (names,) if isinstance(names, str) else tuple(names) for field, names in read.columns.items()
    }
    return Map(
        file.stem,
        hashlib.sha256(content).digest(),
        read.source.strip(),
        read.channel,
        read.type,
        columns,
        read.places,
    )


def _why_not(read: _File) -> str:
    given = set(read.columns)
    checks: tuple[tuple[bool, str], ...] = (
        (not read.source.strip(), "source is empty"),
        (read.channel not in CHANNELS, f"channel is none of {', '.join(CHANNELS)}"),
        (read.type not in TYPES, f"type is none of {', '.join(TYPES)}"),
        (not given <= set(FIELDS), f"[columns] has other names than {', '.join(FIELDS)}"),
        (not set(REQUIRED) <= given, f"[columns] needs {', '.join(REQUIRED)}"),
        (len(given & set(IN_PAIRS)) == 1, f"[columns] needs both or none of {', '.join(IN_PAIRS)}"),
        (not all(_names(one) for one in read.columns.values()), "[columns] has an empty heading"),
        (not _compiles(read.places.elsewhere), "elsewhere is no regular expression"),
    )
    return next((why for wrong, why in checks if wrong), "")


def _names(value: Any) -> bool:
    return all(name.strip() for name in ([value] if isinstance(value, str) else value)) and bool(value)


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
