"""Who may come in and how far: tokens, scopes, units, other governments, limits, the end of an access."""

import datetime as dt
import uuid

import httpx
import pytest
from sqlalchemy import select, update

from hotline_platform.access.client_tokens import LIFETIME, Client, sign_token, who_calls
from hotline_platform.access.clients import NewClient, end_client, renew_secret
from hotline_platform.access.model import ApiClient
from hotline_platform.audit.model import AuditEntry
from hotline_platform.errors import NotAllowed, Refused, TooMany
from hotline_tenants.network.model import Unit
from hotline_tenants.webhooks.letting_in import let_in
from tests.api.calling import LAMP, NOWHERE, added_client, calling, category, http_on, unit
from tests.api.test_the_main_road import dispatched
from tests.cast import PASSWORD
from tests.conftest import House
from tests.web.browsing import app_on, browser_on


async def test_a_token_is_got_with_id_and_secret_in_either_way(house: House) -> None:
    added = await added_client(house, "operator", scopes=("case.read", "case.register"))
    form = {"grant_type": "client_credentials"}
    async with http_on(house) as http:
        basic = await http.post("/api/oauth/token", data=form, auth=(str(added.id), added.secret))
        posted = await http.post(
            "/api/oauth/token", data={**form, "client_id": str(added.id), "client_secret": added.secret}
        )
        narrow = await http.post(
            "/api/oauth/token", data={**form, "scope": "case.read"}, auth=(str(added.id), added.secret)
        )
        for answer in (basic, posted, narrow):
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-store"
            body = answer.json()
            assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
            assert "set-cookie" not in answer.headers
        assert (basic.json()["scope"], narrow.json()["scope"]) == ("case.read case.register", "case.read")
        bearer = {"Authorization": f"Bearer {narrow.json()['access_token']}", "Idempotency-Key": "12345678"}
        assert (await http.get("/api/v1/cases", headers=bearer)).status_code == 200
        assert (await http.post("/api/v1/cases", json=LAMP, headers=bearer)).status_code == 403


REFUSED: tuple[tuple[dict[str, str], tuple[str, str] | None, int, str], ...] = (
    ({}, None, 401, "invalid_client"),
    ({}, ("known", "hlk_wrong"), 401, "invalid_client"),
    ({}, (NOWHERE, "secret"), 401, "invalid_client"),
    ({}, ("no-id", "secret"), 401, "invalid_client"),
    ({"grant_type": "password"}, ("known", "secret"), 400, "unsupported_grant_type"),
    ({"grant_type": 'a"\x00é'}, ("known", "secret"), 400, "unsupported_grant_type"),
    ({"scope": "people.keep"}, ("known", "secret"), 400, "invalid_scope"),
    ({}, ("known", "secret"), 200, ""),
)


async def test_a_refused_token_says_why_as_the_standard_does(house: House) -> None:
    added = await added_client(house, "operator")
    known = {"known": str(added.id), "secret": added.secret}
    async with http_on(house) as http:
        for form, auth, status, error in REFUSED:
            answer = await http.post(
                "/api/oauth/token",
                data={"grant_type": "client_credentials", **form},
                auth=tuple(known.get(one, one) for one in auth) if auth else httpx.USE_CLIENT_DEFAULT,  # type: ignore[arg-type]
            )
            assert (answer.status_code, answer.json().get("error", "")) == (status, error), answer.text
            assert ("access_token" in answer.json()) == (status == 200)


async def test_without_a_living_token_nobody_is_known(house: House) -> None:
    added = await added_client(house, "operator")
    client, now = (
        Client(added.id, house.cast.city, ("case.read",), b"", suspended=False),
        dt.datetime.now(dt.UTC),
    )
    forged = sign_token("another secret of at least 32 characters", client, ["case.read"], at=now)
    expired = sign_token(house.settings.secret, client, ["case.read"], at=now - LIFETIME)
    good = sign_token(house.settings.secret, client, ["case.read"], at=now)
    async with http_on(house) as http:
        for token in ("", "nonsense", "a.b.c", forged, expired, good[:-3], f"{good} {good}"):
            answer = await http.get("/api/v1/units", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 401, token
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"].startswith("Bearer")
        assert (await http.get("/api/v1/units")).status_code == 401
        assert (
            await http.get("/api/v1/units", headers={"Authorization": f"Bearer {good}"})
        ).status_code == 200


async def test_cookies_count_for_nothing_below_the_api_and_tokens_for_nothing_beside_it(house: House) -> None:
    async with browser_on(app_on(house)) as browser:
        assert (await browser.sign_in("operator", PASSWORD)).status_code == 303
        assert (await browser.get("/cases")).status_code == 200
        assert (await browser.get("/api/v1/cases")).status_code == 401
    async with calling(house, "operator") as system:
        assert (await system.get("/api/v1/cases")).status_code == 200
        assert (await system.get("/cases")).status_code == 303
        answer = await system.get("/api/v1/cases")
        assert "set-cookie" not in answer.headers


async def test_scopes_narrow_down_what_the_role_may_do(house: House) -> None:
    async with calling(house, "dispatcher", scopes=("case.read", "case.accept")) as narrow:
        async with calling(house, "operator") as operator:
            case_id = (await operator.registered())["id"]
        possible = (await narrow.get(f"/api/v1/cases/{case_id}")).json()["possible"]
        assert [one["act"] for one in possible] == ["accept"]
        body = {"category_id": category(house), "lead_id": unit(house, "C-HOUSING")}
        refused = await narrow.act(case_id, "dispatch", body)
        assert refused.status_code == 403
        assert refused.json()["type"] == "/api/problems/forbidden"
        assert (await narrow.act(case_id, "acceptance")).status_code == 200
    async with house.acting("auditor") as (db, _):
        wanted = select(AuditEntry.kind, AuditEntry.detail).where(
            AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "refused"
        )
        assert [row.detail["path"] for row in await db.execute(wanted)] == [
            f"/api/v1/cases/{case_id}/dispatch"
        ]


async def test_a_clients_scopes_hold_even_for_an_older_token_with_more(house: House) -> None:
    async with calling(house, "dispatcher") as system:
        async with house.acting("tenant_admin") as (db, _):
            client = (
                await db.execute(select(ApiClient).where(ApiClient.tenant_id == db.tenant))
            ).scalar_one()
            client.scopes = ["case.read"]
        case_id = NOWHERE
        assert (await system.post(f"/api/v1/cases/{case_id}/dispatch", match='"1"')).status_code == 403
        assert (await system.get("/api/v1/cases")).status_code == 200


async def test_another_governments_case_is_not_there(house: House) -> None:
    async with calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
        assert (await operator.get(f"/api/v1/cases/{case_id}")).status_code == 200
        assert (await operator.get("/api/v1/cases")).json()["cases"]
    async with calling(house, "dispatcher", tenant=house.cast.east) as east:
        read = await east.get(f"/api/v1/cases/{case_id}")
        act = await east.post(f"/api/v1/cases/{case_id}/acceptance", match='"1"')
        missing = await east.get(f"/api/v1/cases/{NOWHERE}")
        assert (read.status_code, act.status_code, missing.status_code) == (404, 404, 404)
        assert read.json()["type"] == missing.json()["type"] == "/api/problems/not-found"
        assert (await east.get("/api/v1/cases")).json()["cases"] == []
    async with calling(house, "operator") as operator:
        assert await operator.etag(case_id) == '"1"'


async def test_a_units_system_sees_its_units_cases_and_no_protected_person(house: House) -> None:
    async with calling(house, "operator") as operator, calling(house, "dispatcher") as dispatcher:
        theirs = (await operator.registered(type="report"))["id"]
        others = (await operator.registered())["id"]
        possible = (await dispatcher.get(f"/api/v1/cases/{theirs}")).json()["possible"]
        proposed = next(one["proposed"] for one in possible if one["act"] == "dispatch")
        struck = {name: text for name, text in proposed.items() if name.startswith("struck")}
        await dispatched(house, dispatcher, theirs, **struck)
        await dispatched(house, dispatcher, others, "C-WATER")
        seen = (await operator.get(f"/api/v1/cases/{theirs}")).json()
        assert seen["caller"] == {"name": "林**", "phone": "138****1234", "masked": True}
    async with calling(house, "unit_officer", unit="C-HOUSING") as housing:
        listed = (await housing.get("/api/v1/cases")).json()["cases"]
        assert [one["id"] for one in listed] == [theirs]
        assert (await housing.get(f"/api/v1/cases/{others}")).status_code == 404
        seen = (await housing.get(f"/api/v1/cases/{theirs}", Hotline_Purpose="handling")).json()
        assert seen["caller"] is None
        assert seen["confidentiality"] == "protected"


async def test_a_person_is_shown_on_a_stated_purpose_only_and_the_look_is_recorded(house: House) -> None:
    async with calling(house, "operator") as system, calling(house, "dispatcher") as dispatcher:
        case_id = (await system.registered())["id"]
        url = f"/api/v1/cases/{case_id}"
        assert (await system.get(url)).json()["caller"]["masked"]
        clear = await system.get(url, Hotline_Purpose="callback")
        assert clear.json()["caller"] == {"name": "林小满", "phone": "138 0000 1234", "masked": False}
        assert (await system.get(url, Hotline_Purpose="curiosity")).status_code == 422
        assert (await dispatcher.get(url, Hotline_Purpose="callback")).status_code == 403
    async with house.acting("auditor") as (db, _):
        looks = select(AuditEntry.subject, AuditEntry.detail).where(
            AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "api_look"
        )
        assert [tuple(row) for row in await db.execute(looks)] == [
            (uuid.UUID(case_id), {"purpose": "callback"})
        ]


async def test_a_client_that_asks_too_often_is_told_when_to_go_on_and_others_are_not(house: House) -> None:
    async with calling(house, "operator", per_minute=3) as system, calling(house, "operator") as other:
        answers = [await system.get("/api/v1/units") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[-1].json()["type"] == "/api/problems/too-many"
        assert 0 < int(answers[-1].headers["retry-after"]) <= 60
        assert (await other.get("/api/v1/units")).status_code == 200
        token = system.headers["Authorization"].removeprefix("Bearer ")
        now = dt.datetime.now(dt.UTC)
        with pytest.raises(TooMany):
            await who_calls(house.database, house.settings.secret, token, "en", at=now)
        later = now + dt.timedelta(minutes=2)
        assert await who_calls(house.database, house.settings.secret, token, "en", at=later) is not None


async def test_an_ended_access_is_out_at_once(house: House) -> None:
    async with calling(house, "operator") as system:
        assert (await system.get("/api/v1/units")).status_code == 200
        async with house.acting("tenant_admin") as (db, actor):
            await end_client(db, actor, system.added.id, at=house.now)
        assert (await system.get("/api/v1/units")).status_code == 401
        assert (await system.get_token()).status_code == 401
        async with house.acting("tenant_admin") as (db, actor):
            with pytest.raises(Refused):
                await renew_secret(db, actor, system.added.id, at=house.now)


async def test_with_its_unit_closed_a_system_is_out(house: House) -> None:
    async with calling(house, "unit_officer", unit="C-WATER") as system:
        assert (await system.get("/api/v1/units")).status_code == 200
        async with house.acting("tenant_admin") as (db, _):
            here = Unit.tenant_id == db.tenant, Unit.code == "C-WATER"
            await db.execute(update(Unit).where(*here).values(closed_at=house.now))
        assert (await system.get("/api/v1/units")).status_code == 401


async def test_a_renewed_secret_is_the_only_one_that_works(house: House) -> None:
    async with calling(house, "operator") as system:
        async with house.acting("tenant_admin") as (db, actor):
            renewed = await renew_secret(db, actor, system.added.id, at=house.now)
        assert (await system.get_token()).status_code == 401
        system.added = renewed
        assert (await system.get_token()).status_code == 200


TOO_MUCH = (
    (NewClient(name="", role="operator", scopes=("case.read",)), "name"),
    (NewClient(name="A", role="auditor", scopes=("audit.read",)), "role"),
    (NewClient(name="A", role="tenant_admin", scopes=("people.keep",)), "role"),
    (NewClient(name="A", role="operator"), "scopes"),
    (NewClient(name="A", role="operator", scopes=("case.read", "case.dispatch")), "scopes"),
    (NewClient(name="A", role="operator", scopes=("case.answer",)), "scopes"),
    (NewClient(name="A", role="unit_officer", scopes=("case.read_unit",)), "unit"),
    (
        NewClient(name="A", role="unit_officer", unit_id=uuid.UUID(int=3), scopes=("case.read_unit",)),
        "unit",
    ),
    (NewClient(name="A", role="operator", scopes=("case.read",), per_minute=0), "per_minute"),
)


async def test_a_client_gets_no_more_than_its_role_and_its_place(house: House) -> None:
    async with house.acting("tenant_admin") as (db, actor):
        for new, field in TOO_MUCH:
            with pytest.raises(Refused) as refusal:
                await let_in(db, actor, new, at=house.now)
            assert field in refusal.value.fields, new
        await let_in(db, actor, NewClient(name="A", role="operator", scopes=("case.read",)), at=house.now)


async def test_only_those_who_keep_people_let_systems_in(house: House) -> None:
    new = NewClient(name="A", role="operator", scopes=("case.read",))
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(NotAllowed):
            await let_in(db, actor, new, at=house.now)


async def test_of_a_secret_only_a_digest_is_kept_and_a_client_cannot_sign_in(house: House) -> None:
    added = await added_client(house, "operator")
    async with house.acting("tenant_admin") as (db, _):
        client = (await db.execute(select(ApiClient).where(ApiClient.tenant_id == db.tenant))).scalar_one()
        assert added.secret.encode() not in client.secret_digest
        login = f"api.{client.id.hex[-12:]}"
    async with browser_on(app_on(house)) as browser:
        for password in ("", added.secret):
            assert (await browser.sign_in(login, password)).status_code == 422
