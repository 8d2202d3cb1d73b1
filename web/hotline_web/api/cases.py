"""Registering a case and reading one."""

import dataclasses
import datetime as dt
from typing import Any

import msgspec
from litestar.response import Response

from hotline_platform.audit.recording import record as record_look
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, NotAllowed
from hotline_tenants.cases.joined import joined_with
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.opening import Demand, digits_of
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.reading import CaseView, caller_in_the_clear, view
from hotline_tenants.cases.recording import keyed_digest
from hotline_tenants.intake.registering import register
from hotline_tenants.privacy.looking import office
from hotline_web.api.bodies import read_form, read_object
from hotline_web.api.listing import PATH, READ
from hotline_web.api.operation import ETAG, LOCATION, Call, Operation, Parameter, answer
from hotline_web.api.problems import Trouble
from hotline_web.api.replaying import HEADER, PATTERN, key_of, once
from hotline_web.api.samples import samples
from hotline_web.api.schemas import Schema, schema_of
from hotline_web.api.shapes import CaseDetail, Registered
from hotline_web.api.showing import detail_of
from hotline_web.cases.known import known_for
from hotline_web.cases.looking import PURPOSES
from hotline_web.cases.offers import ground, offers
from hotline_web.entering import moment
from hotline_web.i18n import Language
from hotline_web.intake.forms import INITIAL, intake_form

PURPOSE = "Hotline-Purpose"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
DEFAULTS = {name: value for name, value in INITIAL.items() if name != "channel"}

KEY_PARAMETER = Parameter(
    HEADER, N_("A key of your own for this request. The same request under the same key is done once and answered the "
               "same for 48 hours; another request under it is refused."),
    {"type": "string", "pattern": PATTERN}, place="header", required=True,
)  # fmt: skip


async def _register(call: Call) -> Response[bytes]:
    raw, given = await read_object(call.request)
    form = read_form(intake_form(await known_for(call.request, call.db)), {**DEFAULTS, **given})
    typed, now = form.complete, moment(call.request)

    async def do() -> Response[bytes]:
        demand = Demand(**dataclasses.asdict(typed), code=_code(call, typed.caller_phone, now))
        opened = await register(call.db, call.actor, demand, at=now)
        made = Registered(id=opened.id, number=opened.number, state="registered", version=1)
        return answer(made, status=201, headers={LOCATION: f"{PATH}/{opened.id}", ETAG: '"1"'})

    kept, done_at = await once(call.request, call.db, call.actor, raw, do)
    made = msgspec.json.decode(kept.content, type=Registered)
    made.code = _code(call, typed.caller_phone, done_at)
    return answer(made, status=201, headers=dict(kept.headers))


def _code(call: Call, phone: str, done_at: dt.datetime) -> str:
    """The caller's query code, derived so that a repeated request is told the same one and nothing keeps it."""
    parts = str(call.db.tenant), str(call.actor.client_id), key_of(call.request), done_at.isoformat()
    number = int.from_bytes(keyed_digest(call.db.secret, "api-code", *parts))
    if digits_of(phone):
        return f"{number % 10**10:010d}"
    return "".join(_LETTERS[number >> 5 * place & 31] for place in range(16))


async def _read(call: Call) -> Response[bytes]:
    case = await case_for(call.db, call.actor, call.case)
    seen = await view(call.db, call.actor, case)
    clear = await _clear(call, case, seen)
    stand = await ground(call.db, call.actor, case, await known_for(call.request, call.db))
    joined = await joined_with(call.db, call.actor, case)
    detail = detail_of(seen, clear, joined, offers(stand), stand.on.known.language)
    return answer(detail, headers={ETAG: f'"{case.version}"'})


async def _clear(call: Call, case: Case, seen: CaseView) -> Any:
    """The person as they are, where a purpose was stated: recorded in a transaction of its own before it is told."""
    purpose = call.request.headers.get(PURPOSE.lower())
    if purpose is None:
        return None
    if purpose not in PURPOSES:
        raise Trouble("invalid", fields={PURPOSE: N_("Choose one of the list.")})
    if not call.actor.may("person.look"):
        raise NotAllowed("person.look")
    if seen.caller is None:
        return None
    database: Database = call.request.app.state.database
    await record_look(
        database, call.actor.tenant, "api_look", account_id=call.actor.account_id, subject=case.id,
        at=moment(call.request), purpose=purpose, **office(call.actor),
    )  # fmt: skip
    return await caller_in_the_clear(call.db, case)


def _body(language: Language) -> Schema:
    return schema_of([intake_form(samples(language)[0].known)], language, DEFAULTS)


OPERATIONS = (
    Operation(
        "register_case", "post", PATH, "case.register", N_("Register a demand"), _register, Registered, "cases",
        status=201, headers=(LOCATION, ETAG), parameters=(KEY_PARAMETER,), body=_body,
        problems=("malformed", "too-large", "unsupported-media-type", "invalid", "key-reused"),
        detail=N_("A new case at the desk. Dispatching it, or settling it at once, are acts of their own."),
    ),
    Operation(
        "read_case", "get", f"{PATH}/{{case_id}}", (*READ, "case.register"), N_("Read a case"), _read, CaseDetail,
        "cases", headers=(ETAG,), problems=("not-found", "invalid"),
        parameters=(
            Parameter(PURPOSE, N_("Why the person must be seen in the clear. Needs the scope person.look; the look is "
                                  "recorded."),
                      {"type": "string", "enum": list(PURPOSES)}, place="header"),
        ),
        detail=N_("With everything that hangs on it, cut down to what the client's role may see. The person is masked "
                  "unless a purpose is stated. The ETag is the version of the case: it changes with every act, not "
                  "with the notice of a clock."),
    ),
)  # fmt: skip
