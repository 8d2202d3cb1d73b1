"""A request that is repeated is done once: one after the other, both at once, with another body, after a refusal."""

import asyncio
import datetime as dt

import httpx
from sqlalchemy import func, select, update

from hotline_platform.access.model import ApiAnswer
from hotline_tenants.cases.model import Case, CaseEvent, QueryCode
from hotline_tenants.cases.opening import code_digest
from hotline_tenants.webhooks.clearing import ANSWERS_KEPT, clear_tenant
from tests.api.calling import LAMP, calling, category, new_key, unit
from tests.conftest import House


async def cases(house: House) -> int:
    async with house.acting("operator") as (db, _):
        return (
            await db.execute(select(func.count()).select_from(Case).where(Case.tenant_id == db.tenant))
        ).scalar_one()


async def events(house: House, act: str) -> int:
    async with house.acting("operator") as (db, _):
        wanted = select(func.count()).select_from(CaseEvent)
        return (
            await db.execute(wanted.where(CaseEvent.tenant_id == db.tenant, CaseEvent.act == act))
        ).scalar_one()


async def test_the_same_request_is_answered_the_same_and_done_once(house: House) -> None:
    async with calling(house, "operator") as system:
        key = new_key()
        first = await system.post("/api/v1/cases", LAMP, key=key)
        again = await system.post("/api/v1/cases", LAMP, key=key)
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert first.json()["code"]
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["location"] == first.headers["location"]
    assert (again.headers.get("idempotent-replayed"), first.headers.get("idempotent-replayed")) == (
        "true",
        None,
    )
    assert await cases(house) == 1


async def test_the_code_that_is_told_works_and_is_kept_nowhere(house: House) -> None:
    async with calling(house, "operator") as system:
        code = (await system.registered())["code"]
    async with house.acting("operator") as (db, _):
        kept = (await db.execute(select(ApiAnswer).where(ApiAnswer.tenant_id == db.tenant))).scalar_one()
        stored = await db.execute(select(QueryCode.code_digest).where(QueryCode.tenant_id == db.tenant))
        assert stored.scalars().all() == [code_digest(db.secret, db.tenant, code, "1234")]
    assert code not in (kept.body or b"").decode()
    assert "林小满" not in (kept.body or b"").decode()


async def test_another_body_under_the_same_key_is_refused_and_nothing_is_done(house: House) -> None:
    async with calling(house, "operator") as system:
        key = new_key()
        assert (await system.post("/api/v1/cases", LAMP, key=key)).status_code == 201
        answer = await system.post("/api/v1/cases", {**LAMP, "title": "水管漏水"}, key=key)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/api/problems/key-reused"
    assert await cases(house) == 1


async def test_two_same_requests_at_once_are_one_act(house: House) -> None:
    async with calling(house, "operator") as system:
        key = new_key()
        answers = await asyncio.gather(*(system.post("/api/v1/cases", LAMP, key=key) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted("idempotent-replayed" in answer.headers for answer in answers) == [False, True, True, True]
    assert await cases(house) == 1


async def test_two_same_acts_at_once_are_one_act_and_both_are_told_that_it_is_done(house: House) -> None:
    async with calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
    async with calling(house, "dispatcher") as system:
        key, tag = new_key(), await system.etag(case_id)
        body = {"category_id": category(house), "lead_id": unit(house, "C-HOUSING")}
        answers = await asyncio.gather(
            *(system.post(f"/api/v1/cases/{case_id}/dispatch", body, key=key, match=tag) for _ in range(3))
        )
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.text for answer in answers}) == 1
    assert await events(house, "dispatch") == 1


async def test_a_refused_request_leaves_its_key_free(house: House) -> None:
    async with calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
        key = new_key()
        stale = await operator.post(f"/api/v1/cases/{case_id}/acceptance", key=key, match='"9"')
        assert stale.status_code == 412
        done = await operator.post(f"/api/v1/cases/{case_id}/acceptance", key=key, match='"1"')
    assert done.status_code == 200


async def test_one_clients_key_is_not_anothers(house: House) -> None:
    key = new_key()
    async with calling(house, "operator") as one, calling(house, "operator") as other:
        assert (await one.post("/api/v1/cases", LAMP, key=key)).status_code == 201
        assert (await other.post("/api/v1/cases", {**LAMP, "title": "另一件事"}, key=key)).status_code == 201
    assert await cases(house) == 2


async def test_a_post_without_a_key_is_not_read(house: House) -> None:
    async with calling(house, "operator") as system:
        for key in ("", "short", "with space in it", "é" * 10):
            headers = httpx.Headers({**system.headers, "Idempotency-Key": key}, encoding="utf-8")
            answer = await system.http.post("/api/v1/cases", json=LAMP, headers=headers)
            assert answer.status_code == 400, key
            assert answer.json()["type"] == "/api/problems/malformed"
    assert await cases(house) == 0


async def test_answers_are_kept_for_48_hours(house: House) -> None:
    assert dt.timedelta(hours=48) == ANSWERS_KEPT
    async with calling(house, "operator") as system:
        key = new_key()
        await system.post("/api/v1/cases", LAMP, key=key)
        async with house.acting("operator") as (db, _):
            made = (
                await db.execute(select(ApiAnswer.at).where(ApiAnswer.tenant_id == db.tenant))
            ).scalar_one()
        for later, kept in ((ANSWERS_KEPT, 1), (ANSWERS_KEPT + dt.timedelta(seconds=1), 0)):
            async with house.acting("operator") as (db, _):
                await clear_tenant(db, at=made + later)
            async with house.acting("operator") as (db, _):
                left = await db.execute(
                    select(func.count()).select_from(ApiAnswer).where(ApiAnswer.tenant_id == db.tenant)
                )
                assert left.scalar_one() == kept
        assert (await system.post("/api/v1/cases", LAMP, key=key)).status_code == 201
    assert await cases(house) == 2


async def test_an_act_that_failed_after_its_key_was_written_can_be_repeated(house: House) -> None:
    """The key goes with the transaction: here the case is changed by somebody else while the act waits for it."""
    async with calling(house, "operator") as system:
        case_id = (await system.registered())["id"]
        key = new_key()
        async with house.acting("operator") as (db, _):
            held = update(Case).where(Case.tenant_id == db.tenant).values(version=Case.version + 1)
            await db.execute(held)
            waiting = asyncio.create_task(
                system.post(f"/api/v1/cases/{case_id}/acceptance", key=key, match='"1"')
            )
            await asyncio.sleep(0.3)
        assert (await waiting).status_code == 412
        assert (
            await system.post(f"/api/v1/cases/{case_id}/acceptance", key=key, match='"2"')
        ).status_code == 200
    assert await events(house, "accept") == 1
