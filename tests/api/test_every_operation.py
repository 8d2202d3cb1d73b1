"""Schemathesis over the whole document: whatever is sent, no server error and no answer that is not documented.

Requests are made from the document (well formed ones, and ones with something wrong), sent to the application itself
as the client whose operation it is, most of them to cases that exist and with the ETag that they have.
"""

import asyncio
import dataclasses
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hotline_platform.access.permissions import ROLES, UNIT_ROLES
from hotline_platform.database.engine import database_from
from hotline_platform.embedded import Embedded
from hotline_web.api.operation import Operation
from hotline_web.api.pages import OPERATIONS
from tests.api.calling import System, added_client, category, http_on, new_key, unit
from tests.cast import Cast
from tests.conftest import TEMPLATE, House, settings_for
from tests.copies import copied

NAME = "schemathesis"
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection,
]  # fmt: skip
EXAMPLES = 16
FRESH = 300
"""Seconds after which tokens are renewed."""


@dataclasses.dataclass
class World:
    """The application with a system for every permission, and cases in many states."""

    runner: asyncio.Runner
    house: House
    http: httpx.AsyncClient
    schema: Any
    systems: dict[str, System] = dataclasses.field(default_factory=dict)
    cases: list[str] = dataclasses.field(default_factory=list)
    answered: Counter[tuple[str, int]] = dataclasses.field(default_factory=Counter)
    renewed: float = dataclasses.field(default_factory=time.monotonic)

    async def system_for(self, operation: Operation) -> System:
        """A client whose scopes include the operation, with tokens that last: they live for a quarter of an hour, which
        a busy machine may need for this file.
        """
        if time.monotonic() - self.renewed > FRESH:
            self.renewed = time.monotonic()
            for system in self.systems.values():
                assert (await system.get_token()).status_code == 200
        for role, held in ROLES.items():
            if held & set(operation.scopes) and held & {"case.read", "case.read_unit"}:
                return await self.system(role)
        raise LookupError(operation.name)

    async def system(self, role: str) -> System:
        if role not in self.systems:
            code = "C-HOUSING" if role in UNIT_ROLES else None
            system = System(self.http, await added_client(self.house, role, unit=code))
            assert (await system.get_token()).status_code == 200
            self.systems[role] = system
        return self.systems[role]

    async def fill(self) -> None:
        """Cases on every part of the road."""
        for far in (*range(9), *range(6)):
            await self.add_case(far)

    async def add_case(self, far: int) -> None:
        """One that has gone so many steps."""
        steps: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("dispatcher", "dispatch", {"category_id": category(self.house), "lead_id": unit(self.house, "C-HOUSING")}),
            ("unit_officer", "assignments/{}/signature", {}),
            ("unit_officer", "assignments/{}/contact", {"note": "已联系"}),
            ("unit_officer", "assignments/{}/reply", {"inner": "已修复", "public": "路灯已经修好，请您查看。"}),
            ("unit_leader", "assignments/{}/sign-off", {}),
            ("reviewer", "assignments/{}/reply-acceptance", {}),
            ("callback_officer", "callback", {"contacted": True, "solved": "no", "satisfied": "dissatisfied"}),
            ("callback_officer", "closure", {}),
        )  # fmt: skip
        case_id = (await (await self.system("operator")).registered())["id"]
        self.cases.insert(0, case_id)
        for role, noun, body in steps[:far]:
            system = await self.system(role)
            assignment = await system.only_assignment(case_id) if "{}" in noun else ""
            answer = await system.act(case_id, noun.format(assignment), body)
            assert answer.status_code == 200, answer.text

    async def aim(self, system: System, case: Any, chosen: str) -> None:
        """At a case that exists, as it is now."""
        detail = (await system.get(f"/api/v1/cases/{chosen}")).json()
        case.path_parameters["case_id"] = chosen
        if "assignment_id" in case.path_parameters and "assignments" in detail and detail["assignments"]:
            case.path_parameters["assignment_id"] = detail["assignments"][0]["id"]
        if "version" in detail and "If-Match" in case.headers:
            case.headers["If-Match"] = f'"{detail["version"]}"'
            case.headers["Idempotency-Key"] = new_key()
        known = {"category_id": category(self.house), "lead_id": unit(self.house, "C-HOUSING")}
        if isinstance(case.body, dict):
            case.body |= {name: value for name, value in known.items() if name in case.body}
            case.body |= {"co_ids": []} if "co_ids" in case.body else {}

    async def send(self, system: System, case: Any) -> httpx.Response:
        """The request as schemathesis means it, byte for byte."""
        kwargs = case.as_transport_kwargs(base_url="http://hotline.test")
        prepared = requests.Request(
            **{**kwargs, "headers": {**kwargs["headers"], **system.headers}}
        ).prepare()
        assert prepared.url is not None
        headers = [
            (name.encode(), str(value).encode("latin-1", "replace"))
            for name, value in prepared.headers.items()
        ]
        body: Any = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
        return await self.http.request(prepared.method or "", prepared.url, headers=headers, content=body)


@pytest.fixture(scope="module")
def world(server: Embedded, seeded: Cast) -> Iterator[World]:
    """A database of this module's own, on an event loop of its own."""
    with copied(server, TEMPLATE, NAME), asyncio.Runner() as runner:
        database = database_from(settings_for(server, NAME))
        house = House(settings_for(server, NAME), database, seeded)
        client = http_on(house)
        http = runner.run(client.__aenter__())
        document = runner.run(http.get("/api/v1/openapi.json", headers={"Accept-Language": "en"})).json()
        made = World(runner, house, http, schemathesis.openapi.from_dict(document))
        runner.run(made.fill())
        yield made
        runner.run(client.__aexit__(None, None, None))
        runner.run(database.close())


WELL_FORMED = [(operation, GenerationMode.POSITIVE) for operation in OPERATIONS]
WRONG = [
    (operation, GenerationMode.NEGATIVE)
    for operation in OPERATIONS
    if operation.parameters or operation.takes or operation.body
]


@pytest.mark.parametrize(
    ("operation", "mode"),
    [*WELL_FORMED, *WRONG],
    ids=[f"{operation.name} {mode.value}" for operation, mode in (*WELL_FORMED, *WRONG)],
)
def test_no_server_error_and_no_undocumented_answer(
    world: World, operation: Operation, mode: GenerationMode
) -> None:
    described = world.schema[operation.path][operation.method.upper()]
    system = world.runner.run(world.system_for(operation))
    if operation.takes and mode is GenerationMode.POSITIVE:
        world.runner.run(world.add_case(2 if "assignment_id" in operation.takes else 0))

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=described.as_strategy(generation_mode=mode), which=st.integers(0, len(world.cases) + 2))
    def sends(case: Any, which: int) -> None:
        if which < len(world.cases) and mode is GenerationMode.POSITIVE and operation.takes:
            world.runner.run(world.aim(system, case, world.cases[which]))
        answer = world.runner.run(world.send(system, case))
        world.answered[operation.name, answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    sends()
    assert sum(number for (name, _), number in world.answered.items() if name == operation.name) >= EXAMPLES
    assert (operation.name, 401) not in world.answered
    assert (operation.name, 403) not in world.answered


def test_the_document_is_one_by_its_own_standard(world: World) -> None:
    world.schema.validate()


def test_requests_made_from_the_document_come_through(world: World) -> None:
    """Or all of the above would prove nothing."""
    done = {name for name, status in world.answered if status in (200, 201)}
    assert done >= {
        "register_case", "read_case", "list_cases", "list_events", "list_units", "dispatch", "answer", "contact",
    }  # fmt: skip
    assert {status for _, status in world.answered} >= {200, 201, 400, 404, 409, 422, 428}


def test_walks_along_the_documents_links(world: World) -> None:
    """From a case just registered or read to whatever can be done with it, several steps one after another."""
    world.runner.run(world.system("operator"))
    by_name = {operation.name: operation for operation in OPERATIONS}
    steps: Counter[tuple[str, int]] = Counter()

    class Walk(world.schema.as_state_machine()):  # type: ignore[misc]
        def call(self, case: Any, **_: Any) -> Any:
            operation = by_name[case.operation.definition.raw["operationId"]]
            system = world.runner.run(world.system_for(operation))
            if "Idempotency-Key" in case.headers:
                case.headers["Idempotency-Key"] = new_key()
            answer = world.runner.run(world.send(system, case))
            steps[operation.name, answer.status_code] += 1
            return schemathesis.Response.from_any(answer)

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            # A stale case is told before anything wrong in the request, and that is a refusal too.
            case.validate_response(
                response, checks=[one for one in CHECKS if one is not negative_data_rejection]
            )

    Walk.run(
        settings=settings(
            max_examples=60, stateful_step_count=8, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate),
        )
    )  # fmt: skip
    done = {name for name, status in steps if status == 200}
    assert done - {"list_cases", "read_case"}, "a walk that never acts on a case proves nothing"
