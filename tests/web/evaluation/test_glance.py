"""The first screen of a month says who is in which band and why; everything else is folded or below."""

import re
from collections.abc import Sequence

from hotline_tenants.evaluation.model import ReckonedMonth, UnitBand
from tests.conftest import House
from tests.web.browsing import browsing
from tests.web.evaluation.test_bands import MARCH, PAGE, english, reckoned

Line = tuple[str, str, str, int, int]
"""Unit, indicator, verdict, counted, of."""


async def test_who_is_worse_stands_first_with_the_reason_and_the_others_are_named_together(
    house: House,
) -> None:
    await banded(
        house,
        [
            ("C-WATER", "reply", "better", 990, 1_000),
            ("C-HOUSING", "reply", "worse", 700, 1_000),
            ("C-HOUSING", "overdue", "worse", 300, 1_000),
            ("C-HOUSING", "sign", "expected", 900, 1_000),
            ("C-HOUSING", "misdispatched", "worse", 90, 1_000),
        ],
    )
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = (await browser.get(PAGE)).text
    glance = page[page.index("hl-glance") : page.index("hl-jump")]
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", glance))
    assert words.index("Housing") < words.index("Water"), "what needs attention stands first"
    assert "worse Timely reply 70.0%, others 87.5%" in words
    assert "worse Overdue rate 30.0%" in words
    assert "better Timely reply 99.0%" in words
    assert "Misdispatch rate" not in words, "the desk's own mistake is nobody else's"
    assert "Timely signing" not in words, "what is as expected is no reason"
    assert page.index("hl-glance") < page.index('id="class-department"')
    assert re.search(r'<a href="#class-department">', glance)
    assert "<details" not in glance


async def test_of_the_desks_own_mistakes_a_unit_is_told_the_figure_and_no_verdict(house: House) -> None:
    await banded(house, [("C-HOUSING", "misdispatched", "worse", 90, 1_000)])
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = (await browser.get(PAGE)).text
    assert "90/1,000" in page
    assert "worse</span>" not in page.split("What the bands say</h2>")[0]


async def test_a_class_of_whom_nothing_can_be_said_is_one_line(house: House) -> None:
    await reckoned(house)
    async with browsing(house, "duty_head") as browser:
        await english(browser)
        page = (await browser.get(PAGE)).text
    glance = page[page.index("hl-glance") : page.index("hl-jump")]
    assert "Too few to say anything:" in glance
    assert "hl-pill" not in glance
    assert page.count("hl-section-fold") >= 3, "classes and legend wait to be opened"
    assert '<details class="hl-section hl-section-fold" open' not in page


async def banded(house: House, lines: Sequence[Line]) -> None:
    async with house.acting("duty_head") as (db, _):
        db.put(ReckonedMonth, month=MARCH, reckoned_at=house.now)
        for unit, indicator, verdict, counted, of in lines:
            db.put(
                UnitBand, month=MARCH, origin="live", peer_class="department", unit_id=house.cast.units[unit],
                indicator=indicator, verdict=verdict, counted=counted, of=of, expected=0.875, p=0.0001, days=None,
            )  # fmt: skip
