"""Indicators of which less is better; and months that were drawn up before they were counted."""

from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.embedded import Embedded
from hotline_platform.errors import Refused
from hotline_tenants.evaluation.banding import bands
from hotline_tenants.evaluation.formulas import approve, draft
from hotline_tenants.evaluation.indicators import INDICATORS, measures_of
from hotline_tenants.evaluation.model import UnitBand
from hotline_tenants.evaluation.objecting import object_to
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.scoring import score
from hotline_tenants.evaluation.verifying import verify_evaluations
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.rates import LESS_IS_BETTER, WENT_WELL
from tests.conftest import House
from tests.evaluation.test_packing import recomputed, unpacked
from tests.evaluation.test_publishing import MARCH, WHY, drawn_up, drawn_up_now, keeping
from tests.figures.world import live_through

FIRST_EIGHT = (*WENT_WELL, "pace_median", "pace_ninth")
WEIGHTS = {"reply": 50, "overdue": 30, "reworked": 20}


def test_who_has_fewer_of_them_is_better() -> None:
    members = {"few": {"all": Rate(10, 500)}, "many": {"all": Rate(100, 500)}}
    assert {name: band.verdict for name, band in bands(members, less_is_better=True).items()} == {
        "few": "better",
        "many": "worse",
    }
    assert {name: band.verdict for name, band in bands(members).items()} == {"few": "worse", "many": "better"}


def test_a_score_takes_the_share_that_did_not_go_wrong() -> None:
    assert score({"overdue": Rate(1, 4)}, {"overdue": 100}) == Decimal("75.0000")
    assert score({"reply": Rate(1, 2), "returned": Rate(0, 9)}, {"reply": 50, "returned": 50}) == Decimal(
        "75.0000"
    )


async def test_they_have_weights_and_the_pack_recomputes_them(house: House, tmp_path: Path) -> None:
    await live_through(house)
    async with keeping(house) as (db, actor):
        await draft(db, actor, WEIGHTS, effective_from=MARCH, reason=WHY, at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await approve(db, actor, 1, at=house.now)
    house.later(days=20)
    await drawn_up_now(house)
    async with keeping(house) as (db, _):
        said = select(UnitBand.indicator).where(UnitBand.tenant_id == db.tenant, UnitBand.of > 0)
        assert set(await db.scalars(said)) >= LESS_IS_BETTER
    found = recomputed(await unpacked(house, tmp_path))
    assert found.returncode == 0, found.stdout + found.stderr
    assert "same  raw overdue counted: 1" in found.stdout


async def test_a_month_from_before_they_were_counted_stays_as_it_was(
    house: House, server: Embedded, copy: str, tmp_path: Path
) -> None:
    await drawn_up(house)
    as_it_was_before(server, copy)
    async with keeping(house) as (db, _):
        publication = await publication_of(db, MARCH)
        assert publication is not None
        assert tuple(publication.indicators) == FIRST_EIGHT
        (proof,) = await verify_evaluations(db)
        assert (proof.holds, proof.moved) == (True, ())
    found = recomputed(await unpacked(house, tmp_path))
    assert found.returncode == 0, found.stdout + found.stderr
    assert "overdue" not in found.stdout
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await object_to(db, actor, MARCH, "overdue", "已在时限内答复。", at=house.now)
        assert list(refusal.value.fields) == ["indicator"]


def as_it_was_before(server: Embedded, copy: str) -> None:
    """As if the month had been drawn up when there were eight indicators."""
    later = sorted(set(INDICATORS) - set(FIRST_EIGHT))
    measures = sorted(measures_of(INDICATORS) - measures_of(FIRST_EIGHT))
    known = psycopg.types.json.Jsonb([*FIRST_EIGHT])
    with psycopg.connect(server.url("postgres", copy), autocommit=True) as connection:
        connection.execute("UPDATE evaluation_publications SET indicators = %s", [known])
        connection.execute("DELETE FROM evaluation_bands WHERE indicator = ANY(%s)", [later])
        connection.execute("DELETE FROM evaluation_cells WHERE measure = ANY(%s)", [measures])
        connection.execute(
            "UPDATE evaluation_standings SET lines = (SELECT jsonb_agg(line) FROM jsonb_array_elements(lines) line "
            "WHERE NOT line ->> 'indicator' = ANY(%s))", [later],
        )  # fmt: skip
        for measure in measures:
            connection.execute(
                "UPDATE evaluation_rows SET marks = array_to_string(array_remove(string_to_array(marks, ' '), %s), ' ')",
                [measure],
            )
        connection.execute("DELETE FROM evaluation_rows WHERE marks = ''")
