"""A unit of the city's own previews its month, asks with evidence, and somebody uninvolved above it decides."""

import dataclasses
import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.access.accounts import add_membership
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.notices.model import Notice
from hotline_tenants.evaluation.adjusting import take_out
from hotline_tenants.evaluation.evidence import evidence_of
from hotline_tenants.evaluation.excluding import Application, apply_for
from hotline_tenants.evaluation.exclusions import exclusion_for, exclusions_to
from hotline_tenants.evaluation.granting import Verdict, decide_exclusion
from hotline_tenants.evaluation.publishing import publish
from hotline_tenants.evaluation.reckoning import ADJUSTED
from hotline_tenants.evaluation.unit_standing import standing_for, unit_months
from hotline_tenants.evaluation.verifying import verify_evaluations
from tests.conftest import House
from tests.enclosures import made
from tests.evaluation.test_publishing import MARCH, drawn_up

GRANTED = Verdict(granted=True, answer="情况属实。")
STORM = Application(
    "force_majeure",
    "3月2日暴雨，无法上门。",
    first_on=dt.date(2026, 3, 2),
    last_on=dt.date(2026, 3, 2),
)


async def test_a_leader_previews_the_unit_and_nobody_elses_lines(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    async with house.acting("housing_leader") as (db, actor):
        standing = await standing_for(db, actor, MARCH)
        assert standing is not None
        assert standing.unit_id == house.cast.units["C-HOUSING"]
        assert {line["indicator"]: line["of"] for line in standing.lines}["reply"] >= 1
        assert standing.adjusted_lines is None
        assert [score.unit_id for _, score in await unit_months(db, standing.unit_id)] == [standing.unit_id]
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert "evaluation_to_preview" in set(await db.scalars(told))
        await db.abandon()
        assert await standing_for(db, actor, dt.date(2026, 2, 1)) is None
    async with house.acting("east_head") as (db, actor):
        east = await standing_for(db, actor, MARCH)
        assert east is not None
        assert east.unit_id == house.cast.units["990101"]


async def test_what_a_unit_asks_for_is_decided_by_the_city_and_counted_in_its_figures(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_by_housing(house)
    async with house.acting("duty_head") as (db, actor):
        (seen,) = await exclusions_to(db, MARCH)
        assert (seen.id, len(await evidence_of(db, seen))) == (asked, 1)
        with pytest.raises(Refused, match="Exclusions"):
            await publish(db, actor, MARCH, at=house.now + dt.timedelta(days=17))
    async with house.acting("duty_head") as (db, actor):
        await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
    async with house.acting("duty_head") as (db, _):
        await take_out(db, MARCH)
    async with house.acting("housing_leader") as (db, actor):
        found = await exclusion_for(db, actor, asked)
        assert (found.granted, found.counted) == (True, 1)
        standing = await standing_for(db, actor, MARCH)
        assert standing is not None
        assert standing.adjusted_lines is not None
        assert standing.adjusted != standing.score
        told = select(Notice.kind).where(Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id)
        assert "exclusion_decided" in set(await db.scalars(told))
    async with house.acting("duty_head") as (db, _):
        (proof,) = await verify_evaluations(db)
        assert (proof.holds, proof.excluded) == (True, 1)


async def test_who_belongs_to_the_unit_does_not_decide_on_it(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_by_housing(house)
    async with house.acting("duty_head") as (db, actor):
        assert actor.account_id is not None
        add_membership(
            db,
            actor.account_id,
            "unit_officer",
            unit_id=house.cast.units["C-HOUSING"],
            city=True,
            at=house.now,
        )
        await db.write()
        with pytest.raises(Refused, match="uninvolved"):
            await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
        await db.abandon()
    async with house.acting("housing_leader") as (db, actor):
        with pytest.raises(NotAllowed):
            await decide_exclusion(db, actor, asked, GRANTED, at=house.now)


async def test_it_is_for_the_leader_in_time_with_evidence_and_out_of_sight_of_other_units(
    house: House,
) -> None:
    await drawn_up(house, ADJUSTED)
    files = await evidence(house)
    async with house.acting("housing_officer") as (db, actor):
        with pytest.raises(NotAllowed):
            await apply_for(db, actor, MARCH, STORM, files, at=house.now)
    async with house.acting("housing_leader") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await apply_for(db, actor, MARCH, STORM, (), at=house.now)
        assert list(refusal.value.fields) == ["files"]
        with pytest.raises(Refused, match="preview is over"):
            await apply_for(db, actor, MARCH, STORM, files, at=house.now + dt.timedelta(days=5))
        with pytest.raises(Refused, match="Nothing that was counted"):
            await apply_for(db, actor, MARCH, dataclasses.replace(STORM, type="praise"), files, at=house.now)
        await db.abandon()
    asked = await asked_by_housing(house)
    async with house.acting("water_officer") as (db, actor):
        with pytest.raises(NotFound):
            await exclusion_for(db, actor, asked)


async def asked_by_housing(house: House) -> uuid.UUID:
    files = await evidence(house)
    async with house.acting("housing_leader") as (db, actor):
        return await apply_for(db, actor, MARCH, STORM, files, at=house.now)


async def evidence(house: House) -> list[Checked]:
    return [await made.checked(house, "气象证明.pdf", made.pdf(), house.cast.city)]
