"""The forms about people."""

import uuid
from dataclasses import dataclass

from hotline_platform.access.permissions import ROLE_NAMES, UNIT_ROLES
from hotline_platform.errors import N_
from hotline_tenants.network.units import UnitTree
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.i18n import Language

LANGUAGES = (Choice("zh", "中文"), Choice("en", "English"))


@dataclass(frozen=True)
class NewPerson:
    """Somebody who has no account yet."""

    name: str
    login: str
    role: str
    language: str
    unit: uuid.UUID | None = None


@dataclass(frozen=True)
class KnownPerson:
    """Somebody who has an account: in this government or in another one."""

    login: str
    role: str
    unit: uuid.UUID | None = None


@dataclass(frozen=True)
class FurtherRole:
    """A role for somebody whose page is open."""

    role: str
    unit: uuid.UUID | None = None


@dataclass(frozen=True)
class Forms:
    """The three forms, with the roles that this person may give and the units of this government."""

    new: FormSpec[NewPerson]
    known: FormSpec[KnownPerson]
    role: FormSpec[FurtherRole]


def people_forms(roles: tuple[str, ...], units: UnitTree, language: Language) -> Forms:
    """The forms for somebody who may give `roles`; without a unit role among them no form asks for a unit."""
    role = Field(
        "role",
        N_("Role"),
        "select",
        choices=tuple(Choice(one, ROLE_NAMES[one]) for one in roles),
    )
    staffed = tuple(Choice(str(unit.id), unit.name(language)) for unit in units if unit.kind != "government")
    unit = Field(
        "unit", N_("Unit"), "select", required=False, choices=staffed,
        help=N_("Only for officers and leaders of a unit, and for committees."),
    )  # fmt: skip
    place = (role, unit) if UNIT_ROLES & set(roles) else (role,)
    login = Field(
        "login", N_("Sign-in name"), max_length=40,
        help=N_("Small letters, digits, dots and dashes. It stays the same for good."),
    )  # fmt: skip
    known = Field(
        "login",
        N_("Sign-in name"),
        max_length=40,
        help=N_("The person tells you. The password stays theirs."),
    )
    name = Field("name", N_("Name"), max_length=80, width="half")
    reads = Field("language", N_("Language"), "select", choices=LANGUAGES, width="half")
    return Forms(
        FormSpec(NewPerson, (name, reads, login, *place)),
        FormSpec(KnownPerson, (known, *place)),
        FormSpec(FurtherRole, place),
    )
