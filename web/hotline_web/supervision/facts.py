"""What the draft about a case begins with, in words: its facts, its history, and what is usually required."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.words import CHANNELS, STATES
from hotline_tenants.supervision.drafting import text_of
from hotline_tenants.supervision.facts import facts_of
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.supervised import OVER, cases_under
from hotline_tenants.supervision.words import FORMS
from hotline_web.cases.known import Known
from hotline_web.i18n import Reader

HAPPENED: dict[str, Message] = {
    "overdue": N_("Limits that were missed: %(number)s"),
    "ask_return": N_("Returns asked for: %(number)s"),
    "grant_extension": N_("Extensions granted: %(number)s"),
    "send_back": N_("Replies sent back: %(number)s"),
    "rework": N_("Reworked: %(number)s"),
}
DESCRIBED = 20
"""Of so many cases the draft says what they are about; of more their numbers are enough."""
REQUIREMENT = N_("Find out what the matter is, solve it within the deadline, and tell the caller.")


async def from_case(db: Db, known: Known, case: Case) -> dict[str, object]:
    """What the fields of the draft are filled in with: a paragraph as offices write it."""
    found, paper = await facts_of(db, case), _on_paper(known)
    told = [
        N_("On %(day)s somebody turned to us by %(channel)s: %(title)s (case %(number)s)", number=case.number,
           day=paper.day(case.registered_at), channel=CHANNELS[case.channel], title=found.title.rstrip("。. "))
    ]  # fmt: skip
    if given := found.assignment:
        due = paper.moment(given.reply_due_at) if given.reply_due_at else "–"
        told.append(
            N_("Dispatched to %(unit)s on %(moment)s, the reply was due %(due)s", unit=_unit(known, given.unit_id),
               moment=paper.moment(given.dispatched_at), due=due)
        )  # fmt: skip
    happened = [
        paper.says(words, number=found.happened[act])
        for act, words in HAPPENED.items()
        if act in found.happened
    ]
    if happened:
        told.append(N_("Since then: %(happened)s", happened=paper.says(N_(", ")).join(happened)))
    told.append(N_("State now: %(state)s", state=STATES[case.state]))
    return {
        "title": found.title, "cases": case.number, "unit_id": case.lead_unit_id, "facts": _sentences(paper, told, ""),
        "requirement": paper.says(REQUIREMENT),
    }  # fmt: skip


async def from_supervision(db: Db, known: Known, supervision: Supervision) -> dict[str, object]:
    """The same for the rung above one that was issued: what was asked before, and the cases it was about."""
    text, paper = await text_of(db, supervision.id), _on_paper(known)
    assert text is not None
    wanted = (
        select(Case)
        .where(Case.tenant_id == db.tenant, Case.id.in_(await cases_under(db, supervision.id)))
        .where(Case.state.not_in(OVER))
        .order_by(Case.number)
    )
    cases = (await db.execute(wanted)).scalars().all()
    lines = [
        N_("Case %(number)s: %(title)s", number=case.number, title=(await facts_of(db, case)).title)
        for case in cases[:DESCRIBED]
    ]
    if supervision.issued_at is not None:
        name, issued = FORMS[supervision.form], paper.moment(supervision.issued_at)
        lines.append(
            N_(
                "%(form)s %(number)s was issued on %(moment)s",
                form=name,
                number=supervision.number,
                moment=issued,
            )
        )
    return {
        "title": text.title, "cases": "\n".join(case.number for case in cases), "unit_id": supervision.unit_id,
        "facts": _sentences(paper, lines) if cases else f"{text.facts}\n{_sentences(paper, lines)}".strip(),
        "requirement": text.requirement, "contact": text.contact,
    }  # fmt: skip


def _on_paper(known: Known) -> Reader:
    """Papers are in the language of the administration, whoever drafts them."""
    return replace(known.reader, language="zh")


def _unit(known: Known, unit_id: uuid.UUID) -> str:
    found = known.units.find(unit_id)
    return found.name_zh if found else "–"


def _sentences(paper: Reader, lines: Sequence[Message], between: str = "\n") -> str:
    return between.join(f"{paper.says(line)}。" for line in lines)
