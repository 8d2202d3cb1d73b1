"""Districts are found by their names, the longest first, and never by guessing."""

import uuid
from zoneinfo import ZoneInfo

import pytest

from hotline_platform.tenancy.registry import Government, Registry
from hotline_tenants.imports.mapping import PlaceRules
from hotline_tenants.imports.places import Gazetteer, gazetteer
from hotline_tenants.network.units import UnitInfo, UnitTree

ZONE = ZoneInfo("Asia/Shanghai")
MASK = "[A-Z]市|[A-Z][0-9]{1,2}[市区县]"


def names(*districts: tuple[str, str], city: tuple[str, str], rules: PlaceRules) -> Gazetteer:
    """The names of an invented city: full and short."""
    governments = [
        Government(number, f"99{number:02}", name, f"Place {number}", short, f"P{number}", "city", "live", None, ZONE, "zh")
        for number, (name, short) in enumerate((city, *districts), 1)
    ]  # fmt: skip
    units = [
        UnitInfo(uuid.uuid5(uuid.NAMESPACE_DNS, one.name_zh), one.code, one.name_zh, one.name_en, "government", None,
                 one.id, closed=False)
        for one in governments[1:]
    ]  # fmt: skip
    return gazetteer(Registry(governments), UnitTree(units), 1, rules)


def found(places: Gazetteer, text: str) -> tuple[str | None, list[str], list[str]]:
    """The reason for a review, the districts that were named, and what lies elsewhere."""
    known = {uuid.uuid5(uuid.NAMESPACE_DNS, name): name for name in (*REAL, "A3区", "A31区", "A7县")}
    named = places.named(text)
    return named.reason, [known[one] for one in named.districts], list(named.elsewhere)


REAL = ("东湖区", "西岭县", "新东湖区")


@pytest.fixture
def real() -> Gazetteer:
    """A city with real names; one further name and one other place are declared."""
    rules = PlaceRules(elsewhere="望海市|青州市", also={"9903": ["西岭新城"]})
    return names(
        ("东湖区", "东湖"), ("西岭县", "西岭"), ("新东湖区", "新湖"), city=("临江市", "临江"), rules=rules
    )


@pytest.fixture
def masked() -> Gazetteer:
    """A city whose names are letters."""
    districts = (("A3区", "A3"), ("A31区", "A31"), ("A7县", "A7"))
    return names(*districts, city=("A市", "A"), rules=PlaceRules(elsewhere=MASK, masked=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("东湖区的路灯不亮", (None, ["东湖区"], [])),
        ("家住东湖，路灯不亮", (None, ["东湖区"], [])),
        ("临江市东湖区花桥路", (None, ["东湖区"], [])),
        ("西岭新城停水", (None, ["西岭县"], [])),
        ("新东湖区停水", (None, ["新东湖区"], [])),
        ("东湖区路灯、东湖区路面", (None, ["东湖区"], [])),
        ("东湖路堵车", ("none", [], [])),
        ("东湖南路堵车", ("none", [], [])),
        ("东湖街道办事处", (None, ["东湖区"], [])),
        ("临江市的公交", ("none", [], [])),
        ("停水了", ("none", [], [])),
        ("从东湖区到西岭县的公交", ("several", ["东湖区", "西岭县"], [])),
        ("望海市停水", ("elsewhere", [], ["望海市"])),
        ("从望海市搬到东湖区", ("elsewhere", ["东湖区"], ["望海市"])),
        ("东湖区、西岭县和望海市", ("several", ["东湖区", "西岭县"], ["望海市"])),
        ("Place 2 has no light", (None, ["东湖区"], [])),
    ],
)
def test_a_text_belongs_to_the_one_district_that_it_names(
    real: Gazetteer, text: str, expected: tuple[str | None, list[str], list[str]]
) -> None:
    assert found(real, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A市A3区停水", (None, ["A3区"], [])),
        ("Ａ市Ａ３区停水", (None, ["A3区"], [])),
        ("A31区停水", (None, ["A31区"], [])),
        ("小区A3栋停水", ("none", [], [])),
        ("BA3区停水", ("none", [], [])),
        ("A7县大道堵车", ("none", [], [])),
        ("A7县河边", ("none", [], [])),
        ("A7县河西", (None, ["A7县"], [])),
        ("K市停水", ("elsewhere", [], ["K市"])),
        ("B1县停水", ("elsewhere", [], ["B1县"])),
        ("A4区停水", ("elsewhere", [], ["A4区"])),
        ("K市路停水", ("none", [], [])),
        ("从K市到A3区", ("elsewhere", ["A3区"], ["K市"])),
    ],
)
def test_masked_names_are_names_and_what_is_none_of_ours_is_elsewhere(
    masked: Gazetteer, text: str, expected: tuple[str | None, list[str], list[str]]
) -> None:
    assert found(masked, text) == expected


def test_a_name_that_two_governments_bear_names_neither() -> None:
    places = names(("东湖区", "城区"), ("西岭县", "城区"), city=("临江市", "临江"), rules=PlaceRules())
    assert found(places, "城区停水") == ("none", [], [])


def test_a_government_without_others_below_it_has_nothing_to_tell_apart(masked: Gazetteer) -> None:
    assert bool(masked)
    assert not names(city=("A3区", "A3"), rules=PlaceRules(elsewhere=MASK))
