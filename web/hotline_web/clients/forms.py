"""The form that lets another system in."""

import uuid
from dataclasses import dataclass

from hotline_platform.access.clients import LONGEST_NAME, SCOPES, USUAL_PER_MINUTE, scopes_of
from hotline_platform.access.permissions import PERMISSIONS, ROLE_NAMES, UNIT_ROLES
from hotline_platform.errors import N_
from hotline_tenants.network.units import UnitTree
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.i18n import Language


@dataclass(frozen=True)
class Typed:
    """What was typed; without scopes the client gets what its role may do."""

    name: str
    role: str
    scopes: list[str]
    per_minute: int
    unit: uuid.UUID | None = None


INITIAL = {"per_minute": USUAL_PER_MINUTE}


def client_form(roles: tuple[str, ...], units: UnitTree, language: Language) -> FormSpec[Typed]:
    """The form for somebody who may let a system act as one of `roles`."""
    able = {scope for role in roles for scope in scopes_of(role)}
    staffed = tuple(Choice(str(unit.id), unit.name(language)) for unit in units if unit.kind != "government")
    unit = Field(
        "unit", N_("Unit"), "select", required=False, choices=staffed, width="half",
        help=N_("Only where the system acts as an officer or a leader of a unit."),
    )  # fmt: skip
    return FormSpec(
        Typed,
        (
            Field("name", N_("Name of the system"), max_length=LONGEST_NAME,
                  help=N_("By which people here know it. History shows it as who acted.")),
            Field("role", N_("Acts as"), "select", choices=tuple(Choice(one, ROLE_NAMES[one]) for one in roles),
                  width="half"),
            *((unit,) if UNIT_ROLES & set(roles) else ()),
            Field("scopes", N_("May do"), "checkboxes", required=False, folded=True,
                  choices=tuple(Choice(scope, PERMISSIONS[scope]) for scope in SCOPES if scope in able),
                  help=N_("Nothing ticked: everything that its role may do.")),
            Field("per_minute", N_("Requests a minute"), "number", width="half"),
        ),
    )  # fmt: skip
