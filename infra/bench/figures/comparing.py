"""Comparison: how often nine districts of equal true rates are told apart, by bands and by what is usual instead."""

import random
from collections.abc import Iterator, Mapping

from hotline_tenants.evaluation.banding import bands
from hotline_tenants.figures.intervals import Rate
from infra.bench.ground import Ground
from infra.bench.verdict import Line, at_least, at_most

SEEDS = 200
VOLUMES = (60, 120, 200, 350, 500, 800, 1_200, 2_000, 4_000)
EQUAL, WORSE, EACH = 0.85, 0.75, 1_000


def measure(_: Ground) -> Iterator[Line]:
    """Shares of seeds in per cent. Nothing is different between the districts, so whatever is told apart is wrong."""
    equal = [_drawn(seed, [(EQUAL, volume) for volume in VOLUMES]) for seed in range(SEEDS)]
    yield at_most("equal districts: a band is wrong", _share(map(_a_band_differs, equal)), 5, " %")
    yield Line("equal districts: intervals that do not overlap", _told(_share(map(_apart, equal))))
    yield Line(
        "equal districts: first and last 5 points apart in the table",
        _told(_share(map(_ranked_apart, equal))),
    )
    one_worse = [(WORSE if place == 0 else EQUAL, EACH) for place in range(len(VOLUMES))]
    found = [bands(_drawn(seed, one_worse))[0].verdict == "worse" for seed in range(SEEDS)]
    yield at_least(
        f"a district at {WORSE:.0%} beside {EQUAL:.0%} is found", _share(found), 95, " %", f"{EACH:,} each"
    )


def _drawn(seed: int, districts: list[tuple[float, int]]) -> Mapping[int, Mapping[str, Rate]]:
    chance = random.Random(seed)
    return {
        place: {"": Rate(sum(chance.random() < share for _ in range(many)), many)}
        for place, (share, many) in enumerate(districts)
    }


def _a_band_differs(districts: Mapping[int, Mapping[str, Rate]]) -> bool:
    return any(band.verdict in ("better", "worse") for band in bands(districts).values())


def _apart(districts: Mapping[int, Mapping[str, Rate]]) -> bool:
    rates = [strata[""] for strata in districts.values()]
    return any(one.differs_from(other) for one in rates for other in rates)


def _ranked_apart(districts: Mapping[int, Mapping[str, Rate]]) -> bool:
    """Whether first and last of the table are as far apart as would be taken for a fault of the last."""
    shares = [share for strata in districts.values() if (share := strata[""].share) is not None]
    return max(shares) - min(shares) >= 0.05


def _share(found: Iterator[bool] | list[bool]) -> float:
    return 100 * sum(found) / SEEDS


def _told(share: float) -> str:
    return f"{share:.3g} % of {SEEDS} seeds"
