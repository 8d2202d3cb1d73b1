"""Drafting a letter: what may be supervised, by whom, once; refusals beside the success."""

import datetime as dt
import uuid

import pytest

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_tenants.callbacks.withdrawing import withdraw
from hotline_tenants.supervision import drafting, issuing
from tests.conftest import House
from tests.supervision.desk import drafted, late_case, staffed


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def test_what_cannot_be_supervised_is_refused_in_words(desk: House) -> None:
    case_id = await late_case(desk)
    other = await late_case(desk, "C-WATER")

    async def why(login: str = "supervisor", **given: object) -> str:
        try:
            await drafted(desk, login=login, **given)  # type: ignore[arg-type]
        except Refused as refusal:
            return " ".join(str(one) for one in refusal.fields.values()) or str(refusal.message)
        return "done"

    assert await why(cases=(case_id,)) == "done"
    assert "does not handle" in await why(cases=(other,))
    assert "lies in the past" in await why(days=-1)
    with pytest.raises(NotFound):
        await drafted(desk, cases=(uuid.uuid4(),))
    with pytest.raises(NotFound):
        await drafted(desk, login="east_supervisor", unit="E-BRIDGE", cases=(case_id,))
    with pytest.raises(NotAllowed):
        await drafted(desk, login="dispatcher")
    async with desk.acting("east_dispatcher") as (db, _):
        superior = await db.driver.fetchval(
            f"SELECT id FROM units WHERE tenant_id = {desk.cast.east} AND kind = 'superior'"
        )
    desk.cast.units["ABOVE"] = superior
    assert "goes down" in await why("east_supervisor", unit="ABOVE")
    async with desk.acting("callback_officer") as (db, actor):
        await withdraw(
            db, actor, case_id, reason="已解决", confirmed=True, version=None, at=desk.later(minutes=1)
        )
    assert "is closed" in await why(cases=(case_id,))


async def test_whoever_handled_a_case_does_not_supervise_it(desk: House) -> None:
    case_id = await late_case(desk)
    handled = desk.cast.actors["dispatcher"]
    both = type(handled)(tenant=handled.tenant, role="supervisor", name="both", account_id=handled.account_id)
    async with desk.database.transaction(both.scope) as db:
        new = drafting.Draft(
            form="phone", title="催办", requirement="请尽快办理。", unit_id=desk.cast.units["C-HOUSING"],
            due_at=desk.now + dt.timedelta(days=2), cases=(case_id,),
        )  # fmt: skip
        with pytest.raises(Refused, match="handled this case yourself"):
            await drafting.draft(db, both, new, at=desk.now)


async def test_a_double_click_makes_one_draft_and_an_old_page_changes_nothing(desk: House) -> None:
    form_id = uuid.uuid4()
    first = await drafted(desk, form_id=form_id)
    assert await drafted(desk, form_id=form_id) == first
    async with desk.acting("supervisor") as (db, actor):
        await issuing.submit(db, actor, first, version=1, at=desk.now)
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Stale):
            await drafting.discard(db, actor, first, version=1, at=desk.now)
