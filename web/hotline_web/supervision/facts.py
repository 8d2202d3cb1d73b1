"""What the draft about a case begins with, in words: its facts, its history, and what is usually required."""

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.words import CHANNELS, STATES
from hotline_tenants.supervision.facts import facts_of
from hotline_web.cases.known import Known
from hotline_web.i18n import Reader

HAPPENED: dict[str, Message] = {
    "overdue": N_("Limits that were missed: %(number)s"),
    "ask_return": N_("Returns asked for: %(number)s"),
    "grant_extension": N_("Extensions granted: %(number)s"),
    "send_back": N_("Replies sent back: %(number)s"),
    "rework": N_("Reworked: %(number)s"),
}
REQUIREMENT = N_(
    "Find out what the matter is, solve it within the deadline, tell the caller, and report in writing with evidence."
)


async def from_case(db: Db, known: Known, case: Case) -> dict[str, object]:
    """What the fields of the draft are filled in with."""
    found = await facts_of(db, case)
    reader = Reader(known.language, known.calendar.zone, known.now)
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
    stop = "。" if known.language == "zh" else "."
    return {
        "title": found.title, "cases": case.number, "unit_id": case.lead_unit_id,
        "facts": "\n".join(f"{known.says(line)}{stop}" for line in lines), "requirement": known.says(REQUIREMENT),
    }  # fmt: skip
