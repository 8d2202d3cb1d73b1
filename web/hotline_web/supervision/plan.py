"""The plan of a special supervision in words: which cases fit it, who is asked, its milestones."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.errors import N_
from hotline_tenants.cases.words import TYPES, URGENCIES
from hotline_tenants.network.classification import Classification
from hotline_tenants.network.units import UnitTree
from hotline_tenants.supervision.model import SupervisionTask
from hotline_tenants.supervision.seen_above import Above
from hotline_tenants.supervision.topics import Topic
from hotline_web.cases.known import Known
from hotline_web.cases.showing import limit
from hotline_web.pieces import Clock, Fact, State
from hotline_web.supervision.words import task_pill


@dataclass(frozen=True)
class ShownMilestone:
    """One milestone of the government above."""

    what: str
    state: State
    clock: Clock | None


@dataclass(frozen=True)
class ShownPlan:
    """What the page of a special supervision says of its plan; the milestones are those of the government above."""

    facts: tuple[Fact, ...]
    milestones: tuple[ShownMilestone, ...] = ()


def own_plan(topic: Topic, known: Known) -> ShownPlan:
    """Of a plan of this house; its milestones stand among what is asked."""
    return ShownPlan(tuple(_facts(topic, known.units, known.categories, known)))


def plan_above(above: Above, known: Known) -> ShownPlan | None:
    """Of the plan of the government above; None where it has none and no milestones."""
    asked = _names([unit.id for unit in above.asked], above.units, known)
    facts = [Fact(N_("Asked there"), asked)] if asked else []
    if above.topic is not None:
        facts += _facts(above.topic, above.units, above.categories, known)
    if above.topic is None and not above.milestones:
        return None
    return ShownPlan(tuple(facts), tuple(_milestone(task, known) for task in above.milestones))


def _facts(topic: Topic, units: UnitTree, categories: Classification, known: Known) -> list[Fact]:
    found = []
    if topic.categories:
        found.append(Fact(N_("Category"), _names(topic.categories, categories, known)))
    if topic.area_id:
        found.append(Fact(N_("Area"), _names([topic.area_id], units, known)))
    if topic.type:
        found.append(Fact(N_("Type"), TYPES[topic.type]))
    if topic.urgency:
        found.append(Fact(N_("Urgency"), URGENCIES[topic.urgency]))
    if topic.first:
        found.append(Fact(N_("Registered from"), topic.first))
    if topic.last:
        found.append(Fact(N_("Registered until"), topic.last))
    if topic.words:
        found.append(Fact(N_("Words in the title"), topic.words))
    return found


def _names(ids: Sequence[uuid.UUID], among: UnitTree | Classification, known: Known) -> str:
    found = [one.name(known.language) for each in ids if (one := among.find(each)) is not None]
    return ("、" if known.language == "zh" else ", ").join(found)


def _milestone(task: SupervisionTask, known: Known) -> ShownMilestone:
    running = task.state in ("waiting", "open")
    clock = limit(N_("Due"), task.due_at, known.calendar, known.now) if running else None
    return ShownMilestone(task.what, task_pill(task.state, own=True), clock)
