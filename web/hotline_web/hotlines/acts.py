"""Every act on a merged hotline, in the order in which a page offers them."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.hotlines import approving, planning
from hotline_tenants.hotlines.lifecycle import HOTLINE
from hotline_tenants.hotlines.model import MergedHotline
from hotline_tenants.hotlines.planning import Particulars
from hotline_tenants.hotlines.words import FATES, FORMS, KNOWLEDGE, PARTICULARS
from hotline_tenants.network.units import UnitTree
from hotline_web import acts
from hotline_web.acts import Reasoned, choices, plainly, text_field
from hotline_web.cases.choosing import unit_choices
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.i18n import Language


@dataclass(frozen=True)
class On:
    """What an act is done on."""

    hotline: MergedHotline
    actor: Actor
    units: UnitTree

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The id that the verb takes."""
        return (self.hotline.id,)

    @property
    def version(self) -> int:
        """The version that the person saw."""
        return self.hotline.version

    @property
    def language(self) -> Language:
        """The person's."""
        return "en" if self.actor.language == "en" else "zh"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What the form of the particulars makes."""

    line: str
    name: str
    authority: str
    unit_id: uuid.UUID | None
    form: str
    basis: str
    agreed_on: dt.date | None
    seats: int | None
    staff: int | None
    knowledge: str | None
    note: str

    @property
    def particulars(self) -> Particulars:
        """As the verbs take them."""
        return Particulars(**{name: getattr(self, name) for name in PARTICULARS})


@dataclass(frozen=True, kw_only=True)
class Changed(Planned):
    version: int
    reason: str


@dataclass(frozen=True)
class Started:
    version: int
    running_from: dt.date


@dataclass(frozen=True)
class Completed:
    version: int
    merged_on: dt.date
    fate: str
    redirected_until: dt.date | None


@dataclass(frozen=True)
class Closed:
    version: int
    closed_on: dt.date


class Act(acts.Act[On]):
    """An act on a merged hotline."""

    place = acts.Place("network/hotlines", "", (HOTLINE, {}))


def particulars(units: UnitTree, language: Language, kept: uuid.UUID | None = None) -> tuple[Field, ...]:
    """What can be written of a hotline. A unit that was closed since stays to be chosen where it stands already."""
    known = unit_choices(units, language)
    unit = units.find(kept)
    if unit is not None and str(unit.id) not in {one.value for one in known}:
        known = (*known, Choice(str(unit.id), unit.name(language)))
    name = PARTICULARS
    return (
        Field("line", name["line"], "tel", max_length=20, width="narrow"), Field("name", name["name"], max_length=80),
        Field("authority", name["authority"], max_length=120, help=N_("The office that kept it, for instance the market supervision bureau.")),
        Field("unit_id", name["unit_id"], "select", required=False, choices=known, width="half"),
        Field("form", name["form"], "radio", choices=choices(FORMS)),
        Field("basis", name["basis"], required=False, max_length=400, help=N_("The decision or agreement, with its number.")),
        Field("agreed_on", name["agreed_on"], "date", required=False, width="narrow"),
        Field("seats", name["seats"], "number", required=False, width="narrow"),
        Field("staff", name["staff"], "number", required=False, width="narrow"),
        Field("knowledge", name["knowledge"], "select", required=False, choices=choices(KNOWLEDGE), width="half"),
        Field("note", name["note"], "textarea", required=False, rows=2, max_length=1000),
    )  # fmt: skip


def planning_form(units: UnitTree, language: Language) -> FormSpec[Planned]:
    """The form of a new hotline."""
    return FormSpec(Planned, particulars(units, language))


async def _change(db: Db, on: On, given: Changed, at: dt.datetime) -> None:
    await planning.change(
        db, on.actor, on.hotline.id, given.particulars, reason=given.reason, version=given.version, at=at
    )


def _fields(on: On) -> tuple[Field, ...]:
    reason = Field("reason", N_("Why it is changed"), max_length=300)
    return (*particulars(on.units, on.language, on.hotline.unit_id), reason)


def _written(on: On) -> Mapping[str, object]:
    return {name: getattr(on.hotline, name) for name in PARTICULARS}


def _day(name: str, label: Message) -> Callable[[On], tuple[Field, ...]]:
    return lambda _: (Field(name, label, "date", width="narrow"),)


def _merging(_: On) -> tuple[Field, ...]:
    return (
        Field("merged_on", N_("Merged on"), "date", width="narrow"),
        Field("fate", N_("What becomes of the number"), "radio", choices=choices(FATES)),
        Field("redirected_until", N_("Callers redirected until"), "date", required=False, width="narrow",
              help=N_("Only where the number does not go on.")),
    )  # fmt: skip


def _reason(_: On) -> tuple[Field, ...]:
    return (text_field("reason", N_("Reason"), rows=2),)


ACTS: tuple[Act, ...] = (
    Act("start", "parallel-run", N_("Approve the parallel run"), "player-play", N_("It runs in parallel."),
        plainly(approving.start), Started, _day("running_from", N_("Runs in parallel from")),
        why_not=lambda on: approving.why_not_start(on.hotline, on.actor), leading=True),
    Act("complete", "merging", N_("Approve the merging"), "arrow-merge", N_("It is merged into 12345."),
        plainly(approving.complete), Completed, _merging,
        why_not=lambda on: approving.why_not_complete(on.hotline, on.actor), leading=True),
    Act("close_number", "closing", N_("Approve that the number is closed"), "phone-off", N_("The number is closed."),
        plainly(approving.close_number), Closed, _day("closed_on", N_("Closed on")),
        why_not=lambda on: approving.why_not_close(on.hotline, on.actor),
        warn=N_("Whoever dials the number reaches nobody from then on.")),
    Act("change", "particulars", N_("Complete or correct"), "pencil", N_("The particulars are changed."), _change, Changed,
        _fields, _written),
    Act("give_up", "giving-up", N_("Give the merging up"), "x", N_("The merging is given up."),
        plainly(approving.give_up), Reasoned, _reason, asks=True,
        warn=N_("The entry stays in the ledger; the number can be planned anew.")),
)  # fmt: skip
