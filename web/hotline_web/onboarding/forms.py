"""The steps of the wizard: what each asks, and what of the document it makes."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.tenancy.registry import Government
from hotline_tenants.cases.words import CHANNELS
from hotline_tenants.clocks.rules import Rule
from hotline_tenants.network.classification import CategoryInfo
from hotline_tenants.network.units import UnitInfo
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.governments.words import LANGUAGES, TIERS
from hotline_web.i18n import Language
from hotline_web.onboarding.limits import limit_fields, limits_typed
from hotline_web.pieces import Text


@dataclass(frozen=True)
class Known:
    """What the choices of the steps are made of: cities, the bureaus, first-level categories and time rules of the one
    above (for a city the product's rules), the units of the draft by code and name, and what settings say that are
    left empty.
    """

    cities: Sequence[Government]
    bureaus: Sequence[UnitInfo]
    categories: Sequence[CategoryInfo]
    units: Mapping[str, str]
    language: Language
    rules: Sequence[Rule] = ()
    inherited: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step: its address, its name, its form, and the part of the document that it makes of the values."""

    key: str
    label: Message
    about: Message
    fields: Callable[[Known], tuple[Field, ...]]
    part: Callable[[Mapping[str, Any], Known], Mapping[str, Any]]

    def spec(self, known: Known) -> FormSpec[Any]:
        """The form, whose value is a mapping by field."""
        return FormSpec(dict, self.fields(known))

    def read(self, data: Mapping[str, Any], known: Known) -> "Form[Any]":
        """What was typed, checked; what the part refuses stands at its field."""
        form = self.spec(known).read(data)
        if form.value is not None:
            try:
                self.part(form.value, known)
            except Refused as refusal:
                return form.refused(refusal)
        return form


def _government(known: Known) -> tuple[Field, ...]:
    above = tuple(Choice(city.code, city.name(known.language)) for city in known.cities)
    return (
        Field("name_zh", N_("Chinese name"), max_length=40, width="half"),
        Field("name_en", N_("English name"), max_length=80, width="half"),
        Field("short_zh", N_("Short Chinese name"), max_length=8, width="half",
              help=N_("As it stands at the top left of every page.")),
        Field("short_en", N_("Short English name"), max_length=24, width="half",
              help=N_("As it stands at the top left of every page.")),
        Field("code", N_("Division code"), max_length=12,
              help=N_("Its code for administrative divisions, in digits. It stays the same for good.")),
        Field("tier", N_("Tier"), "select", choices=tuple(Choice(key, name) for key, name in TIERS.items()),
              width="half"),
        Field("parent", N_("Stands below"), "select", required=False, choices=above, width="half",
              help=N_("Left empty for a city.")),
        Field("zone", N_("Time zone"), max_length=40, width="half"),
        Field("language", N_("Language"), "select", choices=LANGUAGES, width="half"),
    )  # fmt: skip


def _look(known: Known) -> tuple[Field, ...]:
    return (
        Field("accent", N_("Accent colour"), required=False, max_length=7, width="half", placeholder=known.inherited["accent"],
              help=N_("Of links and buttons, as #RRGGBB; left empty, it is the city's.")),
        Field("letterhead_zh", N_("Letterhead in Chinese"), required=False, max_length=60,
              help=N_("The office in whose name letters leave. It is needed before going live.")),
        Field("letterhead_en", N_("Letterhead in English"), required=False, max_length=60),
    )  # fmt: skip


_EMPTY_IS_INHERITED = N_("Left empty, it is the city's.")


def _rules(known: Known) -> tuple[Field, ...]:
    bureaus = tuple(Choice(unit.code, unit.name(known.language)) for unit in known.bureaus)
    return (
        Field("office_hours", N_("Office hours"), required=False, max_length=60, width="half",
              placeholder=known.inherited["office_hours"],
              help=N_("Like 08:30-12:00, 14:00-17:30. Left empty, they are the city's.")),
        Field("channels", N_("Channels"), "checkboxes", required=False, folded=True,
              choices=tuple(Choice(key, name) for key, name in CHANNELS.items()),
              help=N_("With none ticked, they are the city's.")),
        *((Field("bureaus", N_("Bureaus in the likeness of the city's"), "checkboxes", required=False, folded=True,
                 choices=bureaus, help=N_("With what they are responsible for in the city.")),) if bureaus else ()),
        Field("closures", N_("Closed days"), "textarea", required=False, max_length=4000, rows=3,
              help=N_("One in each line: day and reason, like 2027-04-12 Brook Festival.")),
        *(Field(key, label, "number", required=False, max_length=9, width="half", help=_EMPTY_IS_INHERITED,
                placeholder=known.inherited[key])
          for key, label in (("people", N_("People at most")), ("storage_gb", N_("Storage in GB at most")),
                             ("person_days", N_("Days for which a caller is kept")),
                             ("content_days", N_("Days for which texts are kept")))),
    )  # fmt: skip


def _time_rules(known: Known) -> tuple[Field, ...]:
    return limit_fields(known.rules, known.language)


def _people(known: Known) -> tuple[Field, ...]:
    return (
        Field("login", N_("Sign-in name of the administrator"), required=False, max_length=40, width="half",
              help=N_("The first person, who can add the others. Left empty where the spreadsheet has one.")),
        Field("name", N_("Name of the administrator"), required=False, max_length=80, width="half"),
    )  # fmt: skip


def _responsibilities(known: Known) -> tuple[Field, ...]:
    units = tuple(Choice(code, name) for code, name in known.units.items())
    return tuple(
        each
        for category in known.categories
        for each in (
            Field(f"unit_{category.code}", category.name(known.language), "select", required=False, choices=units,
                  width="half"),
            Field(f"basis_{category.code}", N_("Legal basis: %(category)s", category=category.name(known.language)),
                  required=False, max_length=400, width="half"),
        )
    )  # fmt: skip


def _given(values: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: values[key] for key in keys if values.get(key) not in (None, "", [])}


def _part_of_rules(values: Mapping[str, Any], known: Known) -> Mapping[str, Any]:
    settings = _given(values, "channels", "people", "storage_gb", "person_days", "content_days")
    if hours := values.get("office_hours"):
        settings["office_hours"] = [part.strip() for part in re.split(r"[,，;；]", hours) if part.strip()]
    return {
        "settings": settings, "template": {"bureaus": values.get("bureaus") or []},
        "closures": list(_closures(values.get("closures") or "")),
    }  # fmt: skip


def _part_of_time_rules(values: Mapping[str, Any], known: Known) -> Mapping[str, Any]:
    found = limits_typed(known.rules, values)
    return {"time_rules": found} if found else {}


def _closures(text: str) -> Sequence[dict[str, Any]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        day, _, reason = line.strip().partition(" ")
        if not day:
            continue
        try:
            found.append({"day": dt.date.fromisoformat(day).isoformat(), "reason_zh": reason.strip()})
        except ValueError:
            wrong = N_("Line %(line)s does not begin with a day like 2027-04-12.", line=number)
            raise Refused(wrong, {"closures": wrong}) from None
        if not reason.strip():
            wrong = N_("Line %(line)s does not say why the offices are closed.", line=number)
            raise Refused(wrong, {"closures": wrong})
    return found


def _part_of_people(values: Mapping[str, Any], known: Known) -> Mapping[str, Any]:
    if not values.get("login"):
        return {}
    if not values.get("name"):
        wrong = N_("Give the person's name.")
        raise Refused(wrong, {"name": wrong})
    return {"people": [{"login": values["login"], "name": values["name"], "role": "tenant_admin"}]}


def _part_of_responsibilities(values: Mapping[str, Any], known: Known) -> Mapping[str, Any]:
    found = []
    wrong: dict[str, Message] = {}
    for one in known.categories:
        unit, basis = values.get(f"unit_{one.code}"), values.get(f"basis_{one.code}") or ""
        if unit and not basis:
            wrong[f"basis_{one.code}"] = N_("Name the rule that makes the unit responsible.")
        elif basis and not unit:
            wrong[f"unit_{one.code}"] = N_("Choose the unit that this makes responsible.")
        elif unit:
            found.append({"category": [one.name_zh], "unit": unit, "basis_zh": basis})
    if wrong:
        raise refused_fields(wrong)
    return {"responsibilities": found}


STEPS: tuple[Step, ...] = (
    Step("government", N_("The government"), N_("What the registry knows of it."), _government,
         lambda values, known: {"government": {key: value or "" for key, value in values.items()}}),
    Step("look", N_("Look"), N_("How its pages and letters look."), _look,
         lambda values, known: {"settings": _given(values, "accent", "letterhead_zh", "letterhead_en")}),
    Step("rules", N_("Rules and limits"),
         N_("The classification is the city's. What is left empty here follows the city."), _rules,
         _part_of_rules),
    Step("time_rules", N_("Time rules"),
         N_("What is left empty follows the city. Limits may be tighter than the city's, never looser: 15min and 24h are clock time, 4wh working time, 5wd working days."),
         _time_rules, _part_of_time_rules),
    Step("people", N_("Units and people"), N_("From a spreadsheet. The example is filled in and carries the code."),
         _people, _part_of_people),
    Step("responsibilities", N_("Responsibilities"),
         N_("Who is responsible for a first-level category and everything below it. Finer ones come later, in the catalogue."),
         _responsibilities, _part_of_responsibilities),
)  # fmt: skip
CHECK = "check"


def step_called(key: str) -> Step | None:
    """The step at that address."""
    return next((step for step in STEPS if step.key == key), None)
