"""The supervisions of a case as its page shows them, and how a supervision looks wherever it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Case
from hotline_tenants.supervision.ladder import RUNGS
from hotline_tenants.supervision.queries import of_case
from hotline_tenants.supervision.words import FORMS, RULES, STATES
from hotline_web.cases.known import Known
from hotline_web.cases.showing import CLOCKS
from hotline_web.pieces import State, Tone

MOST = 20
_TONES: dict[str, Tone] = {
    "draft": "neutral", "to_sign": "accent", "issued": "near", "reviewed": "accent", "fed_back": "accent",
    "closed": "on_time", "lifted": "paused", "exempted": "paused", "discarded": "neutral",
    "moved": "neutral",
}  # fmt: skip
_RUNG_TONES: dict[str, Tone] = {"reminder": "accent", "yellow": "near"}
_RUNG_ICONS = {"reminder": "bell", "yellow": "alert-triangle", "red": "alert-octagon"}


@dataclass(frozen=True)
class ShownSupervision:
    """One supervision of a case."""

    url: str
    number: str
    title: str | Message
    unit: str
    rung: State
    state: State


@dataclass(frozen=True)
class SupervisionCard:
    """The supervisions of a case, and where to begin a further one; None where this person may not."""

    items: tuple[ShownSupervision, ...]
    new_url: str | None


async def supervision_card(
    db: Db, actor: Actor, case: Case, known: Known, *, visiting: bool = False
) -> SupervisionCard:
    """What a person may know of it; a reading from above has its own supervisions in its own house."""
    rows = (
        ()
        if visiting
        else (await db.execute(of_case(db.tenant, case.id, actor).limit(MOST))).mappings().all()
    )
    items = tuple(
        ShownSupervision(
            f"/supervision/{row['supervision_id']}", row["number"] or "", title_of(row), known.unit(row["unit_id"]),
            rung_pill(row["level"]), state_pill(row["state"]),
        )
        for row in rows
    )  # fmt: skip
    able = actor.may("supervision.issue") and not visiting and case.state not in (*ENDED, "merged")
    return SupervisionCard(items, f"/supervision/new?case={case.id}" if able else None)


def state_pill(state: str) -> State:
    """A supervision's state in a pill."""
    return State(STATES[state], _TONES[state])


def rung_pill(level: str) -> State:
    """A rung of the ladder in a pill."""
    return State(RUNGS[level].name, _RUNG_TONES.get(level, "overdue"), _RUNG_ICONS.get(level, "stairs-up"))


def title_of(row: Mapping[str, Any] | RowMapping) -> str | Message:
    """What a list calls a supervision: its title, or the rule with its clock."""
    if row["title"]:
        return str(row["title"])
    if row["rule"] is None:
        return FORMS[row["form"]]
    if row["clock"] in CLOCKS:
        return N_("%(rule)s: %(clock)s", rule=RULES[row["rule"]], clock=CLOCKS[row["clock"]])
    return RULES[row["rule"]]
