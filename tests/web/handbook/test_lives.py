"""The map is the table: every step stands in the picture and below it, in both languages, and nothing else does."""

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations
from xml.etree import ElementTree

import pytest

from hotline_platform.access.permissions import ROLE_NAMES, ROLES
from hotline_platform.errors import Message
from hotline_tenants.cases.lifecycle import Step
from hotline_web.handbook.drawing import picture
from hotline_web.handbook.lettering import Lettering, width
from hotline_web.handbook.lives import LIVES, Life, lines
from hotline_web.handbook.shapes import SMALL, WIDTH, Picture
from hotline_web.i18n import LANGUAGES, Language, translate
from tests.conftest import House
from tests.web.browsing import browsing

BOTH = [(key, language) for key in LIVES for language in LANGUAGES]


def speaking(language: Language) -> Callable[[Message], str]:
    return lambda message: translate(language, message)


class Rows(HTMLParser):
    """The text of every row of the table that tells a step."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            step = dict(attrs).get("data-step")
            self.inside = step is not None
            if step:
                self.rows.append((step, ""))

    def handle_data(self, data: str) -> None:
        if self.inside:
            step, text = self.rows[-1]
            self.rows[-1] = (step, text + data)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


async def shown(house: House, key: str, language: Language) -> str:
    async with browsing(house, "housing_officer") as browser:
        await browser.get("/handbook")
        await browser.post("/language", language=language, next="/")
        return (await browser.get(f"/handbook/{key}")).text


@pytest.mark.parametrize(("key", "language"), BOTH)
async def test_every_step_is_in_the_picture_and_in_the_table(
    house: House, key: str, language: Language
) -> None:
    life, says = LIVES[key], speaking(language)
    page = await shown(house, key, language)
    drawing = ElementTree.fromstring(re.findall(r'<svg class="hl-map".*?</svg>', page, re.DOTALL)[0])
    drawn = [
        (step, group.get("data-to"), bare("".join(group.itertext())))
        for group in drawing.iter("g")
        for step in group.get("data-steps", "").split()
    ]
    told = Rows(page).rows
    wanted = sorted(f"{state}:{act}" for state, act in life.machine)
    assert sorted(step for step, _, _ in drawn) == wanted
    assert sorted(step for step, _ in told) == wanted
    for step, to, words in drawn:
        state, act = step.split(":")
        end = life.machine[(state, act)].to
        assert to == ("" if end == state else end)
        assert bare(says(life.acts[act])) in words
    for step, row in told:
        state, act = step.split(":")
        found = life.machine[(state, act)]
        assert says(life.acts[act]) in row
        assert found.to == state or says(life.states[found.to]) in row
        assert all(says(ROLE_NAMES[role]) in row for role, held in ROLES.items() if found.permission in held)
    boxes = [group.get("id") for group in drawing.iter("g") if group.get("id")]
    assert sorted(filter(None, boxes)) == sorted(life.states)
    assert 'style="' not in page


@pytest.mark.parametrize(("key", "language"), BOTH)
def test_no_words_of_the_picture_lie_on_others_or_beyond_its_edge(key: str, language: Language) -> None:
    places = [
        place for line in every_line(picture(LIVES[key], speaking(language))) for place in [around(line)]
    ]
    assert all(left >= 0 and right <= WIDTH for left, _, right, _, _ in places)
    touching = [
        (one[4], other[4])
        for one, other in combinations(places, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]
    assert touching == []


@pytest.mark.parametrize(("key", "language"), BOTH)
def test_no_state_of_the_picture_covers_another(key: str, language: Language) -> None:
    drawn = picture(LIVES[key], speaking(language))
    boxes = [*drawn.boxes, *(box for each in drawn.drawn for box in each.boxes)]
    covered = [
        (one.state, other.state)
        for one, other in combinations(boxes, 2)
        if one.x < other.x + other.width and other.x < one.x + one.width
        if one.y < other.y + other.height and other.y < one.y + one.height
    ]
    assert covered == []


def every_line(drawn: Picture) -> list[Lettering]:
    boxes = [*drawn.boxes, *(box for each in drawn.drawn for box in each.boxes)]
    return [
        *drawn.headings, *(line for each in drawn.drawn for line in each.words),
        *(line for box in boxes for line in box.lines),
    ]  # fmt: skip


def around(line: Lettering) -> tuple[float, float, float, float, str]:
    words = " ".join(part.words for part in line.parts)
    wide = width(words, SMALL)
    left = line.x - wide / 2 if line.anchor == "middle" else line.x
    return left, line.y - 9, left + wide, line.y + 2, words


@pytest.mark.parametrize("key", LIVES)
def test_a_step_that_the_table_gets_is_drawn_and_told_without_anything_else(key: str) -> None:
    life = LIVES[key]
    first, last = life.road[0], life.road[-1]
    step = Step(last, "case.rule", needs=("reason",))
    grown = grown_by(life, (first, "leap"), step)
    with pytest.raises(KeyError, match="leap"):
        picture(grown, speaking("en"))
    named = replace(grown, acts={**life.acts, "leap": Message("Leap to the end")})
    roads = [each.road for each in picture(named, speaking("en")).drawn]
    assert [(road.sources, road.to) for road in roads if "leap" in road.acts] == [((first,), last)]
    told = [line for _, _, group in lines(named) for line in group if line.act == "leap"]
    assert [(line.state, str(line.to), line.on_no_page) for line in told] == [
        (first, str(life.states[last]), True)
    ]


def grown_by(life: Life, key: tuple[str, str], step: Step) -> Life:
    return replace(life, machine={**life.machine, key: step})


async def test_the_front_page_leads_to_what_one_may_read_and_to_nothing_else(house: House) -> None:
    lives = ["/handbook/case", "/handbook/assignment", "/handbook/supervision", "/handbook/task",
             "/handbook/inspection", "/handbook/rectification", "/handbook/meeting", "/handbook/decision",
             "/handbook/hotline", "/handbook/answering"]  # fmt: skip
    chapters = [*lives, "/handbook/roles", "/guidance", "/time-rules", "/calendar"]
    for login, closed in (("dispatcher", set[str]()), ("housing_officer", {"/time-rules"})):
        async with browsing(house, login) as browser:
            page = (await browser.get("/handbook")).text
            linked = re.findall(r'<h2><a href="([^"]+)">', page)
            assert linked == [url for url in chapters if url not in closed]
            assert [(await browser.get(url)).status_code for url in chapters] == [
                403 if url in closed else 200 for url in chapters
            ]


@pytest.mark.parametrize("url", ["/handbook", "/handbook/case", "/handbook/assignment"])
async def test_a_stranger_is_shown_to_the_door(house: House, url: str) -> None:
    async with browsing(house) as browser:
        assert (await browser.get(url)).status_code == 303
