"""Every act on a supervision, in the order in which a page offers them."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, refused_fields
from hotline_tenants.supervision import (
    drafting,
    exempting,
    following,
    instructing,
    issuing,
    objecting,
    reporting,
    reviewing,
)
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK
from hotline_tenants.supervision.words import SIGNED_FORMS
from hotline_web.acts import Offer, Plain, Reasoned, Typed, offer, opened, plainly, text_field
from hotline_web.cases.choosing import unit_choices
from hotline_web.forms import Field
from hotline_web.supervision.act import Act, On
from hotline_web.supervision.drafts import NO_SUCH_CASE, Given, draft_fields, draft_of, written


@dataclass(frozen=True)
class Noted:
    version: int
    note: str


@dataclass(frozen=True)
class Ruled:
    version: int
    ruling: str


@dataclass(frozen=True)
class Reported:
    version: int
    report: str


@dataclass(frozen=True)
class Result:
    version: int
    result: str


@dataclass(frozen=True)
class SentBack:
    version: int
    reason: str
    due_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Written(Given):
    version: int


@dataclass(frozen=True)
class Asked:
    version: int
    what: str
    due_at: dt.datetime
    unit_id: uuid.UUID | None = None


Verb = Callable[..., Any]


async def _edit(db: Db, on: On, given: Written, at: dt.datetime) -> None:
    new = await draft_of(db, on.supervision.form, given)
    try:
        await drafting.edit(db, on.actor, on.supervision.id, new, version=given.version, at=at)
    except NotFound:  # a case that is withheld from here: to whoever asks it does not exist
        raise refused_fields({"cases": NO_SUCH_CASE}) from None


def _written(on: On) -> Mapping[str, object]:
    assert on.text is not None
    return written(on.supervision, on.text, on.tasks, on.numbers, on.known)


def _closing(on: On) -> tuple[Field, ...]:
    """A special supervision ends with a report that goes out as a paper."""
    if on.supervision.form != "special":
        return (text_field("note", N_("Result"), rows=4),)
    return (
        text_field("note", N_("Closing report"), rows=12,
                   hint=N_("What was found, what was done, what remains, how it will be kept from coming back. It is numbered and kept as issued.")),
    )  # fmt: skip


def _note(label: Message, rows: int = 3) -> Callable[[On], tuple[Field, ...]]:
    return lambda _: (text_field("note", label, rows=rows),)


def _unit_field(on: On) -> tuple[Field, ...]:
    taken = {str(task.unit_id) for task in on.tasks}
    units = tuple(
        one for one in unit_choices(on.known.units, on.known.language, above=False) if one.value not in taken
    )
    empty = N_("Left empty, it is a milestone of our own.") if on.supervision.side == "own" else None
    return (
        Field("unit_id", N_("Unit"), "select", choices=units, required=False, help=empty),
        text_field("what", N_("What is to be done"), rows=2),
        Field("due_at", N_("Until"), "datetime", width="half"),
    )


def _needs_signature(on: On) -> bool:
    return on.supervision.form in SIGNED_FORMS


def _unsigned(on: On) -> bool:
    return on.supervision.form not in SIGNED_FORMS


def _formal(on: On) -> bool:
    return on.supervision.form != "system"


def _instruction(on: On) -> bool:
    return on.supervision.form == "instruction"


def _own_instruction(on: On) -> bool:
    return on.supervision.leader_id == on.actor.account_id


def _closes(on: On) -> bool:
    return on.supervision.form != "instruction"


def _ours(on: On) -> bool:
    """A unit answers for itself, a district's desk for the district."""
    task = on.task
    if task is None:
        return on.actor.role in UNIT_ROLES or on.supervision.side == "lower"
    if on.supervision.state != "issued":
        return False
    if on.actor.role in UNIT_ROLES:
        return task.unit_id == on.actor.unit_id
    return on.supervision.side == "lower" and task.unit_id is None


def _may_object(on: On) -> bool:
    return _ours(on) and on.supervision.objection is None


def _reviews(on: On) -> bool:
    assert on.task is not None
    return on.supervision.side == "own" or on.task.unit_id is not None


def _milestone(on: On) -> bool:
    assert on.task is not None
    return on.supervision.side == "own" and on.task.unit_id is None and on.supervision.state == "issued"


def _objected(on: On) -> bool:
    return on.supervision.objection == "asked"


def _exempts(on: On) -> bool:
    return on.supervision.side == "own"


def _looks_back(on: On) -> Message | None:
    return following.why_not_look_back(on.supervision, on.known.calendar.local_date(on.known.now))


def _planned(on: On) -> bool:
    return on.supervision.look_back_on is not None and on.supervision.looked_back_at is None


GROUNDS = N_("Ruling and grounds")
ACTS: tuple[Act, ...] = (
    Act("report", "report", N_("Sign the report"), "report", N_("The report is signed and before the supervisor."),
        plainly(reporting.report), Reported,
        lambda _: (text_field("report", N_("What was done and found"), rows=6,
                              hint=N_("Add the scan of the signed report and the evidence below first, where it is answered on paper.")),),
        offered=_ours, leading=True, on_part=True),
    Act("accept_report", "acceptance", N_("Accept the report"), "check", N_("The report is accepted."),
        plainly(reviewing.accept_report), Plain, offered=_reviews, leading=True, on_part=True),
    Act("send_back_report", "sending-back", N_("Send the report back"), "arrow-back-up", N_("The report is sent back."),
        plainly(reviewing.send_back_report), SentBack,
        lambda _: (
            text_field("reason", N_("What is missing"), rows=3),
            Field("due_at", N_("New deadline"), "datetime", required=False, width="half"),
        ),
        offered=_reviews, on_part=True),
    Act("tick", "milestone", N_("Milestone reached"), "flag", N_("The milestone is reached."), plainly(following.tick),
        Noted, _note(N_("What was reached")), offered=_milestone, on_part=True),
    Act("edit", "words", N_("Change the draft"), "pencil", N_("The draft is changed."), _edit, Written,
        lambda on: draft_fields(on.supervision.form, on.known), initial=_written),
    Act("submit", "submission", N_("Put before the signer"), "writing", N_("It is before the head of the duty room."),
        plainly(issuing.submit), Plain, offered=_needs_signature, leading=True),
    Act("issue", "issue", N_("Issue"), "send", N_("It is issued."), plainly(issuing.issue), Plain, offered=_unsigned,
        warn=N_("From now on the unit is asked. The words cannot be changed any more."), leading=True),
    Act("sign_issue", "signature", N_("Sign and issue"), "writing-sign", N_("It is signed, numbered and issued."),
        plainly(issuing.sign_issue), Plain,
        warn=N_("It gets its number and goes out. The words cannot be changed any more."), leading=True),
    Act("hand_back_draft", "handing-back", N_("Hand back unsigned"), "arrow-back-up", N_("The draft is handed back."),
        plainly(issuing.hand_back), Reasoned, lambda _: (text_field("reason", N_("What is missing"), rows=3),)),
    Act("close_supervision", "closure", N_("Close the supervision"), "circle-check", N_("The supervision is closed."),
        plainly(reviewing.close), Noted, _closing, offered=_closes, why_not=lambda on: on.why_not_close,
        leading=True),
    Act("feed_back", "result", N_("Report the result to the leader"), "corner-up-right", N_("The result is before the leader."),
        plainly(instructing.feed_back), Result, lambda _: (text_field("result", N_("Result"), rows=6),),
        offered=_instruction, leading=True),
    Act("acknowledge", "acknowledgement", N_("Acknowledge the result"), "circle-check", N_("The instruction is carried out."),
        plainly(instructing.acknowledge), Plain, offered=_own_instruction, leading=True),
    Act("send_back_result", "result-sending-back", N_("Send the result back"), "arrow-back-up", N_("The result is sent back."),
        plainly(instructing.send_back_result), Reasoned,
        lambda _: (text_field("reason", N_("What is missing"), rows=3),), offered=_own_instruction),
    Act("uphold_objection", "objection-upholding", N_("Uphold the unit's objection"), "gavel", N_("The objection is upheld; the unit is asked no more."),
        plainly(objecting.decide, upheld=True), Ruled, lambda _: (text_field("ruling", GROUNDS, rows=3),),
        offered=_objected, why_not=lambda on: objecting.why_not_decide(on.supervision, on.actor), leading=True),
    Act("reject_objection", "objection-rejection", N_("Reject the unit's objection"), "ban", N_("The objection is rejected."),
        plainly(objecting.decide, upheld=False), Ruled, lambda _: (text_field("ruling", GROUNDS, rows=3),),
        offered=_objected, why_not=lambda on: objecting.why_not_decide(on.supervision, on.actor)),
    Act("progress", "progress", N_("Write down progress"), "progress", N_("It stands in the ledger."), plainly(reporting.progress),
        Noted, _note(N_("How far it is")), offered=lambda on: _formal(on) and _ours(on)),
    Act("note", "note", N_("Write into the ledger"), "notes", N_("It stands in the ledger."), plainly(following.note), Noted,
        _note(N_("Minutes, promises, what was found"), 4), offered=_formal),
    Act("add_task", "task", N_("Ask something more"), "list-check", N_("It is asked."), plainly(following.add_task), Asked, _unit_field,
        offered=_formal),
    Act("look_back", "look-back", N_("Look back"), "history", N_("The look-back stands in the ledger."), plainly(following.look_back),
        Noted, _note(N_("Whether it has held"), 4), offered=_planned, why_not=_looks_back, leading=True),
    Act("object", "objection", N_("Object to the supervision"), "message-report", N_("The objection is made; somebody else decides."),
        plainly(objecting.object_to), Reasoned, lambda _: (text_field("reason", N_("Why"), rows=4),), offered=_may_object,
        asks=True, warn=N_("A unit can object once. The deadline runs on.")),
    Act("exempt", "exemption", N_("Exempt"), "shield-check", N_("Exempted: nothing is held against the unit."), plainly(exempting.exempt),
        Reasoned, lambda _: (text_field("reason", N_("Why: it stands in the ledger with your name"), rows=3),), offered=_exempts,
        asks=True, warn=N_("This ends the supervision.")),
    Act("discard", "discarding", N_("Throw the draft away"), "trash", N_("The draft is thrown away."), plainly(drafting.discard), Plain,
        asks=True, warn=N_("This cannot be taken back.")),
)  # fmt: skip


def offers(on: On, typed: Typed | None = None) -> list[Offer]:
    """What this person can do on it now; the first leading act stands open, and so does a form that did not pass."""
    found = [offer(act, one, typed, _about(one) if act.on_part else "") for act, one in _possible(on)]
    return opened(found, lambda one: one.act.leading and one.why_not is None, typed)


def _possible(on: On) -> Iterator[tuple[Act, On]]:
    for act in ACTS:
        for one in _places(act, on):
            machine = TASK if act.on_part else SUPERVISION
            state = one.task.state if act.on_part and one.task else on.supervision.state
            if (state, act.name) in machine and on.actor.may(act.permission) and act.offered(one):
                yield act, one


def _places(act: Act, on: On) -> Sequence[On]:
    return [replace(on, task=task) for task in on.tasks] if act.on_part else [on]


def _about(on: On) -> str:
    """Of which task an act is, where there are several: its unit, or the words of a milestone."""
    assert on.task is not None
    if on.task.unit_id is None:
        return on.task.what[:30] if on.supervision.side == "own" else ""
    return on.known.unit(on.task.unit_id) if sum(task.unit_id is not None for task in on.tasks) > 1 else ""
