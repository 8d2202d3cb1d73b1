"""A correction makes its band by the very code that made the published one, against the others as they were published."""

import runpy
import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from hotline_tenants.evaluation.banding import Verdict, bands
from hotline_tenants.evaluation.indicators import Figures
from hotline_tenants.evaluation.packing import FOLDER
from hotline_tenants.evaluation.reading import Said
from hotline_tenants.evaluation.rebanding import PublishedMonth, laid_over
from hotline_tenants.evaluation.reckoning import Kind
from hotline_tenants.figures.intervals import Rate
from hotline_tenants.figures.rates import RATES
from hotline_tenants.network.classification import Classification
from tests.evaluation.test_banding import nine_equal_districts

DISTRICTS = [uuid.UUID(int=number) for number in range(9)]
NOWHERE = uuid.UUID(int=99)


def month_of(indicator: str, silent: Verdict | None = None, seed: int = 3) -> PublishedMonth:
    """Nine districts of the same true share; of the first nothing is said where it is `silent`."""
    counted, of = RATES[indicator]
    kinds: dict[uuid.UUID, dict[Kind, Rate]] = {
        DISTRICTS[one]: {(type_, "general", NOWHERE): rate for type_, rate in strata.items()}
        for one, strata in nine_equal_districts(seed).items()
    }
    found = bands(kinds, unsaid=DISTRICTS[:1] if silent else ())
    cells: Mapping[uuid.UUID, Mapping[Kind, Figures]] = {
        unit: {kind: {counted: rate.counted, of: rate.of} for kind, rate in own.items()}
        for unit, own in kinds.items()
    }
    said = {unit: {indicator: Said(band, None)} for unit, band in found.items()}
    return PublishedMonth({"districts": said}, cells, Classification(()))


def of_published(month: PublishedMonth, unit: uuid.UUID, indicator: str) -> Rate:
    return month.rates()[unit][indicator]


@pytest.mark.parametrize("unit", DISTRICTS)
def test_the_amounts_that_were_published_make_the_band_that_was_published(unit: uuid.UUID) -> None:
    month = month_of("reply")
    again = month.reband(unit, "reply", of_published(month, unit, "reply"))
    assert again.verdict == month.verdict(unit, "reply")


@pytest.mark.parametrize(("tenths", "verdict"), [(5, "worse"), (10, "better")])
def test_amounts_far_from_what_the_others_have_make_another_band(tenths: int, verdict: Verdict) -> None:
    month, unit = month_of("reply"), DISTRICTS[8]
    assert month.verdict(unit, "reply") == "expected"
    of = of_published(month, unit, "reply").of
    assert month.reband(unit, "reply", Rate(of * tenths // 10, of)).verdict == verdict


def test_where_less_is_better_the_band_turns_round() -> None:
    month, unit = month_of("overdue"), DISTRICTS[8]
    of = of_published(month, unit, "overdue").of
    assert month.reband(unit, "overdue", Rate(of // 2, of)).verdict == "better"


def test_of_whom_nothing_was_said_because_callers_were_not_reached_nothing_is_said_now() -> None:
    month = month_of("satisfaction", silent="few")
    of = of_published(month, DISTRICTS[0], "satisfaction").of
    assert month.reband(DISTRICTS[0], "satisfaction", Rate(0, of)).verdict == "few"
    heard = month_of("satisfaction")
    assert heard.reband(DISTRICTS[0], "satisfaction", Rate(0, of)).verdict == "worse"


def test_corrected_amounts_lie_as_the_published_ones_lay_and_none_is_lost() -> None:
    kinds: list[Kind] = [(name, "general", NOWHERE) for name in ("a", "b", "c")]
    assert list(laid_over([Rate(1, 2), Rate(1, 2), Rate(1, 2)], Rate(4, 7), kinds).values()) == [
        Rate(2, 3), Rate(1, 2), Rate(1, 2)
    ]  # fmt: skip
    assert list(laid_over([Rate(0, 3), Rate(0, 1), Rate(0, 0)], Rate(4, 4), kinds).values()) == [
        Rate(3, 3), Rate(1, 1), Rate(0, 0)
    ]  # fmt: skip
    assert laid_over([Rate(0, 0)], Rate(1, 2), kinds[:1]) == {}


@pytest.mark.parametrize("tenths", [5, 8, 10])
@pytest.mark.parametrize("place", [0, 4, 8])
def test_the_script_of_the_pack_makes_the_same_band(place: int, tenths: int) -> None:
    month, unit = month_of("reply"), DISTRICTS[place]
    of = of_published(month, unit, "reply").of
    made = month.reband(unit, "reply", Rate(of * tenths // 10, of))
    script: Any = runpy.run_path(str(FOLDER / "recompute.py"))
    strata = {
        each: {(type_, "general", ""): (one["reply_timely"], one["reply_cohort"]) for (type_, _, _), one in own.items()}
        for each, own in month.cells.items()
    }  # fmt: skip
    whole = {
        kind: (sum(one[kind][0] for one in strata.values()), sum(one[kind][1] for one in strata.values()))
        for kind in strata[unit]
    }
    told = {
        "less_is_better": [], "asked_of_callers": [],
        "published": {"raw": {"reply": {"verdict": month.verdict(unit, "reply")}}},
    }  # fmt: skip
    correction = {"indicator": "reply", "counted": of * tenths // 10, "of": of, "line": made.line}
    assert script["corrected"](told, "raw", correction, strata[unit], whole) == made.verdict
