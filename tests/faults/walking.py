"""Other systems that carry cases along through HTTP, and ask again with the same key when nobody answered."""

import asyncio
import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from hotline_platform.access.clients import AddedClient
from tests.api.calling import LAMP
from tests.cast import CITY, EAST, Cast

BY_UNIT = ("dispatch", "sign", "contact", "reply", "sign_off", "accept_reply")
HISTORIES = {
    "unit": ("register", *BY_UNIT, "call", "close"),
    "district": ("register", "dispatch", "sign", "contact", "replied", "accept_reply", "call", "close"),
    "order": ("register", *BY_UNIT, "close"),
}
"""The whole history of a case that a unit of the city handles, of one referred to a district, and of its order."""

_BODIES: dict[str, dict[str, Any]] = {
    "contact": {"note": "已电话联系"},
    "reply": {"inner": "更换灯头一只", "public": "路灯已经修好，请您查看。"},
    "callback": {"contacted": True, "unit_contacted": True, "solved": "yes", "satisfied": "very"},
}


@dataclass
class Walkers:
    """The systems by their role, the address that all of them call, and what came of it so far: acts that were
    acknowledged, requests that broke off in the middle, and acts that had been done when they were asked for again.
    """

    http: httpx.AsyncClient
    cast: Cast
    clients: Mapping[str, AddedClient]
    tokens: dict[str, str] = field(default_factory=dict)
    histories: dict[uuid.UUID, str] = field(default_factory=dict)
    acknowledged: int = 0
    interrupted: int = 0
    replayed: int = 0
    _keys: "itertools.count[int]" = field(default_factory=itertools.count)

    async def walk(self, number: int) -> None:
        """One case from its intake to its closing; every third one goes through a district."""
        if number % 3:
            case = await self._registered("unit")
            await self._dispatched("dispatcher", case, CITY, "C-HOUSING")
            await self._handled("housing", case)
            await self._acts("reviewer", case, "reply-acceptance", own=True)
        else:
            case = await self._registered("district")
            await self._dispatched("dispatcher", case, CITY, EAST)
            order = await self._order_of(case)
            await self._dispatched("east_dispatcher", order, EAST, "E-BRIDGE")
            await self._handled("bridge", order)
            await self._acts("east_reviewer", order, "reply-acceptance", own=True)
            await self._acts("reviewer", case, "reply-acceptance", own=True)
        await self._acts("callback_officer", case, "callback")
        await self._acts("callback_officer", case, "closure")

    async def _handled(self, unit: str, case: str) -> None:
        for noun in ("signature", "contact", "reply"):
            await self._acts(f"{unit}_officer", case, noun, own=True)
        await self._acts(f"{unit}_leader", case, "sign-off", own=True)

    async def _registered(self, road: str) -> str:
        answer = await self._post("operator", "/api/v1/cases", LAMP)
        return self._remembered(answer.json()["id"], road)

    async def _dispatched(self, who: str, case: str, tenant: str, code: str) -> None:
        body = {
            "category_id": str(self.cast.category(tenant, "路灯")),
            "lead_id": str(self.cast.units[code]),
            "opinion": "请尽快修复",
        }
        await self._acts(who, case, "dispatch", body)

    async def _order_of(self, case: str) -> str:
        number = (await self._get("dispatcher", f"/api/v1/cases/{case}")).json()["number"]
        waiting = (await self._get("east_dispatcher", "/api/v1/cases?state=registered&limit=100")).json()
        (order,) = (one["id"] for one in waiting["cases"] if one["superior_number"] == number)
        return self._remembered(order, "order")

    def _remembered(self, case: str, road: str) -> str:
        self.histories[uuid.UUID(case)] = road
        return case

    async def _acts(
        self, who: str, case: str, noun: str, body: dict[str, Any] | None = None, *, own: bool = False
    ) -> None:
        seen = await self._get(who, f"/api/v1/cases/{case}")
        place = f"/assignments/{seen.json()['assignments'][0]['id']}" if own else ""
        given = _BODIES.get(noun, {}) if body is None else body
        await self._post(who, f"/api/v1/cases/{case}{place}/{noun}", given, match=seen.headers["etag"])

    async def _get(self, who: str, path: str) -> httpx.Response:
        return await self._sent(who, "GET", path, {})

    async def _post(
        self, who: str, path: str, body: dict[str, Any], match: str | None = None
    ) -> httpx.Response:
        headers = {
            "Idempotency-Key": f"walking-{next(self._keys):06d}",
            **({"If-Match": match} if match else {}),
        }
        answer = await self._sent(who, "POST", path, headers, body)
        self.acknowledged += 1
        self.replayed += "idempotent-replayed" in answer.headers
        return answer

    async def _sent(
        self, who: str, method: str, path: str, headers: dict[str, str], body: dict[str, Any] | None = None
    ) -> httpx.Response:
        """Ask until somebody answers: a connection that broke says nothing about what was done."""
        while True:
            try:
                given = {"Authorization": f"Bearer {await self._token(who)}", **headers}
                answer = await self.http.request(method, path, json=body, headers=given)
            except httpx.TransportError as broken:
                self.interrupted += not isinstance(broken, httpx.ConnectError)
                await asyncio.sleep(0.3)
                continue
            if answer.status_code == 401:  # tokens live for a quarter of an hour
                self.tokens.pop(who, None)
                continue
            assert answer.is_success, f"{who} {method} {path}: {answer.status_code} {answer.text}"
            return answer

    async def _token(self, who: str) -> str:
        if who not in self.tokens:
            added = self.clients[who]
            answer = await self.http.post(
                "/api/oauth/token",
                data={"grant_type": "client_credentials"},
                auth=(str(added.id), added.secret),
            )
            assert answer.is_success, answer.text
            self.tokens[who] = answer.json()["access_token"]
        return self.tokens[who]
