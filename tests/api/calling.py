"""Another system: a client with a token, calling the application itself on the test's database."""

import itertools
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx

from hotline_platform.access.clients import AddedClient, NewClient, add_client, scopes_of
from hotline_platform.tenancy.registry import registry_of
from tests.conftest import House
from tests.web.browsing import app_on

_KEYS = itertools.count(1)
LAMP = {
    "title": "路灯不亮", "body": "花桥路口的路灯三天没有亮了。", "type": "help", "channel": "other_hotline",
    "caller_name": "林小满", "caller_phone": "138 0000 1234",
}  # fmt: skip


def new_key() -> str:
    """An idempotency key that no other request of this process has."""
    return f"test-key-{next(_KEYS):08d}"


class System:
    """A client's side: headers that every call needs, and what the answers say."""

    def __init__(self, http: httpx.AsyncClient, added: AddedClient) -> None:
        self.http = http
        self.added = added
        self.headers: dict[str, str] = {"Accept-Language": "en"}

    async def get_token(self, **form: str) -> httpx.Response:
        answer = await self.http.post(
            "/api/oauth/token",
            data={"grant_type": "client_credentials", **form},
            auth=(str(self.added.id), self.added.secret),
        )
        if answer.status_code == 200:
            self.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers={**self.headers, **_named(headers)})

    async def post(
        self, path: str, json: Any = None, *, key: str | None = None, match: str | None = None, **headers: str
    ) -> httpx.Response:
        given = {**self.headers, "Idempotency-Key": key or new_key(), **_named(headers)}
        if match is not None:
            given["If-Match"] = match
        return await self.http.post(path, json={} if json is None else json, headers=given)

    async def registered(self, **other: Any) -> dict[str, Any]:
        """A new case."""
        answer = await self.post("/api/v1/cases", {**LAMP, **other})
        assert answer.status_code == 201, answer.text
        return cast(dict[str, Any], answer.json())

    async def etag(self, case_id: str) -> str:
        """The case's present version."""
        answer = await self.get(f"/api/v1/cases/{case_id}")
        assert answer.status_code == 200, answer.text
        return answer.headers["etag"]

    async def act(self, case_id: str, noun: str, json: Any = None, **more: Any) -> httpx.Response:
        """An act on the case as it is now."""
        return await self.post(
            f"/api/v1/cases/{case_id}/{noun}", json, match=await self.etag(case_id), **more
        )

    async def only_assignment(self, case_id: str) -> str:
        detail = (await self.get(f"/api/v1/cases/{case_id}")).json()
        (one,) = detail["assignments"]
        return cast(str, one["id"])


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


async def added_client(
    house: House, role: str, *, by: str = "tenant_admin", unit: str | None = None,
    scopes: tuple[str, ...] | None = None, per_minute: int = 6_000, tenant: int | None = None,
) -> AddedClient:  # fmt: skip
    """A client let in by the administrator of a tenant."""
    admin = house.cast.actors["tenant_admin"]
    if tenant is not None and tenant != admin.tenant:
        admin = type(admin)(tenant=tenant, role="tenant_admin", name="admin")
    new = NewClient(
        name=f"{role} of another system", role=role, unit_id=house.cast.units[unit] if unit else None,
        scopes=scopes if scopes is not None else scopes_of(role), per_minute=per_minute,
    )  # fmt: skip
    async with house.database.transaction(admin.scope) as db:
        city = (await registry_of(db)).get(admin.tenant).tier == "city"
        return add_client(db, admin, new, city=city, at=house.now)


@asynccontextmanager
async def http_on(house: House) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=cast(Any, app_on(house)))
    async with httpx.AsyncClient(transport=transport, base_url="http://hotline.test") as http:
        yield http


@asynccontextmanager
async def calling(house: House, role: str, **more: Any) -> AsyncIterator[System]:
    """A system with a token, acting as a role."""
    added = await added_client(house, role, **more)
    async with http_on(house) as http:
        system = System(http, added)
        answer = await system.get_token()
        assert answer.status_code == 200, answer.text
        yield system


def category(house: House, name: str = "路灯", tenant: str = "9901") -> str:
    return str(house.cast.category(tenant, name))


def unit(house: House, code: str) -> str:
    return str(house.cast.units[code])


NOWHERE = str(uuid.UUID(int=7))
