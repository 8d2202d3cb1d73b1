"""Nobody overwrites unseen: If-Match, two at once, the wrong state."""

import asyncio

from tests.api.calling import NOWHERE, calling, category, unit
from tests.conftest import House


async def test_an_act_needs_the_etag_that_the_client_has_seen(house: House) -> None:
    async with calling(house, "operator") as system:
        case_id = (await system.registered())["id"]
        assert await system.etag(case_id) == '"1"'
        answer = await system.post(f"/api/v1/cases/{case_id}/acceptance")
        assert answer.status_code == 428
        assert answer.json()["type"] == "/api/problems/precondition-required"
        done = await system.post(f"/api/v1/cases/{case_id}/acceptance", match='"1"')
        assert (done.status_code, done.headers["etag"]) == (200, '"2"')
        assert await system.etag(case_id) == '"2"'


async def test_another_version_is_stale_and_what_was_never_an_etag_is_not_read(house: House) -> None:
    async with calling(house, "operator") as system:
        case_id = (await system.registered())["id"]
        for tag, status, kind in (
            ('"9"', 412, "stale"), ('"0"', 412, "stale"), ('W/"9"', 412, "stale"), ("1", 400, "malformed"),
            ('"one"', 400, "malformed"), ("*", 400, "malformed"), ("", 400, "malformed"),
        ):  # fmt: skip
            answer = await system.post(f"/api/v1/cases/{case_id}/acceptance", match=tag)
            assert (answer.status_code, answer.json()["type"]) == (status, f"/api/problems/{kind}"), tag
        assert await system.etag(case_id) == '"1"'
        weak = await system.post(f"/api/v1/cases/{case_id}/acceptance", match='W/"1"')
        assert weak.status_code == 200


async def test_of_two_systems_at_once_one_wins_and_the_other_is_told(house: House) -> None:
    async with calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
    body = {"category_id": category(house), "lead_id": unit(house, "C-HOUSING")}
    async with calling(house, "dispatcher") as one, calling(house, "dispatcher") as other:
        answers = await asyncio.gather(
            *(system.post(f"/api/v1/cases/{case_id}/dispatch", body, match='"1"') for system in (one, other))
        )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_an_act_out_of_turn_is_a_conflict(house: House) -> None:
    async with calling(house, "callback_officer") as callback, calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
        answer = await callback.act(case_id, "closure")
        assert answer.status_code == 409
        assert answer.json()["type"] == "/api/problems/not-now"
        assert await operator.etag(case_id) == '"1"'


async def test_wrong_fields_are_named_in_the_clients_language(house: House) -> None:
    async with calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
    async with calling(house, "dispatcher") as system:
        body = {"category_id": NOWHERE, "lead_id": 7, "opinion": None, "colour": "red"}
        answer = await system.act(case_id, "dispatch", body)
        assert answer.status_code == 422
        problem = answer.json()
        assert problem["type"] == "/api/problems/invalid"
        assert problem["fields"] == {
            "category_id": "This choice does not exist any more. Choose again.",
            "lead_id": "Send a text.",
            "colour": "There is no such field.",
        }
        system.headers["Accept-Language"] = "zh-CN,zh;q=0.9"
        chinese = await system.act(case_id, "dispatch", body)
        assert chinese.headers["content-language"] == "zh"
        assert chinese.json()["fields"]["lead_id"] == "请发送文本。"
        assert chinese.json()["title"] == "有的值不被接受"
