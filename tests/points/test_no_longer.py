"""What has ended is not asked for any more: a closed point, a closed unit, and committees, which have no clock."""

import datetime as dt
import uuid

import pytest

from hotline_platform.errors import Refused
from hotline_platform.tenancy.values import FILED_DAYS, setting
from hotline_tenants.handling.closing_units import close_unit
from hotline_tenants.network.keeping import NewUnit, establish
from hotline_tenants.points import acting, filing
from hotline_tenants.points.lifecycle import acts
from hotline_tenants.points.warning import warn_everywhere
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.onboarding.making import held
from tests.points.setting_up import DAY, applied, approved, committee, point_of
from tests.points.test_filing_changes import DUE, announced, change, told
from tests.web.browsing import browsing


async def test_what_was_announced_at_a_point_is_settled_when_it_closes(house: House) -> None:
    unit_id = await approved(house)
    change_id = await announced(house, unit_id)
    async with house.acting("duty_head") as (db, actor):
        await acting.close(db, actor, unit_id, reason="并入客服中心", version=None, at=house.now)
    assert (await change(house, change_id)).settled_at == house.now
    await warn_everywhere(house.database, at=DUE + dt.timedelta(days=1))
    assert await told(house) == []
    async with browsing(house, "network_officer") as browser:
        page = (await browser.get(f"/network/changes/{change_id}")).text
        assert "/filing" not in page
        assert "无需再报备" in page
        assert str(change_id) not in (await browser.get("/network/changes")).text
    await applied(house)
    async with house.acting("duty_head") as (db, actor):
        await acting.approve(db, actor, unit_id, version=None, at=house.now)
    async with house.acting("network_officer") as (db, actor):
        with pytest.raises(Refused, match="nothing to file"):
            await filing.file_announced(
                db, actor, change_id, holder="江一帆", telephone="12345", note="", at=house.now
            )


@pytest.mark.parametrize(("stage", "state"), [("applied", "refused"), ("approved", "closed")])
async def test_a_point_goes_with_its_unit(house: House, stage: str, state: str) -> None:
    async with house.acting("network_officer") as (db, actor):
        new = NewUnit(code="C-NIGHT", name_zh="夜班组", name_en="Night", kind="department")
        unit = house.cast.units["C-NIGHT"] = await establish(db, actor, new, at=house.now)
    try:
        await (applied if stage == "applied" else approved)(house, "C-NIGHT")
        waiting = await announced(house, unit) if stage == "approved" else None
        async with house.acting("network_officer") as (db, actor):
            await close_unit(db, actor, unit, at=house.now)
        assert (await point_of(house, unit)).state == state
        assert waiting is None or (await change(house, waiting)).settled_at == house.now
        async with browsing(house, "network_officer") as browser:
            assert "随单位一并关闭" in (await browser.get(f"/network/points/{unit}")).text
    finally:
        del house.cast.units["C-NIGHT"]


async def test_a_committee_has_no_limit_and_nothing_is_filed_late_there(house: House) -> None:
    unit_id = house.cast.units["E-BRIDGE-1"] = await committee(house, "east_head")
    keeper = house.cast.actors["network_officer"]
    try:
        async with house.acting("east_head") as (db, actor):
            own = type(keeper)(
                tenant=db.tenant, role="network_officer", name="keeper", account_id=uuid.UUID(int=9)
            )
            await acting.apply(db, own, unit_id, telephone="0531 8600 1200", at=house.now)
            await acting.approve(db, actor, unit_id, version=None, at=house.now)
        assert "announce_change" not in set(acts("approved", own, "committee"))
        known = filing.Change(subject="liaison", happened_on=DAY, holder="江一帆", telephone="12345")
        async with house.acting("east_head") as (db, _):
            with pytest.raises(Refused):
                await filing.announce_change(
                    db, own, unit_id, filing.Change(subject="liaison", happened_on=DAY, note="未定"), version=None,
                    at=house.now,
                )  # fmt: skip
            filed = await filing.file_change(
                db, own, unit_id, known, version=None, at=house.now + dt.timedelta(days=60)
            )
            assert (filed.due_at, filed.late, filed.waits) == (None, False, False)
        async with browsing(house, "east_head") as browser:
            for page in (
                f"/network/points/{unit_id}",
                f"/network/changes/{filed.id}",
                "/network/changes/filed",
            ):
                answer = await browser.get(page)
                assert answer.status_code == 200, page
                assert "逾期报备" not in answer.text, page
    finally:
        del house.cast.units["E-BRIDGE-1"]


async def test_the_limit_is_a_value_inside_the_citys(house: House) -> None:
    await held(house, CITY, {"filed_days": 5})
    assert (await change(house, await announced(house, await approved(house)))).due_at == DUE - dt.timedelta(
        days=7
    )
    await held(house, EAST, {"filed_days": 8})
    async with house.acting("east_head") as (db, _):
        assert await setting(db, FILED_DAYS) == 5, "never more than in the city"
