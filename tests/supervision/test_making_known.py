"""A notice of criticism is made known to all, and owed a report by those alone whom it names."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.notices.model import Notice
from hotline_tenants.guidance.confirming import confirm
from hotline_tenants.guidance.passing_on import pass_on
from hotline_tenants.guidance.queries import addressees_of
from hotline_tenants.guidance.reaching import paper_for
from hotline_tenants.supervision import exempting
from tests.cast import EAST
from tests.conftest import House
from tests.supervision.desk import at_once, drafted, issued, looked_at, staffed


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def test_it_is_read_by_every_unit_and_every_government_below_once_it_is_signed(desk: House) -> None:
    draft = await drafted(desk, form="circular")
    async with desk.acting("water_leader") as (db, actor):
        with pytest.raises(NotFound):
            await paper_for(db, actor, draft)
    notice = await issued(desk, form="circular")
    supervision, tasks = await looked_at(desk, "supervisor", notice)
    assert [task.unit_id for task in tasks] == [desk.cast.units["C-HOUSING"]], "the others owe no report"
    with pytest.raises(NotFound):
        await looked_at(desk, "water_leader", notice)
    for login in ("water_leader", "east_head"):
        async with desk.acting(login) as (db, actor):
            paper = await paper_for(db, actor, notice)
            assert paper.kind == "notice"
            assert (supervision.number or "") in paper.body
            told = select(Notice.kind).where(
                Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id
            )
            assert "guidance_received" in set((await db.execute(told)).scalars())
            await confirm(db, actor, notice, at=desk.now)
    async with desk.acting("supervisor") as (db, _):
        sent = await addressees_of(db, notice)
        read = {one.unit_id for one in sent if one.read_at is not None}
        assert {desk.cast.units[code] for code in ("C-HOUSING", "C-WATER", EAST)} <= {
            one.unit_id for one in sent
        }
        assert read == {desk.cast.units["C-WATER"], desk.cast.units[EAST]}


async def test_what_is_made_known_shows_nobody(desk: House) -> None:
    with pytest.raises(Refused) as refused:
        await drafted(desk, form="circular", facts="联系电话13800001234的诉求人多次反映。")
    assert refused.value.fields.keys() == {"facts"}


async def test_an_exemption_takes_it_back_everywhere(desk: House) -> None:
    notice = await issued(desk, form="circular")
    async with desk.acting("leader") as (db, actor):
        await exempting.exempt(db, actor, notice, reason="情况核实有误", version=None, at=desk.now)
    for login in ("water_leader", "east_head", "supervisor"):
        async with desk.acting(login) as (db, actor):
            assert (await paper_for(db, actor, notice)).state == "withdrawn"


async def passes_on(
    house: House, notice: uuid.UUID, *units: str, login: str = "east_head", days: int = 3
) -> uuid.UUID:
    async with house.acting(login) as (db, actor):
        return await pass_on(
            db, actor, notice, [house.cast.units[one] for one in units],
            read_by=house.now + dt.timedelta(days=days), at=house.now,
        )  # fmt: skip


async def test_a_district_passes_it_on_to_the_units_concerned_by_one_act_with_receipts_of_its_own(
    desk: House,
) -> None:
    notice = await issued(desk, form="circular", unit=EAST)
    async with desk.acting("bridge_leader") as (db, actor):
        with pytest.raises(NotFound):
            await paper_for(db, actor, notice)
    with pytest.raises(Refused) as refused:
        await passes_on(desk, notice)
    assert refused.value.fields.keys() == {"units"}
    own = await passes_on(desk, notice, "E-BRIDGE")
    async with desk.acting("east_head") as (db, actor):
        from_above = await paper_for(db, actor, notice)
    async with desk.acting("bridge_leader") as (db, actor):
        paper = await paper_for(db, actor, own)
        assert (paper.kind, paper.title, paper.body) == ("notice", from_above.title, from_above.body)
        await confirm(db, actor, own, at=desk.now)
    async with desk.acting("willow_leader") as (db, actor):
        with pytest.raises(NotFound):
            await paper_for(db, actor, own)
    async with desk.acting("east_supervisor") as (db, _):
        (receipt,) = await addressees_of(db, own)
        assert (receipt.unit_id, receipt.read_at) == (desk.cast.units["E-BRIDGE"], desk.now)
    with pytest.raises(Refused, match="passed on already"):
        await passes_on(desk, notice, "E-WILLOW")


async def test_it_is_passed_on_once_though_two_press_at_the_same_moment(desk: House) -> None:
    notice = await issued(desk, form="circular", unit=EAST)
    both = await at_once(
        passes_on(desk, notice, "E-BRIDGE"), passes_on(desk, notice, "E-BRIDGE", login="east_supervisor")
    )
    assert sorted(isinstance(one, Refused) for one in both) == [False, True], both


async def test_who_has_no_such_paper_or_right_passes_nothing_on(desk: House) -> None:
    notice = await issued(desk, form="circular", unit=EAST)
    with pytest.raises(NotFound):
        await passes_on(desk, notice, "C-WATER", login="duty_head")
    with pytest.raises(NotAllowed):
        await passes_on(desk, notice, "E-BRIDGE", login="east_dispatcher")


async def test_what_is_taken_back_above_is_taken_back_from_those_it_was_passed_on_to(desk: House) -> None:
    notice = await issued(desk, form="circular", unit=EAST)
    own = await passes_on(desk, notice, "E-BRIDGE")
    async with desk.acting("leader") as (db, actor):
        await exempting.exempt(db, actor, notice, reason="情况核实有误", version=None, at=desk.now)
    async with desk.acting("bridge_leader") as (db, actor):
        assert (await paper_for(db, actor, own)).state == "withdrawn"
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert "guidance_withdrawn" in set((await db.execute(told)).scalars())
    with pytest.raises(Refused, match="not in force"):
        await passes_on(desk, notice, "E-BRIDGE")
