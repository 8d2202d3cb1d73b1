"""Committees: they hand demands in for residents and see the answers; invited to assist they may decline."""

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.cases.model import Assignment, Case, Remark
from hotline_tenants.cases.opening import Demand
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.clocks.model import Clock
from hotline_tenants.committees import inviting
from hotline_tenants.committees.model import CommitteeInvitation
from hotline_tenants.handling import dispatching
from hotline_tenants.intake.registering import register
from hotline_tenants.network.units import unit_tree
from tests.cast import EAST, PASSWORD
from tests.conftest import House
from tests.onboarding.making import held
from tests.points.setting_up import committee
from tests.web.browsing import browsing

TYPED = {
    "title": "楼道灯不亮",
    "body": "三单元楼道灯坏了两周。",
    "type": "help",
    "place": "花桥路 3 号",
    "caller_name": "",
    "caller_phone": "",
}


@asynccontextmanager
async def lake_committee(house: House) -> AsyncIterator[None]:
    """A committee under Flower Bridge Street, and somebody of it who can sign in."""
    unit_id = await committee(house, "east_head")
    async with house.acting("east_head") as (db, _):
        account = await add_account(
            db,
            login="lake",
            name="陆小舟",
            password=PASSWORD,
            cheap=True,
            must_change_password=False,
            at=house.now,
        )
        membership = add_membership(db, account, "committee", unit_id=unit_id, city=False, at=house.now)
    bridge = house.cast.actors["bridge_officer"]
    house.cast.actors["lake"] = replace(
        bridge, role="committee", unit_id=unit_id, account_id=account, membership_id=membership
    )
    try:
        yield
    finally:
        del house.cast.actors["lake"]


async def handled_by_bridge(house: House) -> tuple[Case, Assignment]:
    """A demand of the district that Flower Bridge Street handles."""
    async with house.acting("east_operator") as (db, actor):
        demand = Demand(
            title="噪声扰民", body="夜间施工。", type="help", channel="phone", caller_name="王女士"
        )
        opened = await register(db, actor, demand, at=house.now)
    async with house.acting("east_dispatcher") as (db, actor):
        decision = dispatching.Dispatch(
            category_id=house.cast.category(EAST, "施工噪声"), lead_id=house.cast.units["E-BRIDGE"], co_ids=[],
            opinion="请处理",
        )  # fmt: skip
        await dispatching.dispatch(db, actor, opened.id, decision, version=None, at=house.now)
    async with house.acting("east_dispatcher") as (db, _):
        case = await db.scalar(select(Case).where(Case.tenant_id == db.tenant, Case.id == opened.id))
        found = await db.scalar(
            select(Assignment).where(Assignment.tenant_id == db.tenant, Assignment.case_id == opened.id)
        )
    assert case is not None
    assert found is not None
    return case, found


async def invited(house: House, reason: str = "请协助了解楼栋情况") -> CommitteeInvitation:
    case, assignment = await handled_by_bridge(house)
    async with house.acting("bridge_officer") as (db, actor):
        await inviting.invite(
            db, actor, case.id, assignment.id, unit_id=house.cast.actors["lake"].unit_id, reason=reason, version=None,
            at=house.now,
        )  # fmt: skip
        await db.write()
        (found,) = await inviting.invitations_of(db, case.id)
        return found


async def test_a_demand_handed_in_waits_for_the_desk_and_its_answer_comes_back_to_the_committee(
    house: House,
) -> None:
    async with lake_committee(house), browsing(house, "lake") as browser:
        page = (await browser.get("/committee/new")).text
        form_id = re.search(r'name="form_id" value="([^"]+)"', page)
        assert form_id is not None
        wrong = await browser.post("/committee/new", form_id=form_id[1], **{**TYPED, "title": ""})
        assert wrong.status_code == 422
        assert "三单元楼道灯坏了两周" in wrong.text
        first = await browser.post("/committee/new", form_id=form_id[1], **TYPED)
        again = await browser.post("/committee/new", form_id=form_id[1], **TYPED)
        place = first.headers["location"]
        assert again.headers["location"] == place, "the second press finds the first"
        assert "尚无答复" in (await browser.get(place)).text
        async with house.acting("east_dispatcher") as (db, _):
            (case,) = (await db.execute(select(Case).where(Case.tenant_id == db.tenant))).scalars()
            assert (case.channel, case.state) == ("committee", "registered")
            assert case.area_id == house.cast.actors["lake"].unit_id
        await run_pending(house.database)
        async with house.acting("east_dispatcher") as (db, actor):
            assert (await case_for(db, actor, case.id)).repeats == 0, "looked for like with any other case"
        async with browsing(house, "east_operator") as desk:
            await desk.get(f"/cases/{case.id}")
            answer = await desk.post(
                f"/cases/{case.id}/answer", version=str(case.version), answer="已通知物业，今晚修复。"
            )
            assert answer.status_code == 303, answer.text
        assert "已通知物业，今晚修复。" in (await browser.get(place)).text
        assert "楼道灯不亮" in (await browser.get("/committee")).text


async def test_where_committees_are_no_channel_nothing_is_handed_in(house: House) -> None:
    async with lake_committee(house), browsing(house, "lake") as browser:
        await held(house, EAST, {"channels": ["phone"]})
        refused = await browser.post("/committee/new", form_id=str(uuid.uuid4()), **TYPED)
        assert refused.status_code == 422
        assert "三单元楼道灯坏了两周" in refused.text
        await held(house, EAST, {"channels": None})
        taken = await browser.post("/committee/new", form_id=str(uuid.uuid4()), **TYPED)
        assert taken.status_code == 303


async def test_a_committee_sees_nothing_that_it_did_not_hand_in(house: House) -> None:
    case, _ = await handled_by_bridge(house)
    async with lake_committee(house), browsing(house, "lake") as browser:
        for place in (f"/committee/demands/{case.id}", f"/cases/{case.id}"):
            assert (await browser.get(place)).status_code in (403, 404)
        assert case.number not in (await browser.get("/committee")).text
    async with browsing(house, "bridge_officer") as browser:
        assert (await browser.get("/committee")).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/committee")).status_code == 303


@pytest.mark.parametrize(
    ("state", "said"), [("accepted", "accept_invitation"), ("declined", "decline_invitation")]
)
async def test_an_invitation_is_accepted_or_declined_and_nothing_else_follows(
    house: House, state: str, said: str
) -> None:
    async with lake_committee(house):
        invitation = await invited(house)
        async with house.acting("bridge_officer") as (db, _):
            clocks = select(func.count()).select_from(Clock).where(Clock.tenant_id == db.tenant)
            before = await db.scalar(clocks)
        async with browsing(house, "lake") as browser:
            page = (await browser.get(f"/committee/invitations/{invitation.id}")).text
            assert "请协助了解楼栋情况" in page
            assert "噪声扰民" not in page
            assert "王女士" not in page
            answer = await browser.post(
                f"/committee/invitations/{invitation.id}", state=state, note="我们走访了三户"
            )
            assert answer.status_code == 303
            twice = await browser.post(f"/committee/invitations/{invitation.id}", state="declined", note="")
            assert twice.status_code == 422
        async with house.acting("bridge_officer") as (db, _):
            assert await db.scalar(clocks) == before, "no clock"
            assert await db.scalar(
                select(Remark.body).where(Remark.tenant_id == db.tenant, Remark.kind == "note").limit(1)
            ) == "我们走访了三户"  # fmt: skip
        async with browsing(house, "bridge_officer") as browser:
            page = (await browser.get(f"/cases/{invitation.case_id}")).text
            assert {"accepted": "居（村）委会同意协助", "declined": "居（村）委会谢绝协助"}[state] in page
            assert "我们走访了三户" in page, "who invited reads what is answered"
    assert said in inviting.ANSWERS.values()


async def test_a_committee_is_never_dispatched_to(house: House) -> None:
    async with lake_committee(house):
        unit_id = house.cast.actors["lake"].unit_id
        async with house.acting("east_dispatcher") as (db, _):
            db.cache.forget("units", db.tenant)
            units = await unit_tree(db)
        assert unit_id not in {unit.id for unit in units.handling()}
        async with house.acting("east_operator") as (db, actor):
            demand = Demand(title="噪声扰民", body="夜间施工。", type="help", channel="phone")
            opened = await register(db, actor, demand, at=house.now)
        async with house.acting("east_dispatcher") as (db, actor):
            decision = dispatching.Dispatch(
                category_id=house.cast.category(EAST, "施工噪声"), lead_id=unit_id, co_ids=[], opinion="-"
            )
            with pytest.raises(Refused):
                await dispatching.dispatch(db, actor, opened.id, decision, version=None, at=house.now)


async def test_only_a_unit_that_handles_the_case_invites_only_a_committee_and_once(house: House) -> None:
    async with lake_committee(house):
        invitation = await invited(house)
        async with house.acting("bridge_officer") as (db, actor):
            assignment = await db.scalar(
                select(Assignment.id).where(
                    Assignment.tenant_id == db.tenant, Assignment.case_id == invitation.case_id
                )
            )
            assert assignment is not None
            for unit_id in (invitation.unit_id, house.cast.units["E-ORDER"], None):
                with pytest.raises(Refused) as refusal:
                    await inviting.invite(
                        db, actor, invitation.case_id, assignment, unit_id=unit_id, reason="请协助了解情况", version=None,
                        at=house.now,
                    )  # fmt: skip
                assert set(refusal.value.fields) == {"unit_id"}
        common = {"unit_id": invitation.unit_id, "reason": "请协助了解情况", "version": None, "at": house.now}
        async with house.acting("willow_officer") as (db, actor):
            with pytest.raises(NotFound):
                await inviting.invite(db, actor, invitation.case_id, assignment, **common)  # type: ignore[arg-type]
        async with house.acting("east_dispatcher") as (db, actor):
            with pytest.raises((NotAllowed, NotFound)):
                await inviting.invite(db, actor, invitation.case_id, assignment, **common)  # type: ignore[arg-type]
