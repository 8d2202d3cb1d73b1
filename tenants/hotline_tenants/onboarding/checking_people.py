"""People of a document: sign-in names, roles, units, and room for all of them."""

import re
from collections.abc import Iterator

from hotline_platform.access.permissions import CITY_ROLES, OFFICES, ROLES, UNIT_ROLES
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.values import DEFAULTS, PEOPLE, value_of
from hotline_tenants.onboarding.document import Document, PersonPart
from hotline_tenants.onboarding.presence import Present
from hotline_tenants.onboarding.sheet_kinds import ROLE_WORDS, offered

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
GIVEN = frozenset(ROLES) - OFFICES
"""Roles that a document can give. The three offices are filled by the security officer, never by a list."""


def wrong_people(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    """What is wrong with the people, by key or cell."""
    kinds = {code: unit.kind for code, unit in present.house.units.items() if not unit.closed}
    kinds |= {unit.code: unit.kind for unit in document.units}
    seen: dict[str, str] = {}
    held: set[tuple[str, str, str]] = set()
    for number, one in enumerate(document.people, 1):
        for field, message in (
            *_itself(one, present),
            *_role(one, kinds, city=document.government.tier == "city"),
        ):
            yield place_of(one, number, field), message
        if seen.setdefault(one.login, one.name) != one.name:
            yield (
                place_of(one, number, "name"),
                N_("Two people have the sign-in name %(login)s.", login=one.login),
            )
        if role_of(one) in held:
            yield (
                place_of(one, number, "role"),
                N_("This role stands here twice for %(login)s.", login=one.login),
            )
        held.add(role_of(one))
    yield from _room(document, present)


def place_of(person: PersonPart, number: int, field: str) -> str:
    """Where a value stands: its cell, or its key in the file."""
    return person.cells.get(field, f"people[{number}].{field}")


def role_of(person: PersonPart) -> tuple[str, str, str]:
    """One role as it is compared."""
    return person.login, person.role, person.unit


def _itself(one: PersonPart, present: Present) -> Iterator[tuple[str, Message]]:
    if not _LOGIN.fullmatch(one.login):
        yield "login", N_("Use 3 to 40 small letters, digits, dots and dashes.")
    elif one.login in present.taken and one.login not in present.house.logins:
        yield (
            "login",
            N_(
                "Somebody has this sign-in name already. If it is the same person, give the role under People later."
            ),
        )
    elif present.here and present.here.status == "live" and role_of(one) not in present.house.roles:
        yield "login", N_("The government is live: its own administrator adds people and gives roles.")
    if not one.name.strip():
        yield "name", N_("Give the person's name.")
    if one.language not in ("", "zh", "en"):
        yield "language", N_("Choose zh or en.")


def _role(one: PersonPart, kinds: dict[str, str], *, city: bool) -> Iterator[tuple[str, Message]]:
    if one.role not in GIVEN:
        known = offered(ROLE_WORDS, (role for role in ROLES if role in GIVEN), cell="role" in one.cells)
        yield "role", N_("There is no such role to give. Write one of these: %(known)s.", known=known)
    elif one.role in CITY_ROLES and not city:
        yield "role", N_("Only a city has this role.")
    elif (one.role in UNIT_ROLES) != bool(one.unit):
        yield "unit", N_("Unit roles, and only they, need a unit.")
    elif one.unit and kinds.get(one.unit) in (None, "superior"):
        yield "unit", N_("There is no unit with the code %(code)s.", code=one.unit)
    elif one.unit and kinds[one.unit] == "government":
        yield "unit", N_("This unit is a government: its people are kept in its own house.")
    elif one.unit and (kinds[one.unit] == "committee") != (one.role == "committee"):
        yield "unit", N_("The role of a committee is held in a committee, and no other role is.")


def _room(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    most = document.settings.get(PEOPLE)
    if most is None and present.here is not None:
        most = value_of(present.registry, present.here.id, PEOPLE).value
    elif most is None:
        above = present.above
        most = value_of(present.registry, above.id, PEOPLE).value if above else DEFAULTS[PEOPLE]
    wanted = present.house.logins | {one.login for one in document.people}
    if isinstance(most, int) and most and len(wanted) > most:
        yield "people", N_("These are %(wanted)s people, and at most %(most)s may work here.",
                           wanted=len(wanted), most=most)  # fmt: skip
