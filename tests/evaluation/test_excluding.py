"""Work is left out of a month by its kind, with evidence and by two people; raw and adjusted stand side by side."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, select, update

from hotline_platform.database.session import Db
from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.jobs.model import Job
from hotline_tenants.evaluation.adjusting import take_out
from hotline_tenants.evaluation.evidence import evidence_of
from hotline_tenants.evaluation.excluding import Application, apply_for
from hotline_tenants.evaluation.exclusions import exclusion_of, exclusions_of, exclusions_to
from hotline_tenants.evaluation.granting import Verdict, decide_exclusion
from hotline_tenants.evaluation.model import Cell, EvaluatedRow, Exclusion, Score
from hotline_tenants.evaluation.objecting import Decision, decide, object_to
from hotline_tenants.evaluation.publishing import publish, scores_of
from hotline_tenants.evaluation.reading import bands_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, RAW
from hotline_tenants.evaluation.standing import standing_of
from hotline_tenants.evaluation.verifying import verify_evaluations
from hotline_tenants.figures.intervals import Rate
from tests.cast import EAST
from tests.conftest import House
from tests.enclosures import made
from tests.evaluation.test_publishing import MARCH, drawn_up

STORM = Application(
    "force_majeure",
    "3月1日至3日暴雨，道路中断，见气象证明。",
    first_on=dt.date(2026, 3, 1),
    last_on=dt.date(2026, 3, 3),
)
GRANTED = Verdict(granted=True, answer="情况属实。")
BEFORE, AFTER = Decimal("16.2500"), Decimal("40.0000")
"""The East's month as it was, and what is left of it without its first three days."""


async def test_what_is_granted_takes_out_all_like_work_what_went_well_too(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_for(house)
    await granted(house, asked)
    async with house.acting("duty_head") as (db, _):
        assert await rate_of(db, house, RAW, "reply") == Rate(2, 4)
        assert await rate_of(db, house, ADJUSTED, "reply") == Rate(1, 1), (
            "one of the three was answered in time"
        )
        found = await exclusion_of(db, asked)
        assert (found.counted, found.granted, found.reason_zh) == (3, True, "自然灾害、事故灾难等不可抗力")
        for basis, expected in ((RAW, BEFORE), (ADJUSTED, AFTER)):
            of = {one.unit_id: one.score for one in await scores_of(db, MARCH, basis)}
            assert of[house.cast.units[EAST]] == expected


async def test_both_sides_read_the_application_its_evidence_and_the_verdict(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_for(house)
    async with house.acting("duty_head") as (db, _):
        (seen,) = await exclusions_to(db, MARCH)
        (file,) = await evidence_of(db, seen)
        assert (seen.id, seen.grounds, file.name) == (asked, STORM.grounds, "气象证明.pdf")
        jobs = await db.scalars(
            select(Job.actor).where(Job.tenant_id == db.tenant, Job.actor == "fetch_file")
        )
        assert list(jobs) == ["fetch_file"], "the bytes follow by a job"
    await granted(house, asked)
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert (standing.score, standing.adjusted, standing.corrected) == (BEFORE, AFTER, AFTER)
        assert standing.adjusted_lines is not None
        shares = {line["indicator"]: (line["counted"], line["of"]) for line in standing.adjusted_lines}
        assert shares["reply"] == (1, 1)
        (own,) = await exclusions_of(db, MARCH, standing.unit_id)
        assert (own.granted, own.answer, own.counted) == (True, GRANTED.answer, 3)
        assert len(await evidence_of(db, own)) == 1
        assert await exclusions_to(db, MARCH) == []
    async with house.acting("west_reviewer") as (db, _):
        with pytest.raises(NotFound):
            await exclusion_of(db, asked)


async def test_the_score_is_made_of_the_figures_that_its_formula_names(house: House) -> None:
    await drawn_up(house, RAW)
    await granted(house, await asked_for(house))
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert (standing.basis, standing.adjusted, standing.corrected) == (RAW, AFTER, BEFORE)


async def test_an_upheld_objection_and_an_exclusion_count_together(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_for(house)
    async with house.acting("east_head") as (db, actor):
        objection = await object_to(db, actor, MARCH, "response", "已联系。", at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await decide(db, actor, objection, Decision(True, "属实。", 0, 1), at=house.now)
    await granted(house, asked)
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert standing.corrected == AFTER - 15


async def test_the_city_may_extend_it_to_like_work_of_the_whole_class(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_for(house)
    await granted(house, asked, replace(GRANTED, whole_class=True))
    async with house.acting("duty_head") as (db, _):
        assert (await exclusion_of(db, asked)).whole_class
        west = await bands_of(db, MARCH, "live", ADJUSTED)
        assert west["county"], "a county is of another class and keeps its work"
        assert west["department"]


async def test_two_exclusions_of_the_same_work_take_it_out_once(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    first = await asked_for(house)
    second = await asked_for(house, replace(STORM, type="help"))
    await granted(house, first)
    await granted(house, second)
    async with house.acting("duty_head") as (db, _):
        assert await rate_of(db, house, ADJUSTED, "reply") == Rate(1, 1)


async def test_a_refused_one_changes_nothing_and_nothing_is_decided_twice(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_for(house)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await decide_exclusion(db, actor, asked, Verdict(granted=False, answer=" "), at=house.now)
        assert list(refusal.value.fields) == ["answer"]
    async with house.acting("duty_head") as (db, actor):
        await decide_exclusion(db, actor, asked, Verdict(granted=False, answer="证据不足。"), at=house.now)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="already"):
            await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert (standing.adjusted_lines, standing.corrected) == (None, BEFORE)
        assert (await exclusion_of(db, asked)).answer == "证据不足。"


async def test_who_asked_a_district_or_somebody_without_the_right_does_not_decide(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_for(house)
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(NotAllowed):
            await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await db.execute(
            update(Exclusion).where(Exclusion.tenant_id == db.tenant).values(made_by=actor.account_id)
        )
        with pytest.raises(Refused, match="Somebody else"):
            await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
        await db.abandon()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"grounds": " "}, "grounds"),
        ({"first_on": None, "last_on": None}, "type"),
        ({"type": "gossip"}, "type"),
        ({"first_on": dt.date(2026, 3, 5)}, "last_on"),
        ({"reason": "bad_luck"}, "reason"),
        ({"category": "nowhere"}, "category_id"),
    ],
)
async def test_an_application_is_refused_at_its_field(
    house: House, changed: dict[str, object], field: str
) -> None:
    await drawn_up(house)
    files = await evidence(house)
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await apply_for(db, actor, MARCH, replace(STORM, **changed), files, at=house.now)  # type: ignore[arg-type]
        assert list(refusal.value.fields) == [field]
        await db.abandon()


async def test_it_needs_evidence_work_that_was_counted_the_right_the_month_and_the_preview(
    house: House,
) -> None:
    await drawn_up(house)
    files = await evidence(house)
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await apply_for(db, actor, MARCH, STORM, (), at=house.now)
        assert list(refusal.value.fields) == ["files"]
        with pytest.raises(NotFound):
            await apply_for(db, actor, dt.date(2026, 2, 1), STORM, files, at=house.now)
        with pytest.raises(Refused, match="preview is over"):
            await apply_for(db, actor, MARCH, STORM, files, at=house.now + dt.timedelta(days=5))
        with pytest.raises(Refused, match="Nothing that was counted"):
            await apply_for(db, actor, MARCH, replace(STORM, type="praise"), files, at=house.now)
        await db.abandon()
    async with house.acting("east_reviewer") as (db, actor):
        with pytest.raises(NotAllowed):
            await apply_for(db, actor, MARCH, STORM, files, at=house.now)
    async with house.acting("duty_head") as (db, _):
        assert await exclusions_to(db, MARCH) == [], "what was refused is on neither side"


async def test_a_month_is_not_published_over_an_application_nor_changed_after(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    asked = await asked_for(house)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="Exclusions"):
            await publish(db, actor, MARCH, at=house.later(days=17))
    await granted(house, asked)
    async with house.acting("duty_head") as (db, actor):
        await publish(db, actor, MARCH, at=house.now)
        await db.execute(
            update(Exclusion).where(Exclusion.tenant_id == db.tenant).values(decided_at=None, granted=None)
        )
        with pytest.raises(Refused, match="published"):
            await decide_exclusion(db, actor, asked, GRANTED, at=house.now)
        await db.abandon()


async def test_the_proof_covers_rows_and_adjusted_figures_as_well(house: House) -> None:
    await drawn_up(house, ADJUSTED)
    await granted(house, await asked_for(house))
    async with house.acting("duty_head") as (db, _):
        (proof,) = await verify_evaluations(db)
        assert (proof.holds, proof.excluded, proof.moved) == (True, 1, ())
        for touched in (
            update(Score).where(Score.tenant_id == db.tenant).values(adjusted=50),
            update(Exclusion).where(Exclusion.tenant_id == db.tenant).values(last_on=dt.date(2026, 3, 4)),
            delete(Cell).where(Cell.tenant_id == db.tenant, Cell.basis == ADJUSTED),
        ):
            await db.execute(touched)
            (proof,) = await verify_evaluations(db)
            assert not proof.holds
            await db.abandon()
        rows = select(func.count()).where(EvaluatedRow.tenant_id == db.tenant, EvaluatedRow.month == MARCH)
        assert await db.scalar(rows) == 10


async def asked_for(house: House, application: Application = STORM) -> uuid.UUID:
    files = await evidence(house)
    async with house.acting("east_head") as (db, actor):
        return await apply_for(db, actor, MARCH, application, files, at=house.now)


async def granted(house: House, asked: uuid.UUID, verdict: Verdict = GRANTED) -> None:
    async with house.acting("duty_head") as (db, actor):
        await decide_exclusion(db, actor, asked, verdict, at=house.now)
    async with house.acting("duty_head") as (db, _):
        await take_out(db, MARCH)


async def evidence(house: House) -> Sequence[Checked]:
    return [await made.checked(house, "气象证明.pdf", made.pdf(), house.cast.east)]


async def rate_of(db: Db, house: House, basis: str, indicator: str) -> Rate:
    """What is counted of the East."""
    districts = (await bands_of(db, MARCH, "live", basis))["district"]
    return districts[house.cast.units[EAST]][indicator].band.rate
