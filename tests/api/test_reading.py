"""Lists that are complete whatever happens meanwhile, filters, reference data, and the document."""

import asyncio
import datetime as dt
from typing import Any

import msgspec
import pytest

from hotline_web.api.pages import OPERATIONS
from hotline_web.cases.offers import ACTS
from tests.api.calling import System, calling, category, http_on, unit
from tests.api.test_the_main_road import dispatched
from tests.conftest import House


async def walked(system: System, path: str, meanwhile: Any = None) -> list[str]:
    """Every id from page to page, by the header Link."""
    found: list[str] = []
    while path:
        answer = await system.get(path)
        assert answer.status_code == 200, answer.text
        found += [one["id"] for one in answer.json()["cases"]]
        link = answer.headers.get("link", "")
        assert bool(link) == (answer.json()["next"] is not None)
        path = link.partition(">")[0].removeprefix("<")
        if meanwhile is not None:
            await meanwhile()
    return found


@pytest.mark.parametrize("sort", ["registered", "-registered"])
async def test_a_walk_meets_every_case_once_while_others_are_registered(house: House, sort: str) -> None:
    async with calling(house, "operator") as system:
        there = [(await system.registered(title=f"第{number}件"))["id"] for number in range(11)]

        async def meanwhile() -> None:
            await system.registered(title="中途登记")

        met = await walked(
            system, f"/api/v1/cases?limit=3&sort={sort}", meanwhile if sort == "-registered" else None
        )
        assert len(met) == len(set(met))
        assert [one for one in met if one in there] == (there if sort == "registered" else there[::-1])


async def test_a_walk_with_writers_at_the_same_time_misses_nothing_that_was_there(house: House) -> None:
    async with calling(house, "operator") as system:
        there = [(await system.registered())["id"] for _ in range(8)]
        writing = asyncio.gather(*(system.registered() for _ in range(6)))
        met = await walked(system, "/api/v1/cases?limit=2&sort=registered")
        await writing
    assert [one for one in met if one in there] == there


async def test_filters(house: House) -> None:
    async with calling(house, "operator") as operator, calling(house, "dispatcher") as dispatcher:
        lamp = await operator.registered()
        noise = await operator.registered(type="complaint", urgency="urgent", channel="web")
        await dispatched(house, dispatcher, lamp["id"])
        now = dt.datetime.now(dt.UTC)
        for query, expected in (
            ("state=dispatched", [lamp]),
            ("state=registered", [noise]),
            ("type=complaint", [noise]),
            ("urgency=urgent&channel=web", [noise]),
            (f"number={lamp['number']}", [lamp]),
            (f"lead_unit_id={unit(house, 'C-HOUSING')}", [lamp]),
            ("sort=registered", [lamp, noise]),
            (
                f"registered_from={(now - dt.timedelta(hours=1)).isoformat().replace('+', '%2B')}&sort=registered",
                [lamp, noise],
            ),
            (f"registered_until={(now - dt.timedelta(hours=1)).isoformat().replace('+', '%2B')}", []),
        ):
            listed = (await operator.get(f"/api/v1/cases?{query}")).json()["cases"]
            assert [one["id"] for one in listed] == [one["id"] for one in expected], query


async def test_reference_data(house: House) -> None:
    async with calling(house, "unit_officer", unit="C-HOUSING") as system:
        units = (await system.get("/api/v1/units")).json()["units"]
        assert {one["code"] for one in units} >= {"C-HOUSING", "C-WATER", "990101"}
        categories = (await system.get("/api/v1/classification")).json()["categories"]
        lamp = next(one for one in categories if one["id"] == category(house))
        assert (lamp["level"], lamp["name_en"]) == (3, "Street lamps")
        assert lamp["parent_id"] in {one["id"] for one in categories}
        rules = {one["code"]: one for one in (await system.get("/api/v1/time-rules")).json()["rules"]}
        assert rules["extra_urgent"]["sign"] == "15min"
        assert rules["complaint"]["reply"] == "7wd"


async def test_the_document_describes_every_operation_in_both_languages(house: House) -> None:
    async with http_on(house) as http:
        for language, summary in (("en", "Dispatch"), ("zh", "派单")):
            answer = await http.get("/api/v1/openapi.json", headers={"Accept-Language": language})
            assert answer.headers["content-language"] == language
            document = answer.json()
            found = {one["operationId"] for path in document["paths"].values() for one in path.values()}
            assert found == {operation.name for operation in OPERATIONS}
            assert document["openapi"] == "3.1.0"
            dispatch = document["paths"]["/api/v1/cases/{case_id}/dispatch"]["post"]
            assert dispatch["summary"] == summary


async def test_every_act_of_a_page_is_an_operation_with_its_fields(house: House) -> None:
    by_name = {operation.name: operation for operation in OPERATIONS}
    for act in ACTS:
        operation = by_name[act.name]
        assert operation.permission == act.permission
        assert operation.body is not None
        asked = set(operation.body("en")["properties"])
        assert asked | {"version"} >= set(msgspec.json.decode(msgspec.json.encode(sorted(asked))))
        made_of = set(act.given.__dataclass_fields__) - {"version"}
        assert asked == made_of, act.name
