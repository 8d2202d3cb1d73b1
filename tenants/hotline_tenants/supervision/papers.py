"""A supervision as an official paper: what stands in each place of it, and the Word file."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from docxtpl import DocxTemplate
from sqlalchemy import select

from hotline_platform.access.model import Account
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision.drafting import text_of
from hotline_tenants.supervision.letterhead import letterhead
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.reaching import tasks_of
from hotline_tenants.supervision.words import SIGNED_FORMS

KINDS: dict[str, str] = {
    "written": "督办函", "special": "专项督办通知", "interview": "约谈通知书", "circular": "通报", "instruction": "批示督办通知",
    "phone": "督办通知", "on_site": "现场督办通知", "meeting": "联席会议通知",
}  # fmt: skip
"""What such a paper is called, as offices write it; papers are in the language of the administration."""


@dataclass(frozen=True)
class Paper:
    """One paper, place by place. `facts` and `requirement` are paragraphs."""

    office: str
    office_name: str
    number: str
    title: str
    addressee: str
    facts: Sequence[str]
    requirement: Sequence[str]
    deadline: str
    contact: str
    date: str
    copies: str
    signer: str

    def docx(self, template: bytes | None = None) -> bytes:
        """The Word file, from a template with these places; ours where none is given."""
        document = DocxTemplate(io.BytesIO(template or letterhead()))
        document.render(asdict(self), autoescape=True)
        made = io.BytesIO()
        document.save(made)
        return made.getvalue()


async def paper_of(db: Db, supervision: Supervision) -> Paper:
    """The paper of a supervision that was reached before: a draft without number and date shows where they come."""
    text = await text_of(db, supervision.id)
    assert text is not None
    units, calendar = await unit_tree(db), await calendar_of(db)
    place = (await registry_of(db)).get(db.tenant)
    tasks = [task for task in await tasks_of(db, supervision.id) if task.unit_id is not None]
    asked = [found for task in tasks if (found := units.find(task.unit_id))]
    second = supervision.level == "second_written"
    day = calendar.local_date(supervision.issued_at) if supervision.issued_at else None
    due = calendar.local_date(tasks[0].due_at) if tasks else None
    office = f"{place.name_zh}{'市长' if place.tier == 'city' else ''}公开电话值班室"
    return Paper(
        office=office, office_name=office, number=supervision.number or "　　〔　　〕　号",
        title=f"关于{text.title}的{KINDS.get(supervision.form, '督办通知')}",
        addressee="、".join(unit.name_zh for unit in asked), facts=_paragraphs(text.facts),
        requirement=_paragraphs(text.requirement),
        deadline=f"请于{due.year}年{due.month}月{due.day}日前书面报告办理情况，并附相关证明材料。" if due else "",
        contact=f"联系方式：{text.contact}" if text.contact else "",
        date=f"{day.year}年{day.month}月{day.day}日" if day else "　　年　月　日",
        copies="、".join(f"{unit.name_zh}分管领导" for unit in asked) if second else "",
        signer=await _name(db, supervision),
    )  # fmt: skip


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


async def _name(db: Db, supervision: Supervision) -> str:
    if supervision.issued_by is None or supervision.form not in SIGNED_FORMS:
        return ""
    return (await db.execute(select(Account.name).where(Account.id == supervision.issued_by))).scalar_one()
