"""The nine districts of the real replies, compared by how long their answers took."""

import math

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.model import Assignment
from hotline_tenants.evaluation.indicators import QUANTILES
from hotline_tenants.evaluation.months import HISTORY, IMPORTED
from hotline_tenants.evaluation.reading import bands_of, reckoned_at
from hotline_tenants.evaluation.reckoning import reckon
from hotline_tenants.evaluation.signals import signals_of
from tests.imports.making import SHARED
from tests.imports.test_shared_files import ANSWERED, MaskedCity, city

__all__ = ["city"]
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are not beside this project")

DAYS = 86_400


async def test_nine_districts_are_compared_by_their_real_median_and_ninth_decile(city: MaskedCity) -> None:
    await city.imports("replies")
    async with city.house.database.transaction(standing_in(city.tenant)) as db:
        await reckon(db, HISTORY, at=city.house.now)
    async with city.house.database.transaction(standing_in(city.tenant)) as db:
        classes = await bands_of(db, HISTORY, IMPORTED)
        assert await reckoned_at(db, HISTORY) == city.house.now
        assert await bands_of(db, HISTORY, "live") == {}
        assert await signals_of(db, HISTORY) == {}
        rows = list(await db.scalars(select(Assignment).where(Assignment.tenant_id == city.tenant)))
    assert {key: len(members) for key, members in classes.items()} == {"district": 6, "county": 3}
    verdicts = {}
    for name, unit in city.units.items():
        said = classes["district" if name.endswith("区") else "county"][unit]
        took = sorted(
            (one.replied_at - one.dispatched_at).total_seconds()
            for one in rows
            if one.unit_id == unit and one.replied_at is not None
        )
        assert len(took) == ANSWERED[name]
        for indicator, share in QUANTILES.items():
            assert said[indicator].days == pytest.approx(took[math.ceil(share * len(took)) - 1] / DAYS)
            assert said[indicator].band.rate.of == ANSWERED[name]
        verdicts[name] = tuple(said[indicator].band.verdict for indicator in QUANTILES)
    quick, slow, quiet = ("better", "better"), ("worse", "few"), ("expected", "few")
    districts = dict.fromkeys((name for name in verdicts if name.endswith("区")), quiet)
    assert verdicts == {**districts, "A7县": quick, "A8县": slow, "A9市": ("few", "few")}, (
        "like work with like work, six districts with some 35 answers each do not differ"
    )
