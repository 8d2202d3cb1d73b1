"""The draft of a supervision as a form: what each of its forms asks for, and what was given."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.words import TYPES, URGENCIES
from hotline_tenants.supervision.drafting import Draft
from hotline_tenants.supervision.model import Supervision, SupervisionTask, SupervisionText
from hotline_tenants.supervision.supervised import cases_under
from hotline_tenants.supervision.tasks import Milestone
from hotline_tenants.supervision.topics import Topic, topic_of, why_not_topic
from hotline_web.acts import text_field
from hotline_web.cases.choosing import area_field, category_field, unit_choices
from hotline_web.cases.known import Known
from hotline_web.forms import Choice, Field

NO_SUCH_CASE = N_("There is no case with one of these numbers here.")
WITH_LEAD = ("special", "meeting", "instruction")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was written; fields that a form does not ask for keep their defaults."""

    title: str
    requirement: str
    due_at: dt.datetime
    unit_id: uuid.UUID
    facts: str = ""
    contact: str = ""
    cases: str = ""
    co_ids: list[uuid.UUID] = field(default_factory=list)
    look_back_on: dt.date | None = None
    category_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None
    type: str | None = None
    urgency: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    words: str = ""
    milestones: str = ""


def draft_fields(form: str, known: Known) -> tuple[Field, ...]:
    """What the draft of a form asks for, whenever it is written in."""
    units = unit_choices(known.units, known.language, known.suspended, above=False)
    unit = N_("Lead unit") if form in WITH_LEAD else N_("Unit")
    asked = [Field("unit_id", unit, "select", choices=units)]
    if form != "written":
        asked.append(
            Field("co_ids", N_("Further units"), "checkboxes", required=False, choices=units, folded=True)
        )
    return (
        Field("title", N_("Subject"), help=N_("What it is about, as it stands in the title of the paper.")),
        *(_topic_fields(known) if form == "special" else (_NUMBERS,)), *asked,
        text_field("facts", N_("Facts and history"), rows=7, required=False), _requirement(form),
        *((_MILESTONES,) if form == "special" else ()),
        Field("contact", N_("Contact"), required=False, help=N_("Person and telephone for questions.")),
        Field("due_at", N_("Report due"), "datetime", width="half"),
    )  # fmt: skip


async def draft_of(db: Db, form: str, given: Given, *, form_id: uuid.UUID | None = None) -> Draft:
    """The draft that was written. Raises Refused by field."""
    special = form == "special"
    topic = Topic(
        categories=(given.category_id,) if given.category_id else (), area_id=given.area_id, type=given.type or None,
        urgency=given.urgency or None, first=given.first, last=given.last, words=given.words,
        units=(given.unit_id, *given.co_ids),
    )  # fmt: skip
    if special and (wrong := why_not_topic(topic)):
        raise refused_fields(wrong)
    return Draft(
        form=form, title=given.title, requirement=given.requirement, facts=given.facts, contact=given.contact,
        unit_id=given.unit_id, due_at=given.due_at, co_ids=given.co_ids, look_back_on=given.look_back_on,
        plan=topic.stored() if special else None, milestones=_milestones(given.milestones, given.due_at.date()) if special else None,
        cases=await _cases(db, given.cases), form_id=form_id,
    )  # fmt: skip


async def numbers_of(db: Db, supervision: Supervision) -> str:
    """The numbers of the cases of a draft, one in each line."""
    wanted = select(Case.number).where(
        Case.tenant_id == db.tenant, Case.id.in_(await cases_under(db, supervision.id))
    )
    return "\n".join((await db.execute(wanted.order_by(Case.number))).scalars())


def written(
    supervision: Supervision,
    text: SupervisionText,
    tasks: Sequence[SupervisionTask],
    numbers: str,
    known: Known,
) -> Mapping[str, object]:
    """What the fields of a draft are filled in with when it is written in again."""
    topic = topic_of(supervision.plan or {})
    milestones = (
        f"{known.calendar.local_date(task.due_at).isoformat()} {task.what}"
        for task in tasks
        if task.unit_id is None
    )
    co_ids = [str(task.unit_id) for task in tasks if task.unit_id not in (None, supervision.unit_id)]
    return {
        "title": text.title, "facts": text.facts, "requirement": text.requirement, "contact": text.contact,
        "due_at": supervision.due_at, "unit_id": supervision.unit_id, "co_ids": co_ids, "cases": numbers,
        "look_back_on": supervision.look_back_on, "category_id": next(iter(topic.categories), None),
        "area_id": topic.area_id, "type": topic.type, "urgency": topic.urgency, "first": topic.first,
        "last": topic.last, "words": topic.words, "milestones": "\n".join(milestones),
    }  # fmt: skip


_NUMBERS = Field(
    "cases", N_("Numbers of cases"), "textarea", rows=2, required=False, max_length=2000,
    help=N_("One in each line; left empty where it is about the unit itself."),
)  # fmt: skip
_MILESTONES = Field(
    "milestones", N_("Milestones"), "textarea", rows=4, required=False, max_length=4000,
    help=N_("One in each line: its day, then what is reached by then, as in “2026-10-15 Every site is inspected”."),
)  # fmt: skip


_STEP = re.compile(
    r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})(?:日前?|(?!\d))[\s:：，,]*(?P<what>.*\S)"
)
"""2026-10-15, 2026/10/15, 2026年10月15日, 10月15日前, and what is reached by then."""


def _topic_fields(known: Known) -> tuple[Field, ...]:
    return (
        category_field(known.categories, known.language, required=False), area_field(known.units, known.language),
        Field("type", N_("Type"), "select", required=False, width="half", choices=_choices(TYPES)),
        Field("urgency", N_("Urgency"), "select", required=False, width="half", choices=_choices(URGENCIES)),
        Field("words", N_("Words in the title"), required=False, width="half"),
        Field("first", N_("Registered from"), "date", required=False, width="half"),
        Field("last", N_("Registered until"), "date", required=False, width="half"),
        Field("look_back_on", N_("Look-back on"), "date", width="half"),
    )  # fmt: skip


def _requirement(form: str) -> Field:
    if form == "instruction":
        return text_field(
            "requirement", N_("The instruction, word for word"), rows=5,
            hint=N_("Type it as it stands on the sheet; add the scanned sheet to the draft afterwards."),
        )  # fmt: skip
    return text_field(
        "requirement", N_("Requirement and measures") if form == "special" else N_("Requirement"), rows=5
    )


def _choices(words: Mapping[str, Message]) -> tuple[Choice, ...]:
    return tuple(Choice(key, name) for key, name in words.items())


def _milestones(typed: str, due: dt.date) -> list[Milestone]:
    """Raises Refused by field for a line that does not begin with a day."""
    found = []
    for number, line in enumerate(typed.splitlines(), start=1):
        if not line.strip():
            continue
        read = _STEP.fullmatch(line.strip())
        day = _day(read["year"], read["month"], read["day"], due) if read else None
        if read is None or day is None:
            raise refused_fields(
                {
                    "milestones": N_(
                        "Line %(number)s: write the day first, as in 2026-10-15, then what is reached.",
                        number=number,
                    )
                }
            )
        found.append(Milestone(day, read["what"].strip()))
    return found


def _day(year: str | None, month: str, day: str, due: dt.date) -> dt.date | None:
    """A day as it was typed; one without a year is the last such day before the report is due."""
    try:
        found = dt.date(int(year) if year else due.year, int(month), int(day))
        return found if year or found <= due else found.replace(year=found.year - 1)
    except ValueError:
        return None


async def _cases(db: Db, typed: str) -> list[uuid.UUID]:
    """The cases with these numbers. Raises Refused by field for a number that nobody has here."""
    numbers = list(dict.fromkeys(typed.replace(",", " ").replace("，", " ").replace("、", " ").split()))
    rows = await db.execute(
        select(Case.number, Case.id).where(Case.tenant_id == db.tenant, Case.number.in_(numbers))
    )
    found = {row.number: row.id for row in rows}
    if lost := [number for number in numbers if number not in found]:
        raise refused_fields(
            {"cases": N_("There is no case with the number %(number)s here.", number=lost[0][:40])}
        )
    return [found[number] for number in numbers]
