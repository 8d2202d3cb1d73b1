"""The page of one case: the demand and the person, the units, what can be done now, the clocks, the history."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government
from hotline_tenants.cases.model import Assignment, Case, Reply
from hotline_tenants.cases.reading import Caller, CaseView, view
from hotline_tenants.cases.words import CHANNELS, CONFIDENTIALITIES, ENDINGS, SATISFIED, SOLVED, TYPES
from hotline_tenants.clocks.rules import rules_at
from hotline_tenants.privacy.looking import looks_at
from hotline_web.acts import Typed
from hotline_web.answers import page
from hotline_web.cases.alerts import shown_ladders
from hotline_web.cases.elsewhere import elsewhere
from hotline_web.cases.joining import together
from hotline_web.cases.known import Known, known_for
from hotline_web.cases.lines import chosen_line, emergency_lines
from hotline_web.cases.looking import LOOK_WORDS, PURPOSE_WORDS
from hotline_web.cases.offers import ground, offers
from hotline_web.cases.rulings import shown_ruling
from hotline_web.cases.showing import assignment_state, case_state, clock, urgency_state
from hotline_web.cases.standing import standing
from hotline_web.cases.supervised import supervision_card
from hotline_web.cases.timeline import timeline
from hotline_web.cases.turns import turns
from hotline_web.files.card import file_card
from hotline_web.messages.card import message_card
from hotline_web.pieces import Clock, Fact, State

AnyRequest = Request[Any, Any, Any]

VERDICTS: dict[str | None, State] = {
    None: State(N_("Awaiting review"), "accent"),
    "accepted": State(N_("Reply accepted"), "on_time"),
    "sent_back": State(N_("Sent back"), "near"),
    "handed_back": State(N_("Handed back inside the unit"), "near"),
}


@dataclass(frozen=True)
class ShownReply:
    """A reply with its verdict; `inner` is None where this person may not read it."""

    reply: Reply
    verdict: State
    inner: str | None
    who: str


@dataclass(frozen=True)
class ShownUnit:
    """One assignment as the page shows it."""

    assignment: Assignment
    name: str
    part: Message
    state: State
    facts: tuple[Fact, ...]
    replies: tuple[ShownReply, ...]


async def show_case(
    request: AnyRequest, db: Db, actor: Actor, case: Case, *, typed: Typed | None = None, status: int = 200,
    caller: Caller | None = None, look: Any = None, visiting: Government | None = None,
    trace: str | None = None, leave_url: str = "/overview",
) -> Response[str]:  # fmt: skip
    """Render the case as it is now. `typed` is a form that did not pass; `caller` the person after a recorded look,
    and `trace` the code of that look; `visiting` marks a reading from above, or by who goes on with what that house
    had, which offers no act and leads back to `leave_url`.
    """
    parts = await case_parts(request, db, actor, case, typed=typed, caller=caller, visiting=visiting)
    return page(
        request, "cases/show.html", status=status, visiting=visiting, leave_url=leave_url, look=look, trace=trace,
        **parts,
    )  # fmt: skip


async def case_parts(
    request: AnyRequest, db: Db, actor: Actor, case: Case, *, typed: Typed | None = None,
    caller: Caller | None = None, visiting: Government | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everything that a page shows of a case, by the names that the pieces of its template take."""
    known = await known_for(request, db)
    seen = await view(db, actor, case)
    names = {rule.code: rule.name(known.language) for rule in await rules_at(db, known.now)}
    clocks = [
        clock(one, known.calendar, known.now, names.get(one.rule_code, one.rule_code), known.language)
        for one in seen.clocks
    ]
    stand = await ground(db, actor, case, known)
    offered = [] if visiting else offers(stand, typed or chosen_line(stand.on, request.query_params))
    return {
        "case": case, "view": seen, "state": case_state(case.state), "urgency": urgency_state(case.urgency),
        "facts": list(_facts(seen, known)), "who": caller or seen.caller,
        "may_look": actor.may("person.look") and not visiting,
        "units": [_unit(one, seen, known, actor) for one in seen.assignments], "offers": offered,
        "clocks": [one for one in clocks if one.ended is None], "ended": _ended(clocks),
        "events": timeline(seen, known), "callbacks": list(_callbacks(seen)),
        "ladders": await shown_ladders(db, case, seen, known), "lines": emergency_lines(offered),
        "files": await file_card(db, actor, case, visiting=visiting is not None),
        "messages": await message_card(db, actor, case, clear=caller is not None, visiting=visiting is not None),
        "elsewhere": await elsewhere(db, actor, case, visiting=visiting is not None),
        "supervisions": await supervision_card(db, actor, case, known, visiting=visiting is not None),
        "places": standing(case.state, dispatched=bool(seen.assignments), merged=case.merged_into_id is not None),
        "turns": turns(stand, offered), "together": await together(db, actor, case, offered, visiting=visiting is not None),
        "rulings": [shown_ruling(one, seen, known) for one in reversed(stand.on.rulings)],
        "viewer": f"{actor.name} {known.now.astimezone(known.calendar.zone):%Y-%m-%d %H:%M}",
        "looks": await looks_at(db, case.id) if actor.unit_id is None and not visiting else [],
        "look_words": LOOK_WORDS, "purposes": PURPOSE_WORDS,
        "may_take_up": case.origin == "imported" and case.state == "registered" and actor.may("import.run"),
    }  # fmt: skip


def _facts(view: CaseView, known: Known) -> Iterator[Fact]:
    case = view.case
    yield Fact(N_("Type"), TYPES[case.type])
    yield Fact(N_("Channel"), CHANNELS[case.channel])
    yield Fact(N_("Category"), known.categories.path(case.category_id, known.language) or None)
    yield Fact(N_("Area"), known.unit(case.area_id))
    yield Fact(N_("Place"), view.place or None)
    yield Fact(N_("Registered"), case.registered_at)
    if case.confidentiality != "normal":
        yield Fact(N_("Confidentiality"), State(CONFIDENTIALITIES[case.confidentiality], "paused", "lock"))
    if case.superior_number:
        yield Fact(N_("Number at the referring government"), case.superior_number)
    if case.ending:
        yield Fact(N_("Ending"), ENDINGS[case.ending])


def _unit(assignment: Assignment, view: CaseView, known: Known, actor: Actor) -> ShownUnit:
    facts = [Fact(N_("Dispatched"), assignment.dispatched_at)]
    for label, moment in (
        (N_("Signed"), assignment.signed_at), (N_("First contact"), assignment.contacted_at),
        (N_("Replied"), assignment.replied_at),
    ):  # fmt: skip
        if moment is not None:
            facts.append(Fact(label, moment))
    if assignment.assigned_to and assignment.assigned_to in view.names:
        facts.append(Fact(N_("Officer"), view.names[assignment.assigned_to]))
    own = actor.unit_id is None or actor.unit_id == assignment.unit_id
    replies = tuple(
        ShownReply(
            reply, VERDICTS[reply.verdict], reply.inner if own else None,
            view.names.get(reply.drafted_by, "") if reply.drafted_by else "",
        )
        for reply in view.replies_to(assignment)
    )  # fmt: skip
    part = N_("Lead") if assignment.lead else N_("Co-handling")
    if assignment.situation == "rework":
        part = N_("Rework, round %(round)s", round=assignment.round)
    state = assignment_state(assignment.state)
    return ShownUnit(assignment, known.unit(assignment.unit_id), part, state, tuple(facts), replies[::-1])


def _callbacks(view: CaseView) -> Iterator[tuple[Fact, ...]]:
    for one in view.callbacks:
        facts = [
            Fact(N_("Moment"), one.at),
            Fact(N_("Caller reached"), N_("Yes") if one.contacted else N_("No")),
        ]
        if one.source == "caller":
            facts.append(Fact(N_("Source"), N_("Typed by the caller")))
        if one.solved:
            facts.append(Fact(N_("Solved"), SOLVED[one.solved]))
        if one.satisfied:
            facts.append(Fact(N_("Satisfaction"), SATISFIED[one.satisfied]))
        yield tuple(facts)


def _ended(clocks: list[Clock]) -> list[Clock]:
    return [one for one in clocks if one.ended is not None]
