"""A supervision as an official paper: what stands in each place of it."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from hotline_platform.access.model import Account
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.queries import cases
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.papers.naming import addressed, government
from hotline_tenants.papers.places import NO_DATE, NO_NUMBER, Line, Places, chapters, lines, office_of
from hotline_tenants.papers.reading import places_about
from hotline_tenants.supervision.drafting import text_of
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.queries import chosen_of, count_cases
from hotline_tenants.supervision.reaching import link_up, tasks_of
from hotline_tenants.supervision.succession import came_from
from hotline_tenants.supervision.words import SIGNED_FORMS

KIND = "supervision"
COUNTED = 1_000_000
"""More cases than a topic has."""
NAMES: dict[str, str] = {
    "written": "督办函", "special": "专项督办通知", "interview": "约谈通知书", "circular": "通报", "instruction": "批示督办通知",
    "phone": "督办通知", "on_site": "现场督办通知", "meeting": "联席会议通知",
}  # fmt: skip
"""What such a paper is called, as offices write it; papers are in the language of the administration."""


async def paper_of(db: Db, supervision: Supervision) -> Places:
    """The paper of a supervision that was reached before: as it was issued, here or by the government above, else as
    it would be now.
    """
    if supervision.side == "lower" and (link := await link_up(db, supervision.id)) is not None:
        async with across(db, because=link):
            kept = await places_about(db, KIND, link.other_id)
    else:
        kept = await _as_issued(db, supervision.id)
    return kept or await places_of(db, supervision, NO_NUMBER, NO_DATE)


async def _as_issued(db: Db, supervision_id: uuid.UUID) -> Places | None:
    """Here, or, of what was taken over, in the register of the house that numbered it."""
    if kept := await places_about(db, KIND, supervision_id):
        return kept
    if (before := await came_from(db, supervision_id)) is None:
        return None
    async with across(db, because=NewLink(db.tenant, before.id)):
        return await _as_issued(db, supervision_id)


async def places_of(db: Db, supervision: Supervision, number: str, date: str) -> Places:
    """What stands in each place, with this number and date."""
    text = await text_of(db, supervision.id)
    assert text is not None
    units, calendar = await unit_tree(db), await calendar_of(db)
    every = await tasks_of(db, supervision.id)
    tasks = [task for task in every if task.unit_id is not None]
    steps = sorted((calendar.local_date(task.due_at), task.what) for task in every if task.unit_id is None)
    asked = [found for task in tasks if (found := units.find(task.unit_id))]
    due = calendar.local_date(tasks[0].due_at) if tasks else None
    second = supervision.level == "second_written"
    names = "、".join(addressed(unit) for unit in asked)
    to_all = supervision.form == "circular"
    by = f"{_on(due)}前" if due else ""
    report = (
        f"请{names}于{by}书面报告整改措施。" if to_all else f"请于{by}书面报告办理情况，并附相关证明材料。"
    )
    return Places(
        kind=KIND, office=await office_of(db), number=number,
        title=f"关于{text.title}的{NAMES.get(supervision.form, '督办通知')}",
        addressee="各区（县、市）人民政府，各有关单位" if to_all else names,
        body=(*lines(text.facts), *await _required(db, supervision, text.requirement), *_plan(supervision, asked, steps)),
        date=date,
        deadline=report if due else "",
        contact=f"联系方式：{text.contact}" if text.contact else "",
        copies="、".join(f"{addressed(unit)}分管领导" for unit in asked) if second else "",
        signer=await name_of(db, supervision.issued_by) if supervision.form in SIGNED_FORMS else "",
    )  # fmt: skip


def _plan(
    supervision: Supervision, asked: Sequence[UnitInfo], steps: Sequence[tuple[dt.date, str]]
) -> Iterator[Line]:
    """Who leads where several are asked, the steps until then, and when it is looked at again."""
    lead = next((unit for unit in asked if unit.id == supervision.unit_id), None)
    others = "、".join(addressed(unit) for unit in asked if unit is not lead)
    if lead is not None and others and supervision.form != "circular":
        yield Line(f"本事项由{addressed(lead)}牵头，{others}配合。")
    if steps:
        told = "；".join(f"{_on(day)}前，{what.strip().rstrip('。；')}" for day, what in steps)
        yield Line(f"工作节点：{told}。")
    if supervision.look_back_on is not None:
        yield Line(f"拟于{_on(supervision.look_back_on)}开展回头看。")


def _on(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


async def _required(db: Db, supervision: Supervision, requirement: str) -> tuple[Line, ...]:
    """What is required; an instruction word for word, with who gave it and when."""
    if supervision.instructed_on is None:
        return lines(requirement)
    leader = await name_of(db, supervision.leader_id)
    return (
        Line(f"{_on(supervision.instructed_on)}，{leader}同志批示："),
        *lines(f"“{requirement.strip()}”"),
        Line("请认真贯彻落实批示要求，抓紧办理。"),
    )


async def feedback_of(
    db: Db, supervision: Supervision, result: str, signer: str, number: str, date: str
) -> Places:
    """What goes back to the leader who gave an instruction: the instruction word for word, and what became of it."""
    text = await text_of(db, supervision.id)
    assert text is not None
    return Places(
        kind="instruction_feedback", office=await office_of(db), number=number,
        title=f"关于{text.title}批示办理情况的报告", addressee=f"{await name_of(db, supervision.leader_id)}同志",
        body=chapters(("批示内容", text.requirement), ("办理情况", result)), date=date, signer=signer,
    )  # fmt: skip


async def report_of(
    db: Db, supervision: Supervision, report: str, signer: str, number: str, date: str
) -> Places:
    """How a special supervision ended: what was required, its figures, what was reported."""
    text = await text_of(db, supervision.id)
    assert text is not None
    figures = f"督办期间共办结相关工单{await _many(db, supervision, closed=True)}件，尚有{await _many(db, supervision)}件在办。"
    again = supervision.look_back_on
    return Places(
        kind="special_report", office=await office_of(db), number=number, title=f"关于{text.title}专项督办情况的总结报告",
        addressee=government((await registry_of(db)).get(db.tenant).name_zh),
        body=(
            *chapters(("督办要求", text.requirement), ("办理情况", f"{figures}\n{report}" if supervision.plan else report)),
            *((Line(f"定于{_on(again)}回头看。"),) if again else ()),
        ),
        date=date, signer=signer,
    )  # fmt: skip


async def _many(db: Db, supervision: Supervision, *, closed: bool = False) -> int:
    """The cases of a topic that are open, or were closed since."""
    chosen = await chosen_of(db, supervision, closed=closed)
    return await count_cases(db, cases(db.tenant, *chosen), COUNTED) if chosen is not None else 0


async def name_of(db: Db, account_id: uuid.UUID | None) -> str:
    """How somebody is called; nothing for nobody."""
    if account_id is None:
        return ""
    return str((await db.execute(select(Account.name).where(Account.id == account_id))).scalar_one())
