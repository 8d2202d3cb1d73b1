"""A protected demand reaches a unit without anything that shows who asked."""

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.cases.opening import Demand
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.reading import proposed_striking, view
from hotline_tenants.cases.striking import STRUCK, struck
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from tests.cases.test_the_main_road import order_in_east, registered
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.rulings.steps import act

REPORT = Demand(
    title="举报花桥路餐馆", body="我是林小满，电话 138 0000 1234，举报花桥路餐馆倒油污。", type="report", channel="phone",
    caller_name="林小满", caller_phone="13800001234",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("请回电 138-0000-1234 或 0531-87654321", f"请回电 {STRUCK} 或 {STRUCK}"),
        ("邮箱 lin@example.org", f"邮箱 {STRUCK}"),
        ("身份证 110101199003070011。", f"身份证 {STRUCK}。"),
        ("车牌鲁A12345停在路口", f"车牌{STRUCK}停在路口"),
        ("我叫林小满，住在 3号楼2单元501室", f"{STRUCK}，住在 {STRUCK}"),
        ("花桥路 12 号的路灯 2026 年 3 月起不亮", "花桥路 12 号的路灯 2026 年 3 月起不亮"),
    ],
)
def test_what_shows_a_person_is_struck_and_what_shows_the_place_stays(text: str, left: str) -> None:
    assert struck(text) == left


def test_the_callers_own_data_are_struck_wherever_they_stand() -> None:
    assert struck("林小满家门口", name="林小满", phone="") == f"{STRUCK}家门口"


async def test_a_protected_demand_is_dispatched_only_with_a_confirmed_text(house: House) -> None:
    opened = await registered(house, REPORT)
    bare = Dispatch(category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units["C-HOUSING"])
    with pytest.raises(Refused) as refused:
        await act(house, "dispatcher", dispatch, opened.id, bare)
    assert set(refused.value.fields) == {"struck_title", "struck_body"}
    async with house.acting("dispatcher") as (db, actor):
        title, body = await proposed_striking(db, await case_for(db, actor, opened.id))
    assert "林小满" not in body
    assert "138" not in body
    confirmed = Dispatch(
        category_id=bare.category_id, lead_id=bare.lead_id, struck_title=title, struck_body=body
    )
    await act(house, "dispatcher", dispatch, opened.id, confirmed)
    async with house.acting("housing_officer") as (db, actor):
        seen = await view(db, actor, await case_for(db, actor, opened.id))
    assert (seen.title, seen.body, seen.caller) == (title, body, None)
    async with house.acting("dispatcher") as (db, actor):
        assert (await view(db, actor, await case_for(db, actor, opened.id))).body == REPORT.body


async def test_a_district_gets_the_struck_text_and_nothing_else(house: House) -> None:
    opened = await registered(house, REPORT)
    given = Dispatch(
        category_id=house.cast.category(CITY, "路灯"), lead_id=house.cast.units[EAST], struck_title="举报餐馆",
        struck_body="举报花桥路餐馆倒油污。",
    )  # fmt: skip
    await act(house, "dispatcher", dispatch, opened.id, given)
    order = await order_in_east(house, opened.id)
    async with house.acting("east_dispatcher") as (db, actor):
        seen = await view(db, actor, await case_for(db, actor, order))
    assert (seen.title, seen.body) == ("举报餐馆", "举报花桥路餐馆倒油污。")
    assert seen.caller is not None
    assert seen.caller.name == seen.caller.phone == ""
