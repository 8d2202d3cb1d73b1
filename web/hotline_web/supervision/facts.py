"""What the draft about a case begins with, in words: its facts, its history, and what is usually required."""

from collections.abc import Sequence

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
REQUIREMENT = N_(
    "Find out what the matter is, solve it within the deadline, tell the caller, and report in writing with evidence."
)


async def from_case(db: Db, known: Known, case: Case) -> dict[str, object]:
    """What the fields of the draft are filled in with."""
    found = await facts_of(db, case)
    reader = _reader(known)
    lines = [
        N_("Case %(number)s: %(title)s", number=case.number, title=found.title),
        N_("Registered %(moment)s by %(channel)s", moment=reader.moment(case.registered_at), channel=CHANNELS[case.channel]),
    ]  # fmt: skip
    if given := found.assignment:
        due = reader.moment(given.reply_due_at) if given.reply_due_at else "–"
        lines.append(
            N_("Dispatched to %(unit)s on %(moment)s, reply due %(due)s", unit=known.unit(given.unit_id),
               moment=reader.moment(given.dispatched_at), due=due)
        )  # fmt: skip
    lines += [
        Message(words.text, {"number": found.happened[act]})
        for act, words in HAPPENED.items()
        if act in found.happened
    ]
    lines.append(N_("State now: %(state)s", state=STATES[case.state]))
    return {
        "title": found.title, "cases": case.number, "unit_id": case.lead_unit_id, "facts": _sentences(known, lines),
        "requirement": known.says(REQUIREMENT),
    }  # fmt: skip


async def from_supervision(db: Db, known: Known, supervision: Supervision) -> dict[str, object]:
    """The same for the rung above one that was issued: what was asked before, and the cases it was about."""
    text = await text_of(db, supervision.id)
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
        name, issued = FORMS[supervision.form], _reader(known).moment(supervision.issued_at)
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
        "facts": _sentences(known, lines) if cases else f"{text.facts}\n{_sentences(known, lines)}".strip(),
        "requirement": text.requirement, "contact": text.contact,
    }  # fmt: skip


def _reader(known: Known) -> Reader:
    return Reader(known.language, known.calendar.zone, known.now)


def _sentences(known: Known, lines: Sequence[Message]) -> str:
    stop = "。" if known.language == "zh" else "."
    return "\n".join(f"{known.says(line)}{stop}" for line in lines)
