"""Roads on which something was lost once, each found by a random life and cut down by hand."""

import pytest

from tests.life.roads import lived, stepping
from tests.life.world import World

_HANDLED = "dispatch@dispatcher sign@housing_officer"
_STREET = "dispatch@dispatcher#2 dispatch@east_dispatcher sign@bridge_officer"
_STREET_ANSWERED = f"{_STREET} reply@bridge_officer sign_off@bridge_leader accept_reply@east_reviewer"
_WATER_ANSWERED = "sign@water_officer reply@water_officer sign_off@water_leader accept_reply@reviewer:C-WATER"
_LEAD_ANSWERED = "^dispatch@dispatcher ^sign@housing_officer ^reply@housing_officer ^sign_off@housing_leader ^accept_reply@reviewer"
_HOUSING_AGAIN = "sign@housing_officer reply@housing_officer sign_off@housing_leader accept_reply@reviewer"
_EAST_ANSWERED = (
    "^dispatch@dispatcher#2 ^dispatch@east_dispatcher ^sign@bridge_officer ^reply@bridge_officer "
    "^sign_off@bridge_leader ^accept_reply@east_reviewer"
)
_CHAIN = "dispatch@east_dispatcher#3 dispatch@dispatcher#3 dispatch@west_dispatcher sign@pine_officer"

ROADS = {
    "work assigned to a person is no fault in the history": ("city", f"{_HANDLED} assign@housing_officer"),
    "a co-handler is relieved when the desk answers what the lead returned": (
        "city",
        "dispatch@dispatcher#15 ask_return@housing_officer grant_return@dispatcher:C-HOUSING answer@operator",
    ),
    "an order that was answered ends when the caller withdraws": (
        "city",
        f"{_STREET_ANSWERED} accept_reply@reviewer withdraw@callback_officer",
    ),
    "what a street asked for lapses with its order": (
        "city",
        f"{_STREET} ask_deferral@bridge_officer#5 withdraw@callback_officer",
    ),
    "what a unit asked for lapses when its reply is accepted": (
        "city",
        f"{_HANDLED} ask_extension@housing_officer reply@housing_officer sign_off@housing_leader accept_reply@reviewer",
    ),
    "a street that replies awaits the caller no more": (
        "city",
        (f"{_STREET} pause@bridge_officer reply@bridge_officer sign_off@bridge_leader accept_reply@east_reviewer "
        "send_back@reviewer"),
    ),
    "what is long-pending moves with its extension": (
        "city",
        (f"{_HANDLED} ask_extension@housing_officer ask_deferral@housing_officer#5 grant_deferral@duty_head "
        "grant_extension@reviewer"),
    ),
    "an extension in the district ends before the city's answer is due": (
        "city",
        ("dispatch@dispatcher#2 reclassify@east_dispatcher dispatch@east_dispatcher sign@bridge_officer "
        "ask_extension@bridge_officer grant_extension@reviewer"),
    ),
    "a district that co-handled ends with the case after rework": (
        "city",
        (f"dispatch@dispatcher#16 dispatch@east_dispatcher sign@bridge_officer reply@bridge_officer "
        f"sign_off@bridge_leader accept_reply@east_reviewer {_WATER_ANSWERED} accept_reply@reviewer:990101 "
        f"call@callback_officer rework@callback_officer {_WATER_ANSWERED} call@callback_officer "
        "close@callback_officer"),
    ),
    "a district answers when its last co-handler is gone": (
        "city",
        ("dispatch@dispatcher#2 dispatch@east_dispatcher#16 ask_return@order_officer sign@bridge_officer "
        "reply@bridge_officer sign_off@bridge_leader accept_reply@east_reviewer:E-BRIDGE "
        "grant_return@east_dispatcher:E-ORDER"),
    ),
    "a co-handler's accepted reply brings no callback while nobody leads": (
        "east",
        ("dispatch@east_dispatcher#16 sign@order_officer reply@order_officer sign_off@order_leader "
        "ask_return@bridge_officer grant_return@east_dispatcher:E-BRIDGE accept_reply@east_reviewer:E-ORDER"),
    ),
    "a return asked for before is granted in what is long-pending": (
        "city",
        (f"{_HANDLED} ask_return@housing_officer ask_deferral@housing_officer#5 grant_deferral@duty_head "
        "grant_return@dispatcher"),
    ),
    "a pause reaches the government that took the call, two above": (
        "east",
        f"{_CHAIN} pause@pine_officer pass_answer@east_callback",
    ),
    "an extension is granted two above": ("east", f"{_CHAIN} ask_extension@pine_officer grant_extension@east_reviewer"),
    "long-pending is approved three times": (
        "east",
        (f"{_CHAIN} ask_deferral@pine_officer#5 grant_deferral@west_head grant_deferral@duty_head "
        "grant_deferral@east_head"),
    ),
    "a merged case goes on to its own caller, and its rework is its own": (
        "city",
        (f"again merge@dispatcher {_LEAD_ANSWERED} call@callback_officer rework@callback_officer {_HOUSING_AGAIN} "
        "call@callback_officer rework@callback_officer "
        f"{_HOUSING_AGAIN} call@callback_officer#3 close@callback_officer object@callback_officer "
        "uphold_objection@duty_head"),
    ),
    "an objection to what came with another case's answer is upheld": (
        "city",
        (f"again merge@dispatcher {_LEAD_ANSWERED} call@callback_officer close@callback_officer "
        f"object@callback_officer uphold_objection@duty_head {_HOUSING_AGAIN}"),
    ),
    "the rework of a merged case opens an order of its own in the district": (
        "city",
        (f"again merge@dispatcher {_EAST_ANSWERED} ^accept_reply@reviewer call@callback_officer rework@callback_officer "
        "dispatch@east_dispatcher sign@bridge_officer reply@bridge_officer sign_off@bridge_leader "
        "accept_reply@east_reviewer accept_reply@reviewer call@callback_officer rework@callback_officer "
        "sign@bridge_officer"),
    ),
    "what a district works on is merged by the city and comes back to the desk": (
        "city",
        ("again dispatch@dispatcher#2 dispatch@east_dispatcher sign@bridge_officer ask_extension@bridge_officer "
        "merge@dispatcher unmerge@dispatcher dispatch@dispatcher#2 dispatch@east_dispatcher"),
    ),
    "a merged case stands on its own when the other is answered at the desk": (
        "city", "again merge@dispatcher ^answer@operator dispatch@dispatcher",
    ),
    "a merged case stands on its own when the other is withdrawn": (
        "city", "again merge@dispatcher ^dispatch@dispatcher#2 ^withdraw@callback_officer dispatch@dispatcher",
    ),
    "a merged demand is withdrawn by its own caller": (
        "city", f"again merge@dispatcher withdraw@callback_officer {_LEAD_ANSWERED}",
    ),
    "a district's own call follows the order of the city": (
        "city",
        ("dispatch@dispatcher#2 again#3 merge@east_dispatcher ^dispatch@east_dispatcher ^sign@bridge_officer "
        "^reply@bridge_officer ^sign_off@bridge_leader ^accept_reply@east_reviewer accept_reply@reviewer "
        "call@callback_officer#3 close@callback_officer call@east_callback close@east_callback"),
    ),
    "a district's own call is let go when the city takes its order back": (
        "city",
        ("dispatch@dispatcher#2 again#3 merge@east_dispatcher withdraw@callback_officer dispatch@east_dispatcher "
        "sign@bridge_officer"),
    ),
    "a co-handler's return lets a merged case go on with the lead's answer": (
        "city",
        ("again merge@dispatcher ^dispatch@dispatcher#15 ^sign@housing_officer ^ask_return@water_officer "
        "^reply@housing_officer ^sign_off@housing_leader ^accept_reply@reviewer:C-HOUSING "
        "^grant_return@dispatcher:C-WATER call@callback_officer"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("home", "road"), ROADS.values(), ids=list(ROADS))
def test_nothing_is_lost_on_a_road_where_something_was_lost_once(world: World, home: str, road: str) -> None:
    life = lived(world, road, at_home=home)
    life.proves()
    assert not [one for one in life.seen.rulings if one.state == "asked"]


def test_an_order_is_not_handed_back_to_where_it_came_from(world: World) -> None:
    life = lived(world, "dispatch@dispatcher#2")
    for step in ("dispatch@east_dispatcher#14", "designate@east_head#3"):
        assert not life.tries(*stepping(life, step), age=0)
    assert life.tries(*stepping(life, "dispatch@east_dispatcher#16"), age=0)
