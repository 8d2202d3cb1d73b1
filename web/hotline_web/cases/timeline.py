"""The history of a case in words: one entry of the timeline for each event of its chain."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.model import CaseEvent
from hotline_tenants.cases.reading import CaseView
from hotline_tenants.cases.words import (
    CHANNELS,
    CONFIDENTIALITIES,
    ENDINGS,
    NOT_ACCEPTED,
    SATISFIED,
    SOLVED,
    TRANSFER_LINES,
    TYPES,
    URGENCIES,
)
from hotline_tenants.rulings.words import DEFERRAL_REASONS, EXTENSION_REASONS, MEETINGS, RETURN_REASONS
from hotline_web.cases.clock_facts import clock_facts
from hotline_web.cases.emergency_facts import LABELLED, emergency_facts
from hotline_web.cases.known import Known
from hotline_web.pieces import Event, Fact, Link, Text, Tone

Words = Mapping[str, Message]

ACTS: dict[str, tuple[Message, str, Tone]] = {
    "register": (N_("Registered"), "file-plus", "accent"),
    "accept": (N_("Accepted for dispatch"), "check", "neutral"),
    "answer": (N_("Answered directly"), "message-check", "on_time"),
    "not_accept": (N_("Not accepted"), "ban", "neutral"),
    "transfer": (N_("Transferred"), "phone-outgoing", "neutral"),
    "told": (N_("Told by telephone"), "phone-call", "neutral"),
    "alert": (N_("People on duty alerted"), "bell-ringing", "near"),
    "dispatch": (N_("Dispatched"), "send", "accent"),
    "reclassify": (N_("Classification corrected"), "edit", "neutral"),
    "merge": (N_("Merged into another case"), "arrows-join", "paused"),
    "unmerge": (N_("Merging undone"), "arrows-split", "near"),
    "joined": (N_("Another case was merged into this one"), "arrows-join", "neutral"),
    "parted": (N_("A merged case stands on its own again"), "arrows-split", "neutral"),
    "lead_case_answered": (N_("Answered with the case it was merged into"), "check", "on_time"),
    "lead_case_ended": (N_("The case it was merged into ended without an answer"), "arrows-split", "near"),
    "sign": (N_("Signed"), "signature", "neutral"),
    "assign": (N_("Assigned inside the unit"), "user-share", "neutral"),
    "contact": (N_("Contact with the caller"), "phone", "neutral"),
    "reply": (N_("Reply written"), "pencil", "neutral"),
    "sign_off": (N_("Reply signed off"), "writing-sign", "neutral"),
    "hand_back": (N_("Reply handed back inside the unit"), "arrow-back-up", "near"),
    "replied": (N_("Answer of the district"), "pencil", "neutral"),
    "accept_reply": (N_("Reply accepted"), "check", "on_time"),
    "send_back": (N_("Reply sent back"), "arrow-back-up", "near"),
    "sent_back_from_above": (N_("Reply sent back by the government above"), "arrow-back-up", "near"),
    "call": (N_("Callback"), "phone-outgoing", "accent"),
    "rated": (N_("Rated by the caller"), "star", "accent"),
    "rework": (N_("Rework"), "rotate", "near"),
    "unit_gone": (N_("The unit that answered works here no longer: back at the desk"), "inbox", "near"),
    "rework_failed": (
        N_("Not helped by the second rework: due for written supervision"),
        "alert-octagon",
        "overdue",
    ),
    "close": (N_("Closed"), "circle-check", "on_time"),
    "archive": (N_("Archived"), "archive", "neutral"),
    "take_up": (N_("Taken up for live handling"), "player-play", "accent"),
    "place_decided": (N_("Place decided by a person"), "map-pin", "neutral"),
    "ask_return": (N_("Return asked for"), "arrow-back", "near"),
    "return_up": (N_("Return to the government above asked for"), "arrow-back", "near"),
    "grant_return": (N_("Return granted"), "check", "neutral"),
    "refuse_return": (N_("Return refused"), "ban", "neutral"),
    "return_finally": (N_("Final ruling: another unit leads"), "gavel", "accent"),
    "keep_finally": (N_("Final ruling: the unit stays responsible"), "gavel", "accent"),
    "ask_extension": (N_("Extension asked for"), "calendar-plus", "near"),
    "grant_extension": (N_("Extension granted"), "calendar-plus", "paused"),
    "refuse_extension": (N_("Extension refused"), "ban", "neutral"),
    "pause": (N_("The caller is asked; the clock is held"), "help-circle", "paused"),
    "go_on": (N_("The clock runs on"), "player-play", "neutral"),
    "pass_answer": (N_("The caller answered; the clock runs on"), "message-check", "neutral"),
    "call_in": (N_("Department called in"), "speakerphone", "accent"),
    "invite": (N_("Committee invited to assist"), "building-cottage", "neutral"),
    "accept_invitation": (N_("The committee assists"), "check", "on_time"),
    "decline_invitation": (N_("The committee does not assist"), "minus", "neutral"),
    "ask_deferral": (N_("Long-pending asked for"), "hourglass-high", "near"),
    "forward_deferral": (N_("Long-pending put to the government above"), "hourglass-high", "near"),
    "grant_deferral": (N_("Long-pending approved"), "hourglass-high", "paused"),
    "refuse_deferral": (N_("Long-pending refused"), "ban", "neutral"),
    "resume": (N_("Taken up again"), "player-play", "accent"),
    "review_day": (N_("Review day of what is long-pending"), "calendar-event", "near"),
    "designate": (N_("Lead designated, finally"), "users-group", "accent"),
    "withdraw": (N_("Withdrawn by the caller"), "arrow-back-up", "neutral"),
    "object": (N_("Objection of the caller"), "message-report", "overdue"),
    "uphold_objection": (N_("Objection upheld: rework"), "gavel", "overdue"),
    "reject_objection": (N_("Objection rejected"), "gavel", "neutral"),
    "complete": (N_("Every unit has answered"), "check", "on_time"),
    "enclose": (N_("Files added"), "paperclip", "neutral"),
    "erase_files": (N_("Files erased"), "eraser", "neutral"),
    "declare_conflict": (N_("Kept from the unit that it is about"), "user-off", "near"),
    "erase": (N_("Personal data erased"), "eraser", "neutral"),
    "supervise": (N_("Supervision issued"), "eye-check", "overdue"),
    "supervision_over": (N_("Supervision closed"), "eye-check", "on_time"),
    "hand_over": (N_("Handed over: another government goes on with it"), "arrow-right-bar", "neutral"),
    "take_over": (N_("Taken over from the government that had it"), "arrow-right-to-arc", "accent"),
    "successor": (N_("The boundaries changed: the successor goes on with it"), "arrows-exchange", "neutral"),
    "convert": (
        N_("The unit became a government: it goes on as an order there"),
        "arrows-exchange",
        "neutral",
    ),
    "unconvert": (N_("The government became the unit again"), "arrow-back-up", "neutral"),
    "near_due": (N_("Near due"), "alert-triangle", "near"),
    "overdue": (N_("Overdue"), "alert-octagon", "overdue"),
    "recompute": (N_("Due moments reckoned again"), "calendar-event", "neutral"),
}

LISTED: dict[str, tuple[Message, Words]] = {
    "type": (N_("Type"), TYPES),
    "channel": (N_("Channel"), CHANNELS),
    "urgency": (N_("Urgency"), URGENCIES),
    "confidentiality": (N_("Confidentiality"), CONFIDENTIALITIES),
    "line": (N_("Line"), TRANSFER_LINES),
    "solved": (N_("Solved"), SOLVED),
    "satisfied": (N_("Satisfaction"), SATISFIED),
    "ending": (N_("Ending"), ENDINGS),
    "form": (N_("Settled by"), MEETINGS),
}
REASONS: dict[str, Words] = {
    "not_accept": NOT_ACCEPTED,
    **dict.fromkeys(
        ("ask_return", "return_up", "grant_return", "refuse_return", "return_finally", "keep_finally"),
        RETURN_REASONS,
    ),
    "ask_extension": EXTENSION_REASONS,
    **dict.fromkeys(("ask_deferral", "grant_deferral", "refuse_deferral"), DEFERRAL_REASONS),
}
QUIET = {("urgency", "general"), ("confidentiality", "normal")}


def timeline(view: CaseView, known: Known) -> list[Event]:
    """Newest first."""
    return [_entry(event, view, known) for event in reversed(view.events)]


def _entry(event: CaseEvent, view: CaseView, known: Known) -> Event:
    act, icon, tone = ACTS.get(event.act, (N_("Something happened"), "point", "neutral"))
    remarks = view.remarks.get(event.seq, ())
    return Event(
        event.at, act, _actor(event, view, known), icon, tone,
        (*_facts(event, view, known), *clock_facts(event, known), *emergency_facts(event, remarks)),
        "\n".join(remark.body for remark in remarks if remark.kind not in LABELLED) or None,
    )  # fmt: skip


def _actor(event: CaseEvent, view: CaseView, known: Known) -> str:
    """A name, the role and the unit; the product itself and the caller by their role only."""
    parts: list[str] = []
    if event.account_id is not None:
        parts.append(view.names.get(event.account_id, ""))
    if event.role in ROLE_NAMES:
        parts.append(known.says(ROLE_NAMES[event.role]))
    if unit := known.units.find(event.unit_id):
        parts.append(unit.name(known.language))
    return " · ".join(part for part in parts if part) or known.says(N_("The system"))


def _facts(event: CaseEvent, view: CaseView, known: Known) -> Iterator[Fact]:
    data = event.data
    for key, (label, words) in LISTED.items():
        value = str(data.get(key))
        if value in words and (key, value) not in QUIET:
            yield Fact(label, words[value])
    if (reasons := REASONS.get(event.act)) and data.get("reason") in reasons:
        yield Fact(N_("Reason"), reasons[data["reason"]])
    for key, (label, render) in RENDERED.items():
        # The first event of a chain carries digests of text and person under the same names.
        if data.get(key) is not None and not (key == "person" and event.act == "register"):
            shown = render(data[key], view, known)
            if shown not in (None, ""):
                yield Fact(label, shown)


def _government(value: Any, _: CaseView, known: Known) -> Text | None:
    """The house to which a demand went over; that which stood still is told beside its clocks."""
    return str(value[known.language]) if isinstance(value, dict) else None


def _category(value: Any, _: CaseView, known: Known) -> Text:
    return known.categories.path(uuid.UUID(value), known.language)


def _unit(value: Any, _: CaseView, known: Known) -> Text:
    return known.unit(uuid.UUID(value))


def _units(value: Any, _: CaseView, known: Known) -> Text:
    separator = "、" if known.language == "zh" else ", "
    return separator.join(known.unit(uuid.UUID(one)) for one in value)


def _person(value: Any, view: CaseView, known: Known) -> Text:
    return view.names.get(uuid.UUID(value), "")


def _moment(value: Any, _: CaseView, __: Known) -> dt.datetime:
    return dt.datetime.fromisoformat(value)


def _yes_no(value: Any, _: CaseView, __: Known) -> Message:
    return N_("Yes") if value else N_("No")


RENDERED: dict[str, tuple[Message, Callable[[Any, CaseView, Known], object]]] = {
    "category": (N_("Category"), _category),
    "area": (N_("Area"), _unit),
    "superior_number": (N_("Number at the referring government"), lambda value, _, __: str(value)),
    "into": (N_("The other case"), lambda value, _, __: str(value)),
    "merged": (N_("Merged case"), lambda value, _, __: str(value)),
    "units": (N_("Units"), _units),
    "source_number": (N_("Source number"), lambda value, _, __: str(value)),
    "for": (N_("Readers for it"), lambda value, _, __: str(value)),
    "against": (N_("Readers against it"), lambda value, _, __: str(value)),
    "person": (N_("Officer"), _person),
    "lead": (N_("Lead"), _unit),
    "about": (N_("About the people of"), _unit),
    "due": (N_("Reply due"), _moment),
    "wanted": (N_("Extended to"), _moment),
    "until": (N_("At the latest until"), _moment),
    "review": (N_("Review day"), _moment),
    "files": (N_("Files"), lambda value, _, __: len(value)),
    "supervision": (
        N_("Supervision"),
        lambda value, _, __: Link(N_("Open the supervision"), f"/supervision/{value}"),
    ),
    "contacted": (N_("Caller reached"), _yes_no),
    "unit_contacted": (N_("Unit got in touch"), _yes_no),
    "pressured": (N_("Caller was pressed"), _yes_no),
    "government": (N_("Government"), _government),
    "former": (N_("Until then at"), _unit),
}
