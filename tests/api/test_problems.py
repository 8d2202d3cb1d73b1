"""Every refusal is a problem of a stable type that explains itself, in the client's language."""

import itertools
import re

import pytest

from hotline_web import entering
from hotline_web.api.kinds import KINDS
from tests.api.calling import LAMP, NOWHERE, calling, http_on, new_key
from tests.conftest import House


def check(answer: object, kind: str) -> None:
    status = KINDS[kind].status
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]
    assert answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    problem = answer.json()  # type: ignore[attr-defined]
    assert (problem["type"], problem["status"]) == (f"/api/problems/{kind}", status)
    assert set(problem) <= {"type", "title", "status", "detail", "instance", "fields"}
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"].startswith("/api/")


async def test_what_the_framework_refuses_is_a_problem_too(house: House) -> None:
    async with calling(house, "operator") as system:
        check(await system.get("/api/v1/nothing"), "not-found")
        check(await system.get("/api/v1/cases/not-an-id"), "not-found")
        wrong = await system.http.delete("/api/v1/cases", headers=system.headers)
        check(wrong, "method-not-allowed")
        assert {one.strip() for one in wrong.headers["allow"].split(",")} >= {"GET", "POST"}
        keyed = {**system.headers, "Idempotency-Key": new_key()}
        huge = {**keyed, "Content-Type": "application/json"}
        check(await system.http.post("/api/v1/cases", content=b"[" * 2_100_000, headers=huge), "too-large")
        check(await system.http.post("/api/v1/cases", data=LAMP, headers=keyed), "unsupported-media-type")


NO_OBJECTS = (
    b"", b"{", b"[]", b"null", b'"text"', b"{} {}", b"\xff\xfe", b'{"title": "\\ud800"}', b"[" * 20_000,
    b'{"a": 1e999}', b'{"' * 5_000,
)  # fmt: skip


async def test_what_is_no_json_object_is_malformed_or_names_its_fields(house: House) -> None:
    async with calling(house, "operator") as system:
        for body in NO_OBJECTS:
            headers = {**system.headers, "Idempotency-Key": new_key(), "Content-Type": "application/json"}
            answer = await system.http.post("/api/v1/cases", content=body, headers=headers)
            check(answer, "malformed" if answer.status_code == 400 else "invalid")


async def test_wrong_parameters_are_named(house: House) -> None:
    async with calling(house, "operator") as system:
        answer = await system.get(
            "/api/v1/cases?state=sleeping&limit=0&after=abc&registered_from=yesterday&colour=red&lead_unit_id=7"
        )
        check(answer, "invalid")
        assert set(answer.json()["fields"]) == {
            "state",
            "limit",
            "after",
            "registered_from",
            "colour",
            "lead_unit_id",
        }


async def test_a_fault_of_ours_is_a_problem_with_a_number_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with calling(house, "operator") as system:

        async def broken(*_: object) -> None:
            raise RuntimeError("a secret of the inside")

        monkeypatch.setattr(entering, "_registry", broken)
        house.database.cache.forget("registry")
        answer = await system.get("/api/v1/units")
        check(answer, "broken")
        assert "secret" not in answer.text
        assert re.fullmatch(r"/api/v1/units#[0-9a-f]{12}", answer.json()["instance"])


async def test_every_type_has_a_page_that_explains_it(house: House) -> None:
    async with http_on(house) as http:
        for kind, language in itertools.product(KINDS, ("zh", "en")):
            answer = await http.get(f"/api/problems/{kind}", headers={"Accept-Language": language})
            assert answer.status_code == 200, kind
            assert answer.headers["content-type"].startswith("text/html")
            assert f"/api/problems/{kind}" in answer.text
        assert (await http.get("/api/problems/unheard-of")).status_code == 404


async def test_language_follows_what_the_client_accepts(house: House) -> None:
    async with calling(house, "operator") as system:
        for accepted, language, title in (
            ("en-GB,en;q=0.8", "en", "Nothing is found here"),
            ("zh-CN", "zh", "这里没有找到内容"),
            ("fr", "zh", "这里没有找到内容"),
        ):
            answer = await system.get(f"/api/v1/cases/{NOWHERE}", Accept_Language=accepted)
            assert (answer.headers["content-language"], answer.json()["title"]) == (language, title)
