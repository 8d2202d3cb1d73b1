"""Bands say that somebody differs only where chance would hardly do it, and always like with like."""

import random
from collections.abc import Mapping

from hotline_tenants.evaluation.banding import Band, bands
from hotline_tenants.figures.intervals import Rate

SEEDS = range(200)
VOLUMES = (60, 120, 200, 350, 500, 800, 1_200, 2_000, 4_000)
SHARES = {"help": 0.9, "inquiry": 0.95, "complaint": 0.7, "report": 0.6}


def answers(chance: random.Random, share: float, many: int) -> Rate:
    return Rate(sum(chance.random() < share for _ in range(many)), many)


def nine_equal_districts(seed: int) -> Mapping[int, Mapping[str, Rate]]:
    """The same true share in every kind of case, but other volumes and another mix of kinds in each district."""
    chance = random.Random(seed)
    districts = {}
    for district, volume in enumerate(VOLUMES):
        mix = [chance.uniform(0.2, 2) for _ in SHARES]
        districts[district] = {
            kind: answers(chance, share, round(volume * weight / sum(mix)))
            for (kind, share), weight in zip(SHARES.items(), mix, strict=True)
        }
    return districts


def differing(found: Mapping[int, Band]) -> set[int]:
    return {district for district, band in found.items() if band.verdict in ("better", "worse")}


def test_the_admissions_of_berkeley_are_tested_as_the_literature_does() -> None:
    # P. J. Bickel, E. A. Hammel, J. W. O'Connell, Science 187 (1975); the probability as R's mantelhaen.test gives it
    men = {"A": (512, 825), "B": (353, 560), "C": (120, 325), "D": (138, 417), "E": (53, 191), "F": (22, 373)}
    women = {"A": (89, 108), "B": (17, 25), "C": (202, 593), "D": (131, 375), "E": (94, 393), "F": (24, 341)}
    found = bands({name: {dept: Rate(*one) for dept, one in people.items()}
                   for name, people in (("men", men), ("women", women))})  # fmt: skip
    assert round(found["women"].p, 4) == round(found["men"].p, 4) == 0.2323
    assert found["men"].verdict == "expected"
    assert found["men"].rate == Rate(1198, 2691)


def test_of_equal_districts_hardly_ever_is_one_called_better_or_worse() -> None:
    wrong = [seed for seed in SEEDS if differing(bands(nine_equal_districts(seed)))]
    assert len(wrong) <= 0.05 * len(SEEDS), wrong


def test_a_district_that_is_worse_by_ten_points_is_found() -> None:
    found = 0
    for seed in SEEDS:
        chance = random.Random(seed)
        verdicts = bands({one: {"": answers(chance, 0.75 if one == 4 else 0.85, 1_000)} for one in range(9)})
        found += verdicts[4].verdict == "worse"
    assert found >= 0.95 * len(SEEDS)


def test_who_has_the_harder_cases_is_not_worse_for_it() -> None:
    easy, hard = Rate(950, 1_000), Rate(600, 1_000)
    mixed = {"easy": Rate(475, 500), "hard": Rate(300, 500)}
    found = bands({"lucky": {"easy": easy, "hard": Rate(60, 100)},
                   "burdened": {"easy": Rate(95, 100), "hard": hard}, "other": mixed})  # fmt: skip
    burdened = found["burdened"]
    assert burdened.verdict == "expected"
    assert burdened.rate.share is not None
    assert burdened.expected is not None
    assert abs(burdened.rate.share - burdened.expected) < 0.001


def test_of_few_cases_or_few_callers_reached_nothing_is_said() -> None:
    many = {"": Rate(850, 1_000)}
    found = bands({"big": many, "other": many, "small": {"": Rate(3, 9)}, "deaf": {"": Rate(500, 1_000)}},
                  unsaid=["deaf"])  # fmt: skip
    assert found["small"].verdict == found["deaf"].verdict == "few"
    assert found["small"].p == 1.0
    assert found["deaf"].p < 0.001


def test_alone_in_a_class_or_without_cases_there_is_no_rest_to_differ_from() -> None:
    assert bands({"alone": {"": Rate(850, 1_000)}})["alone"] == Band("few", Rate(850, 1_000), None, 1.0)
    assert bands({"none": {}, "empty": {"": Rate(0, 0)}})["none"] == Band("few", Rate(0, 0), None, 1.0)
    assert bands({}) == {}
    perfect = {"": Rate(1_000, 1_000)}
    assert bands({"one": perfect, "other": perfect})["one"].verdict == "few"
    all_or_nothing = {"good": Rate(20, 20), "bad": Rate(0, 20)}
    assert bands({"one": all_or_nothing, "other": all_or_nothing})["one"].verdict == "few"
