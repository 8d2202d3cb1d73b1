"""Two people at the same moment, from the same page: one act is done, the other person is told, nothing is half done."""

import asyncio
from typing import Any

import psycopg
import pytest

from hotline_platform.errors import HotlineError
from hotline_web.cases.offers import ACTS
from tests.life.acts import MOVES
from tests.life.roads import lived, stepping
from tests.life.world import Try, World

_HANDLED = "dispatch@dispatcher sign@housing_officer"
_REPLIED = f"{_HANDLED} reply@housing_officer sign_off@housing_leader"
_ANSWERED = f"{_REPLIED} accept_reply@reviewer"
_CALLED = f"{_ANSWERED} call@callback_officer"
_CLOSED = f"{_CALLED} close@callback_officer"
_OBJECTED = f"{_CLOSED} object@callback_officer"
_RETURNED = "dispatch@dispatcher ask_return@housing_officer"
_TWICE = f"{_RETURNED} refuse_return@dispatcher ask_return@housing_leader"
_EXTENDED = "dispatch@dispatcher ask_extension@housing_officer"
_PAUSED = f"{_HANDLED} pause@housing_officer"
_DEFERRED = f"{_HANDLED} ask_deferral@housing_officer#5"

TWINS: dict[str, tuple[str, str]] = {
    "accept": ("", "operator shift_leader"),
    "answer": ("", "operator shift_leader"),
    "not_accept": ("", "operator dispatcher"),
    "transfer": ("", "operator dispatcher"),
    "dispatch": ("", "dispatcher dispatcher"),
    "merge": ("again", "dispatcher dispatcher"),
    "unmerge": ("again merge@dispatcher", "dispatcher dispatcher"),
    "reclassify": ("", "dispatcher shift_leader"),
    "declare_conflict": ("dispatch@dispatcher", "dispatcher shift_leader"),
    "sign": ("dispatch@dispatcher", "housing_officer housing_leader"),
    "told": ("reclassify@dispatcher#2 dispatch@dispatcher", "dispatcher shift_leader"),
    "assign": (_HANDLED, "housing_officer housing_leader"),
    "contact": (_HANDLED, "housing_officer housing_officer"),
    "reply": (_HANDLED, "housing_officer housing_officer"),
    "sign_off": (f"{_HANDLED} reply@housing_officer", "housing_leader housing_leader"),
    "hand_back": (f"{_HANDLED} reply@housing_officer", "housing_leader housing_leader"),
    "accept_reply": (_REPLIED, "reviewer reviewer"),
    "send_back": (_REPLIED, "reviewer reviewer"),
    "call": (_ANSWERED, "callback_officer callback_officer"),
    "rework": (_CALLED, "callback_officer callback_officer"),
    "close": (_CALLED, "callback_officer callback_officer"),
    "archive": (_CLOSED, "duty_head second_head"),
    "object": (_CLOSED, "callback_officer callback_officer"),
    "uphold_objection": (_OBJECTED, "duty_head second_head"),
    "reject_objection": (_OBJECTED, "duty_head second_head"),
    "withdraw": (_HANDLED, "callback_officer callback_officer"),
    "ask_return": ("dispatch@dispatcher", "housing_officer housing_leader"),
    "grant_return": (_RETURNED, "dispatcher dispatcher"),
    "refuse_return": (_RETURNED, "dispatcher dispatcher"),
    "return_finally": (_TWICE, "duty_head second_head #1"),
    "keep_finally": (_TWICE, "duty_head second_head"),
    "return_up": ("dispatch@dispatcher#2", "east_dispatcher east_dispatcher"),
    "ask_extension": ("dispatch@dispatcher", "housing_officer housing_leader"),
    "grant_extension": (_EXTENDED, "reviewer reviewer"),
    "refuse_extension": (_EXTENDED, "reviewer reviewer"),
    "pause": (_HANDLED, "housing_officer housing_leader"),
    "go_on": (_PAUSED, "housing_officer housing_leader"),
    "pass_answer": (_PAUSED, "callback_officer callback_officer"),
    "ask_deferral": (_HANDLED, "housing_officer housing_leader #5"),
    "grant_deferral": (_DEFERRED, "duty_head second_head"),
    "refuse_deferral": (_DEFERRED, "duty_head second_head"),
    "resume": (f"{_DEFERRED} grant_deferral@duty_head", "duty_head second_head"),
    "designate": ("dispatch@dispatcher", "duty_head second_head #6"),
    "invite": ("dispatch@dispatcher", "housing_officer housing_leader"),
    "call_in": ("dispatch@dispatcher#2 dispatch@east_dispatcher sign@bridge_officer", "bridge_officer bridge_leader #1"),
}  # fmt: skip
"""How a case comes to where the act is possible (who does what, # the choice), and the two who do it then."""

_STREET = "dispatch@dispatcher#2 dispatch@east_dispatcher sign@bridge_officer"
_STREET_REPLIED = f"{_STREET} reply@bridge_officer sign_off@bridge_leader"
_LEAD_REPLIED = "^dispatch@dispatcher ^sign@housing_officer ^reply@housing_officer ^sign_off@housing_leader"
_CHAIN = "dispatch@east_dispatcher#3 dispatch@dispatcher#3 dispatch@west_dispatcher sign@pine_officer"
ACROSS = (
    ("", _STREET, "withdraw@callback_officer", "reply@bridge_officer"),
    ("", _STREET, "withdraw@callback_officer", "pause@bridge_officer"),
    ("", f"{_STREET} pause@bridge_officer", "pass_answer@callback_officer", "go_on@bridge_officer"),
    ("", _STREET_REPLIED, "designate@duty_head#6", "accept_reply@east_reviewer"),
    ("", f"{_STREET_REPLIED} accept_reply@east_reviewer", "send_back@reviewer", "send_back@east_reviewer"),
    ("", "dispatch@dispatcher#2 return_up@east_dispatcher", "grant_return@dispatcher", "dispatch@east_dispatcher"),
    ("", f"again {_STREET}", "merge@dispatcher", "reply@bridge_officer"),
    ("", f"again merge@dispatcher {_LEAD_REPLIED}", "unmerge@dispatcher", "^accept_reply@reviewer"),
    ("", f"again merge@dispatcher {_LEAD_REPLIED}", "withdraw@callback_officer", "^accept_reply@reviewer"),
    ("", "again", "merge@dispatcher", "^merge@dispatcher"),
    ("", f"{_STREET} again#3 merge@east_dispatcher", "^withdraw@callback_officer", "unmerge@east_dispatcher"),
    ("east", _CHAIN, "withdraw@east_callback", "pause@pine_officer"),
    ("east", _CHAIN, "withdraw@east_callback", "reply@pine_officer"),
    ("east", f"{_CHAIN} pause@pine_officer", "pass_answer@east_callback", "reply@pine_officer"),
    ("east", f"{_CHAIN} reply@pine_officer sign_off@pine_leader", "withdraw@east_callback", "accept_reply@west_reviewer"),
)  # fmt: skip
"""Acts of two governments on the two ends of one case, some with a third one in between."""


def test_every_act_that_a_page_offers_is_done_by_two_at_once_here() -> None:
    assert set(TWINS) == {act.name for act in ACTS} == set(MOVES)


@pytest.mark.parametrize("name", TWINS)
def test_one_wins_and_the_other_is_told(world: World, name: str) -> None:
    road, (one, other, *choice) = TWINS[name][0], TWINS[name][1].split(" ")
    life = lived(world, road, at_home="city")
    number = "".join(choice)
    tries = [stepping(life, f"{name}@{login}{number}") for login in (one, other)]
    before = life.seen
    outcomes = at_once(life, tries)
    assert outcomes.count(None) == 1, outcomes
    life.holds(before)
    case = tries[0][0].case
    assert life.seen.case(case.id).version > case.version


@pytest.mark.parametrize(("home", "road", "above", "below"), ACROSS)
def test_two_governments_act_on_one_case_and_neither_waits_for_ever(
    world: World, home: str, road: str, above: str, below: str
) -> None:
    life = lived(world, road, at_home=home or "city")
    before = life.seen
    outcomes = at_once(life, [stepping(life, above), stepping(life, below)])
    assert None in outcomes, outcomes
    life.holds(before)
    life.proves()


def at_once(life: World, tries: list[tuple[Try, int]]) -> list[HotlineError | None]:
    """Both wait for the same rows until both are there."""
    return life.runner.run(_together(life, tries))


async def _together(life: World, tries: list[tuple[Try, int]]) -> list[HotlineError | None]:
    with psycopg.connect(life.connection.info.dsn, password=life.connection.info.password) as holding:
        holding.execute("SELECT 1 FROM cases FOR UPDATE")
        tasks = [
            asyncio.create_task(life.acts(one, life.given(one, number, one.case.version)))
            for one, number in tries
        ]
        while _blocked(life.connection) < len(tasks):
            assert not any(task.done() for task in tasks), [task.result() for task in tasks if task.done()]
            await asyncio.sleep(0.005)
        holding.rollback()
        return await asyncio.gather(*tasks)


def _blocked(connection: psycopg.Connection[Any]) -> int:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    row = connection.execute(waiting).fetchone()
    assert row is not None
    return int(row[0])
