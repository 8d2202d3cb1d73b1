"""What is asked of a plan: what goes where on which day, and who takes the work of units that stay."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government, Registry
from hotline_tenants.boundaries.drafting import NewPlan
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.network.units import UnitInfo, UnitTree
from hotline_web.boundaries.words import KINDS
from hotline_web.forms import Choice, Field, Form, FormSpec

_TAKER = "taker-"


@dataclass(frozen=True)
class Typed:
    """A plan as typed; whose work is taken by whom stands in fields of their own."""

    kind: str
    target: str
    effective_on: dt.date
    units: list[uuid.UUID]
    reason: str
    version: str = ""
    rest: str | None = None

    @property
    def seen(self) -> int:
        """Which version of the plan was on the page; 0 of a new one."""
        return int(self.version) if self.version.isdigit() else 0


@dataclass(frozen=True)
class Versioned:
    version: int


ACT = FormSpec(Versioned, (Field("version", "", "hidden"),))


_GOES_ON = N_("A new one is brought on board first and goes live before the day.")
_BECOMES = N_(
    "One that is being prepared takes the unit's place in the moment in which it goes live, with everything under the unit."
)


def plan_form(
    registry: Registry, source: Government, here: UnitTree, language: str, *,
    staying: Sequence[UnitInfo] = (), takers: Sequence[UnitInfo] = (),
) -> FormSpec[Typed]:  # fmt: skip
    """The form of a plan that takes units from `source`; a field for each unit that stays and has work in what goes.
    Of a city it is always one unit that becomes a government.
    """
    city = source.parent_id is None
    others = [one for one in registry.below(source.parent_id or source.id) if one.id != source.id]
    going_on = tuple(Choice(one.code, one.name(language)) for one in others if one.living)
    kinds = [key for key in KINDS if (key == "convert") == city]
    return FormSpec(
        Typed,
        (
            Field("version", "", "hidden", required=False),
            Field("kind", N_("What happens"), "radio", choices=tuple(Choice(key, KINDS[key]) for key in kinds)),
            Field("target", N_("The government that goes on with it"), "select", width="half",
                  choices=going_on, help=_BECOMES if city else _GOES_ON),
            *(() if city else (_rest_field(going_on),)),
            Field("effective_on", N_("From this day on"), "date", width="half"),
            _units_field(here, language, city=city),
            *(
                Field(f"{_TAKER}{unit.id}", N_("Goes on with the work of %(unit)s", unit=unit.name(language)), "select",
                      required=False, width="half",
                      choices=tuple(Choice(str(one.id), one.name(language)) for one in takers))
                for unit in staying
            ),
            Field("reason", N_("By whose decision"), "textarea", rows=2, max_length=500,
                  help=N_("Number and date of the approval. It stands in the log.")),
        ),
    )  # fmt: skip


def _rest_field(going_on: tuple[Choice, ...]) -> Field:
    return Field(
        "rest", N_("Of a government that is divided: who goes on with everything else"), "select", required=False,
        width="half", choices=going_on, help=N_("Only there. What lies in no street goes to it as well."),
    )  # fmt: skip


def _units_field(here: UnitTree, language: str, *, city: bool) -> Field:
    choices = tuple(_choice(unit, here, language) for unit in here if unit.governs_tenant_id is None)
    if city:
        return Field(
            "units",
            N_("The unit that becomes a government"),
            "checkboxes",
            required=False,
            choices=choices,
            folded=True,
        )
    return Field(
        "units", N_("What goes over, each with everything under it"), "checkboxes", required=False, choices=choices,
        folded=True,
        help=N_("A merger takes everything along where nothing is ticked; units with a namesake there stay."),
    )  # fmt: skip


def _choice(unit: UnitInfo, here: UnitTree, language: str) -> Choice:
    """Units in the order of the tree, each with what it stands under."""
    way = [one.name(language) for one in here.upwards(unit.id)]
    return Choice(str(unit.id), " / ".join(reversed(way)))


def filled(spec: FormSpec[Typed], plan: BoundaryPlan, registry: Registry) -> Form[Typed]:
    """The form of a plan as it stands."""
    takers = {f"{_TAKER}{unit}": taker for unit, taker in plan.counterparts.items()}
    form = spec.blank(
        version=plan.version, kind=plan.kind, target=registry.get(plan.target_id).code,
        effective_on=plan.effective_on.isoformat(), reason=plan.reason,
        rest=registry.get(plan.rest_id).code if plan.rest_id else "", **takers,
    )  # fmt: skip
    return Form(spec, {**form.typed, "units": tuple(plan.units)})


def plan_from(form: Form[Typed], source: Government) -> NewPlan:
    """What was typed, for the verb. Raises Refused with the fields' messages."""
    given = form.complete
    return NewPlan(
        kind=given.kind, source=source.code, target=given.target, effective_on=given.effective_on, reason=given.reason,
        units=given.units, counterparts=_counterparts(form.typed), rest=given.rest,
    )  # fmt: skip


def _counterparts(typed: Mapping[str, str | tuple[str, ...]]) -> dict[uuid.UUID, uuid.UUID]:
    return {
        uuid.UUID(name.removeprefix(_TAKER)): uuid.UUID(value)
        for name, value in typed.items()
        if name.startswith(_TAKER) and isinstance(value, str) and value
    }
