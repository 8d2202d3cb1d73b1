"""Every act that a page offers, as an operation: made from the same registry, so that a new act is here by itself."""

import re
from typing import Any

from litestar.response import Response

from hotline_platform.errors import N_, Refused
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignment_for, case_for
from hotline_web.api.bodies import read_form, read_object
from hotline_web.api.cases import KEY_PARAMETER
from hotline_web.api.operation import BASE, ETAG, Call, Operation, Parameter, answer
from hotline_web.api.problems import Trouble
from hotline_web.api.replaying import once
from hotline_web.api.samples import samples
from hotline_web.api.schemas import Schema, schema_of
from hotline_web.api.shapes import Standing
from hotline_web.cases.act import Act, On
from hotline_web.cases.known import known_for
from hotline_web.cases.offers import ACTS, ground
from hotline_web.entering import moment
from hotline_web.i18n import Language

IF_MATCH = "If-Match"
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')
"""A proxy that compresses makes it weak on the way; it names the same version of the case all the same."""

MATCH_PARAMETER = Parameter(
    IF_MATCH, N_("The ETag of the case as the client has seen it."), {"type": "string", "pattern": '^(W/)?"[0-9]{1,9}"$'},
    place="header", required=True,
)  # fmt: skip
PROBLEMS = (
    "malformed", "not-found", "not-now", "stale", "too-large", "unsupported-media-type", "invalid", "refused",
    "key-reused", "precondition-required",
)  # fmt: skip


def operation_of(act: Act) -> Operation:
    """The operation that an act is."""

    async def run(call: Call) -> Response[bytes]:
        return await _run(call, act)

    def body(language: Language) -> Schema:
        return schema_of([act.spec(on) for on in samples(language)], language)

    place = "/assignments/{assignment_id}" if act.on_part else ""
    return Operation(
        act.name, "post", f"{BASE}/cases/{{case_id}}{place}/{act.noun}", act.permission, act.label, run, Standing,
        "assignments" if act.on_part else "cases", detail=act.warn, headers=(ETAG,),
        parameters=(MATCH_PARAMETER, KEY_PARAMETER), body=body, problems=PROBLEMS,
    )  # fmt: skip


async def _run(call: Call, act: Act) -> Response[bytes]:
    raw, given = await read_object(call.request)
    version = seen_version(call)

    async def do() -> Response[bytes]:
        case = await case_for(call.db, call.actor, call.case)
        assignment = None
        if call.assignment_id is not None:
            assignment = await assignment_for(call.db, call.actor, case, call.assignment_id)
        if version != case.version:
            raise Trouble("stale", headers={ETAG: f'"{case.version}"'})
        _check_state(act, case, assignment)
        stand = await ground(call.db, call.actor, case, await known_for(call.request, call.db))
        on = stand.at(assignment)
        await act.run(call.db, on, _given(act, on, given, version), moment(call.request))
        return _standing(case, assignment)

    return (await once(call.request, call.db, call.actor, raw, do))[0]


def seen_version(call: Call) -> int:
    """The version that the client has seen. Raises Trouble without If-Match, or with one that is no ETag of ours."""
    given = call.request.headers.get(IF_MATCH.lower())
    if given is None:
        raise Trouble("precondition-required")
    matched = _ETAG.fullmatch(given.strip())
    if matched is None:
        raise Trouble("malformed", N_("Send the ETag of the case as it was given, with its quotes."))
    return int(matched[1])


def _check_state(act: Act, case: Case, assignment: Assignment | None) -> None:
    if assignment is not None:
        possible = (assignment.state, act.name) in ASSIGNMENT
    else:
        possible = (case.state, act.name) in CASE
    if not possible:
        raise Trouble("not-now")


def _given(act: Act, on: On, given: dict[str, Any], version: int) -> Any:
    form = read_form(act.spec(on), given, version=version)
    try:
        return form.complete
    except Refused as refusal:
        raise Trouble("invalid", fields=refusal.fields) from None


def _standing(case: Case, assignment: Assignment | None) -> Response[bytes]:
    left = Standing(id=case.id, number=case.number, state=case.state, version=case.version)
    if assignment is not None:
        left.assignment_id, left.assignment_state = assignment.id, assignment.state
    return answer(left, headers={ETAG: f'"{case.version}"'})


OPERATIONS = tuple(operation_of(act) for act in ACTS)
