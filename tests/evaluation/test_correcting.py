"""A published month is corrected by lines of their own: proposed with evidence, confirmed by somebody else, provable."""

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.notices.model import Notice
from hotline_tenants.evaluation.amending import Proposal, decide_correction, propose_correction
from hotline_tenants.evaluation.correction import Correction
from hotline_tenants.evaluation.corrections import (
    correction_for,
    corrections_of,
    corrections_to,
)
from hotline_tenants.evaluation.evidence import evidence_of
from hotline_tenants.evaluation.publishing import publish, scores_of
from hotline_tenants.evaluation.standing import standing_of
from hotline_tenants.evaluation.verifying import verify_evaluations
from hotline_tenants.figures.intervals import Rate
from tests.cast import EAST
from tests.conftest import House
from tests.enclosures import made
from tests.evaluation.test_packing import published, recomputed, unpacked
from tests.evaluation.test_publishing import MARCH, drawn_up, keeping


async def proposed(house: House, unit: str = EAST, **given: Any) -> uuid.UUID:
    wanted = {
        "indicator": "reply",
        "counted": 3,
        "of": 4,
        "reason": "系统故障期间的答复未计入。",
        "beside": Rate(1, 4),
        **given,
    }
    async with keeping(house) as (db, actor):
        return await propose_correction(
            db, actor, MARCH, Proposal(house.cast.units[unit], **wanted), await proof(house), at=house.now
        )


async def confirmed(house: House, correction: uuid.UUID, *, granted: bool = True) -> None:
    async with house.acting("duty_head") as (db, actor):
        await decide_correction(
            db, actor, correction, confirmed=granted, answer="核实属实。", at=house.later(hours=1)
        )


async def proof(house: House) -> Sequence[Checked]:
    return [await made.checked(house, "更正说明.pdf", made.pdf(), house.cast.city)]


async def told(house: House, login: str) -> list[str]:
    async with house.acting(login) as (db, actor):
        kinds = select(Notice.kind).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id
        )
        return [one for one in await db.scalars(kinds) if "correct" in one]


async def test_a_correction_is_a_line_beside_what_was_published_on_both_sides(house: House) -> None:
    await published(house)
    async with house.acting("east_head") as (db, _):
        before = await standing_of(db, MARCH)
        assert before is not None
        lines, score = before.lines, before.corrected
    async with keeping(house) as (db, _):
        scores = await scores_of(db, MARCH)
    correction = await proposed(house)
    async with house.acting("east_head") as (db, actor):
        assert list(await corrections_of(db, MARCH, house.cast.units[EAST])) == []
        with pytest.raises(NotFound):
            await correction_for(db, actor, correction)
    await confirmed(house, correction)
    async with house.acting("east_head") as (db, _):
        after = await standing_of(db, MARCH)
        assert after is not None
        assert (after.lines, after.corrected) == (lines, score), "what was published stays"
        (own,) = await corrections_of(db, MARCH, house.cast.units[EAST])
        assert (own.counted, own.of, own.reason) == (3, 4, "系统故障期间的答复未计入。")
        assert (score, own.score) == (Decimal("25.0000"), Decimal("20.0000"))
        assert (own.before_verdict, own.verdict, own.beside_verdict) == ("few", "few", "few")
        assert (own.beside_counted, own.beside_of, own.beside_score) == (1, 4, Decimal("11.2500"))
        (file,) = await evidence_of(db, own)
        assert file.name == "更正说明.pdf"
    async with keeping(house) as (db, _):
        assert await scores_of(db, MARCH) == scores
        (above,) = await corrections_to(db, MARCH)
        assert above.score == own.score
    assert await told(house, "duty_head") == ["correction_proposed"]
    assert await told(house, "inspector") == ["correction_decided"]
    assert await told(house, "east_head") == ["evaluation_corrected"]


async def test_whoever_proposes_does_not_confirm_and_one_is_decided_once(house: House) -> None:
    await published(house)
    correction = await proposed(house)
    async with house.acting("inspector") as (db, actor):
        with pytest.raises(NotAllowed):
            await decide_correction(db, actor, correction, confirmed=True, answer="属实。", at=house.now)
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await decide_correction(db, actor, correction, confirmed=True, answer="属实。", at=house.now)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await decide_correction(db, actor, correction, confirmed=True, answer=" ", at=house.now)
        assert list(refusal.value.fields) == ["answer"]
        await db.abandon()
        this = Correction.tenant_id == db.tenant, Correction.id == correction
        await db.execute(update(Correction).where(*this).values(proposed_by=actor.account_id))
        with pytest.raises(Refused, match="Somebody else"):
            await decide_correction(db, actor, correction, confirmed=True, answer="属实。", at=house.now)
        await db.abandon()
    await confirmed(house, correction, granted=False)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused, match="already"):
            await decide_correction(db, actor, correction, confirmed=True, answer="属实。", at=house.now)
    async with house.acting("east_head") as (db, _):
        assert list(await corrections_of(db, MARCH, house.cast.units[EAST])) == [], "nothing was corrected"
    assert await told(house, "east_head") == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"counted": 5}, "counted"),
        ({"of": 0, "counted": 0}, "counted"),
        ({"reason": " "}, "reason"),
        ({"indicator": "popularity"}, "indicator"),
        ({"counted": 0, "of": 1, "indicator": "response"}, "counted"),
        ({"beside": None}, "beside_counted"),
        ({"beside": Rate(5, 4)}, "beside_counted"),
    ],
)
async def test_a_proposal_that_says_nothing_new_or_nothing_possible_is_refused_at_its_field(
    house: House, wrong: dict[str, Any], field: str
) -> None:
    await published(house)
    with pytest.raises(Refused) as refusal:
        await proposed(house, **wrong)
    assert list(refusal.value.fields) == [field]
    await proposed(house)
    with pytest.raises(Refused, match="waits"):
        await proposed(house, counted=2)


async def test_it_needs_a_published_month_a_unit_of_it_evidence_and_the_right(house: House) -> None:
    await drawn_up(house)
    with pytest.raises(Refused, match="not published"):
        await proposed(house)
    async with house.acting("duty_head") as (db, actor):
        await publish(db, actor, MARCH, at=house.later(days=17))
    proposal = Proposal(house.cast.units["E-BRIDGE"], "reply", 3, 4, "漏计。")
    async with keeping(house) as (db, actor):
        with pytest.raises(Refused) as refusal:
            await propose_correction(db, actor, MARCH, proposal, [], at=house.now)
        assert list(refusal.value.fields) == ["unit_id", "files"]
        with pytest.raises(NotFound):
            await propose_correction(db, actor, dt.date(2026, 2, 1), proposal, [], at=house.now)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(NotAllowed):
            await propose_correction(db, actor, MARCH, proposal, [], at=house.now)


async def test_corrections_are_proven_one_after_the_other_and_the_pack_recomputes_them(
    house: House, tmp_path: Path
) -> None:
    await published(house)
    await confirmed(house, await proposed(house))
    await confirmed(house, await proposed(house, indicator="resolution", counted=2, of=2))
    await confirmed(house, await proposed(house, counted=4))
    async with keeping(house) as (db, _):
        (proof_of,) = await verify_evaluations(db)
        assert (proof_of.holds, proof_of.corrections, proof_of.moved) == (True, 3, ())
        last = (await corrections_to(db, MARCH))[-1]
        assert (last.before_counted, last.before_of) == (3, 4), "it corrects what counted then"
        await db.execute(
            update(Correction)
            .where(Correction.tenant_id == db.tenant, Correction.id == last.id)
            .values(score=Decimal(99))
        )
        (proof_of,) = await verify_evaluations(db)
        assert not proof_of.holds
        await db.abandon()
        this = Correction.tenant_id == db.tenant, Correction.id == last.id
        for touched in ({"verdict": "better"}, {"beside_verdict": "better"}, {"beside_score": Decimal(99)}):
            await db.execute(update(Correction).where(*this).values(**touched))
            (proof_of,) = await verify_evaluations(db)
            assert not proof_of.holds, touched
            await db.abandon()
    found = recomputed(await unpacked(house, tmp_path))
    assert found.returncode == 0, found.stdout + found.stderr
    assert "same  score that counts: 25.0000" in found.stdout
    assert "same  score after correction 3" in found.stdout
    assert "same  band after correction 3: few" in found.stdout


async def test_the_leader_of_a_unit_is_told_and_reads_it(house: House) -> None:
    await published(house)
    await confirmed(house, await proposed(house, unit="C-HOUSING", counted=1, of=9))
    assert await told(house, "housing_leader") == ["evaluation_corrected"]
    async with house.acting("housing_leader") as (db, actor):
        assert actor.unit_id is not None
        (own,) = await corrections_of(db, MARCH, actor.unit_id)
        assert (await correction_for(db, actor, own.id)).confirmed
    async with house.acting("water_leader") as (db, actor):
        with pytest.raises(NotFound):
            await correction_for(db, actor, own.id)
