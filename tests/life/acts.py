"""Every verb on a case as an act of the state machines, with words and choices made from one number."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.callbacks import calling, closing, objecting, reworking, withdrawing
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.words import NOT_ACCEPTED, SATISFIED, SOLVED, TRANSFER_LINES, TYPES
from hotline_tenants.committees import inviting
from hotline_tenants.handling import dispatching, merging, replying, reviewing, taking_on, telling
from hotline_tenants.intake import settling
from hotline_tenants.rulings import (
    calling_in,
    conflicting,
    deferring,
    designating,
    extending,
    granting_deferrals,
    granting_extensions,
    pausing,
    resuming,
    returning,
    running_on,
)
from hotline_tenants.rulings.words import DEFERRAL_REASONS, EXTENSION_REASONS, RETURN_REASONS
from tests.life.city import City

WORDS = "现场查看并对照职责清单，照片见附件。"


@dataclass(frozen=True)
class Given:
    """On what an act is done, and the number from which its choices are made: 0 is the plainest, sevens are wrong."""

    city: City
    tenant: int
    case_id: uuid.UUID
    assignment_id: uuid.UUID | None
    number: int
    version: int | None
    at: dt.datetime

    @property
    def common(self) -> dict[str, Any]:
        return {"version": self.version, "at": self.at}

    @property
    def words(self) -> str:
        """Sometimes somebody writes nothing."""
        return "" if self.number % 10 == 7 else WORDS

    def one_of(self, choices: Any) -> Any:
        """A choice; sometimes none of the list."""
        return "no such word" if self.number % 31 == 30 else sorted(choices)[self.number % len(choices)]

    @property
    def committee(self) -> uuid.UUID | None:
        """One of the tenant's committees, where it has some."""
        return next((unit.id for unit in self.city.units[self.tenant] if unit.kind == "committee"), None)

    def units(self, count: int) -> list[uuid.UUID]:
        """Some handling units of the tenant, in a turning order."""
        handling = self.city.units[self.tenant].handling()
        able = [unit.id for unit in sorted(handling, key=lambda one: one.governs_tenant_id is not None)]
        return [able[(self.number + place) % len(able)] for place in range(count)]


Run = Callable[[Db, Actor, Given], Awaitable[object]]


@dataclass(frozen=True)
class Move:
    """An act with its verb."""

    run: Run
    on_part: bool = False


def _case(verb: Callable[..., Awaitable[None]], given: Callable[[Given], dict[str, Any]]) -> Move:
    async def run(db: Db, actor: Actor, on: Given) -> None:
        await verb(db, actor, on.case_id, **given(on), **on.common)

    return Move(run)


def _own(verb: Callable[..., Awaitable[None]], given: Callable[[Given], dict[str, Any]]) -> Move:
    async def run(db: Db, actor: Actor, on: Given) -> None:
        await verb(db, actor, on.case_id, on.assignment_id, **given(on), **on.common)

    return Move(run, on_part=True)


def _nothing(_: Given) -> dict[str, Any]:
    return {}


async def _dispatch(db: Db, actor: Actor, on: Given) -> None:
    lead, *others = on.units(1 + (0, 0, 1, 2)[on.number // 7 % 4])
    decision = dispatching.Dispatch(
        category_id=on.city.categories[on.tenant], lead_id=lead, co_ids=others, opinion=on.words,
        struck_title="路灯", struck_body="路灯不亮。",
    )  # fmt: skip
    await dispatching.dispatch(db, actor, on.case_id, decision, **on.common)


async def _designate(db: Db, actor: Actor, on: Given) -> None:
    lead, *others = on.units(3)
    given = designating.Designation(
        unit_id=lead,
        form=("meeting", "leader")[on.number // 2 % 2],
        minutes=on.words,
        units=[lead, *others][: on.number % 4],
    )
    await designating.designate(db, actor, on.case_id, given, **on.common)


async def _assign(db: Db, actor: Actor, on: Given) -> None:
    officers = [
        one.account_id for one in on.city.people.values() if one.unit_id and one.unit_id == actor.unit_id
    ]
    await taking_on.assign(
        db, actor, on.case_id, _known(on), person=officers[on.number % len(officers)] if officers else None, note="",
        **on.common,
    )  # fmt: skip


async def _call(db: Db, actor: Actor, on: Given) -> None:
    reached = on.number % 3 != 2
    answers = calling.Answers(
        contacted=reached, unit_contacted=(True, False, None)[on.number % 3], note="",
        solved=on.one_of(SOLVED) if reached else None, satisfied=on.one_of(SATISFIED) if reached else None,
    )  # fmt: skip
    await calling.call(db, actor, on.case_id, answers, **on.common)


async def _merge(db: Db, actor: Actor, on: Given) -> None:
    """Into another case of the house, the oldest first; sometimes into itself or into none."""
    numbers = select(Case.number).where(Case.tenant_id == db.tenant).order_by(Case.id)
    others = list((await db.execute(numbers.where(Case.id != on.case_id))).scalars())
    into = others[on.number % len(others)] if others and on.number % 10 != 7 else "no such number"
    await merging.merge(db, actor, on.case_id, into=into, **on.common)


def _known(on: Given) -> uuid.UUID:
    return on.assignment_id or uuid.UUID(int=0)


def _request(reasons: Any) -> Callable[[Given], dict[str, Any]]:
    return lambda on: {"reason": on.one_of(reasons), "evidence": on.words}


def _ruled(**fixed: object) -> Callable[[Given], dict[str, Any]]:
    return lambda on: {"ruling": on.words, **fixed}


def _reason(on: Given) -> dict[str, Any]:
    return {"reason": on.words}


def _review_day(on: Given) -> dict[str, Any]:
    return {**_request(DEFERRAL_REASONS)(on), "review_on": on.at.date() + dt.timedelta(days=on.number % 60)}


MOVES: dict[str, Move] = {
    "dispatch": Move(_dispatch),
    "sign": _own(taking_on.sign, _nothing),
    "reply": _own(replying.reply, lambda on: {"inner": on.words, "public": on.words}),
    "sign_off": _own(replying.sign_off, _nothing),
    "accept_reply": _own(reviewing.accept_reply, _nothing),
    "call": Move(_call),
    "close": _case(closing.close, _nothing),
    "object": _case(objecting.object_to, _reason),
    "uphold_objection": _case(objecting.decide, _ruled(upheld=True)),
    "rework": _case(reworking.rework, _reason),
    "accept": _case(settling.accept, _nothing),
    "answer": _case(settling.answer, lambda on: {"answer": on.words}),
    "not_accept": _case(settling.not_accept, lambda on: {"reason": on.one_of(NOT_ACCEPTED), "guidance": on.words}),
    "transfer": _case(settling.transfer, lambda on: {"given": settling.Transfer(
        line=on.one_of(TRANSFER_LINES), three_way=on.number % 2 == 0, answered_by=on.words, agreed=on.words)}),
    "reclassify": _case(
        dispatching.reclassify,
        lambda on: {"category_id": on.city.categories[on.tenant], "case_type": on.one_of(TYPES),
                    "urgency": ("general", "general", "urgent", "extra_urgent")[on.number % 4]},
    ),
    "assign": Move(_assign, on_part=True),
    "told": _own(telling.tell_by_telephone, lambda on: {"told": on.words, "told_at": on.at - dt.timedelta(days=on.number % 9 // 8)}),
    "contact": _own(taking_on.contact, lambda on: {"note": on.words}),
    "merge": Move(_merge),
    "unmerge": _case(merging.unmerge, _reason),
    "hand_back": _own(replying.hand_back, _reason),
    "send_back": _own(reviewing.send_back, _reason),
    "archive": _case(closing.archive, _nothing),
    "withdraw": _case(withdrawing.withdraw, lambda on: {"reason": on.words, "confirmed": on.number % 5 != 4}),
    "reject_objection": _case(objecting.decide, _ruled(upheld=False)),
    "return_up": _case(returning.ask_up, _request(RETURN_REASONS)),
    "ask_return": _own(returning.ask, _request(RETURN_REASONS)),
    "grant_return": _own(returning.rule, _ruled(granted=True)),
    "refuse_return": _own(returning.rule, _ruled(granted=False)),
    "return_finally": _own(returning.rule_finally, lambda on: {"ruling": on.words, "unit_id": on.units(1)[0]}),
    "keep_finally": _own(returning.rule_finally, _ruled(unit_id=None)),
    "ask_extension": _own(extending.ask, _request(EXTENSION_REASONS)),
    "grant_extension": _own(granting_extensions.rule, _ruled(granted=True)),
    "refuse_extension": _own(granting_extensions.rule, _ruled(granted=False)),
    "pause": _own(pausing.await_caller, lambda on: {"question": on.words}),
    "go_on": _own(running_on.go_on, _nothing),
    "pass_answer": _own(running_on.pass_answer, lambda on: {"answer": on.words}),
    "ask_deferral": _own(deferring.ask, _review_day),
    "grant_deferral": _own(granting_deferrals.rule, _ruled(granted=True)),
    "refuse_deferral": _own(granting_deferrals.rule, _ruled(granted=False)),
    "resume": _case(resuming.resume, _reason),
    "designate": Move(_designate),
    "invite": _own(inviting.invite, lambda on: {"unit_id": on.committee, "reason": on.words}),
    "call_in": _own(calling_in.call_in, lambda on: {"unit_id": on.units(1)[0], "reason": on.words}),
    "declare_conflict": _case(
        conflicting.declare_conflict, lambda on: {"unit_id": on.units(1)[0], "reason": on.words}
    ),
}  # fmt: skip
"""By their names in `cases.lifecycle`, those of the main road first."""

NAMES: Sequence[str] = tuple(MOVES)

WEIGHTS: dict[str, int] = {
    "dispatch": 16, "sign": 8, "told": 3, "reply": 10, "sign_off": 10, "accept_reply": 10, "call": 10, "close": 10, "rework": 8,
    "object": 6, "uphold_objection": 6, "reject_objection": 3, "send_back": 4, "return_up": 4, "ask_return": 5,
    "grant_return": 6, "refuse_return": 4, "return_finally": 6, "keep_finally": 4, "ask_extension": 5,
    "grant_extension": 6, "refuse_extension": 3, "pause": 5, "go_on": 3, "pass_answer": 5, "ask_deferral": 3,
    "grant_deferral": 8, "refuse_deferral": 3, "call_in": 5, "invite": 3, "accept": 2, "assign": 2, "contact": 2, "hand_back": 2,
    "resume": 2, "designate": 2, "merge": 4, "unmerge": 2,
}  # fmt: skip
"""How often an act is tried where it is possible; once, what is not named: most of that ends a case."""
