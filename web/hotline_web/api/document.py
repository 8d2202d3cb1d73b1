"""The OpenAPI 3.1 document, made from the operations themselves, in the reader's language."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from hotline_platform.access.clients import SCOPES
from hotline_platform.access.permissions import PERMISSIONS
from hotline_platform.errors import N_, Message
from hotline_tenants.webhooks.signing import HEADERS
from hotline_web.api.kinds import KINDS
from hotline_web.api.operation import ETAG, LINK, LOCATION, Operation, Parameter
from hotline_web.api.problems import MEDIA_TYPE, Problem
from hotline_web.api.replaying import REPLAYED
from hotline_web.api.shapes import FeedEvent
from hotline_web.api.tokens import PATH as TOKEN_PATH
from hotline_web.api.verifying import EXAMPLE
from hotline_web.i18n import Language, translate

Schema = dict[str, Any]
EVERYWHERE = ("unauthenticated", "forbidden", "suspended", "too-many", "broken")
LEADING_ON = ("register_case", "read_case")
REF = "#/components/schemas/{name}"

TAGS: dict[str, Message] = {
    "cases": N_("Cases: registering, reading, what the desk and the reviewer do"),
    "assignments": N_("What a unit does with its part of a case"),
    "events": N_("What happened, in one order"),
    "reference": N_("Units, content classification, time rules"),
}

HEADERS_ANSWERED: dict[str, tuple[Message, Schema]] = {
    ETAG: (N_("The version of the case, for If-Match"), {"type": "string"}),
    LOCATION: (N_("Where the new case is read"), {"type": "string"}),
    LINK: (N_("The next page (RFC 8288), where there is one"), {"type": "string"}),
    REPLAYED: (N_("true where this request was answered before"), {"type": "string"}),
}

ABOUT = N_(
    "A system of its own works here with the same acts as people on pages. It gets a token with its id and secret by "
    "client credentials and sends it as a bearer token. Every POST names an idempotency key, every act on a case the "
    "ETag that the client has seen. What is refused is a problem (RFC 9457) whose type leads to an explanation."
)
WEBHOOK = N_(
    "Sent to every active subscription. Answer with 2xx within ten seconds; anything else is tried again for a day, "
    "each time after a longer pause. One message may come twice or out of order: webhook-id tells it, position and "
    "seq order it. The signature is that of Standard Webhooks; this is how it is verified:"
)


def document(operations: Sequence[Operation], language: Language, site: str) -> bytes:
    """The whole document as JSON. `site` is where the client reached us, `https://…` without a path."""
    shapes = [Problem, FeedEvent, *{operation.answer for operation in operations}]
    _, schemas = msgspec.json.schema_components(shapes, ref_template=REF)
    paths: dict[str, Any] = {}
    links = _links(operations)
    for operation in operations:
        described = paths.setdefault(operation.path, {})[operation.method] = _operation(operation, language)
        if operation.name in LEADING_ON:
            done = described["responses"][str(operation.status)]
            done["links"] = {name: {"$ref": f"#/components/links/{name}"} for name in links}
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Hotline 12345", "version": "1", "description": translate(language, ABOUT)},
            "tags": [
                {"name": name, "description": translate(language, about)} for name, about in TAGS.items()
            ],
            "paths": paths,
            "webhooks": {"event": {"post": _webhook(language)}},
            "components": {
                "schemas": schemas,
                "securitySchemes": {"client": _security(language, site)},
                "links": links,
            },
        }
    )


def _operation(operation: Operation, language: Language) -> Schema:
    found: Schema = {
        "operationId": operation.name, "tags": [operation.tag], "summary": translate(language, operation.summary),
        "security": [{"client": [scope]} for scope in operation.scopes if scope in SCOPES] or [{"client": []}],
        "parameters": [*_ids(operation), *(_parameter(each, language) for each in operation.parameters)],
        "responses": _responses(operation, language),
    }  # fmt: skip
    if operation.detail is not None:
        found["description"] = translate(language, operation.detail)
    if operation.body is not None:
        content = {"application/json": {"schema": operation.body(language)}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _links(operations: Sequence[Operation]) -> Schema:
    """What can follow when a case is known: its id and its ETag are all that is needed."""
    found: Schema = {}
    for operation in operations:
        if operation.takes == ("case_id",):
            parameters = {"path.case_id": "$response.body#/id"}
            if operation.body is not None:
                parameters["header.If-Match"] = "$response.header.ETag"
            found[operation.name] = {"operationId": operation.name, "parameters": parameters}
    return found


def _ids(operation: Operation) -> Iterable[Schema]:
    for name in operation.takes:
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def _parameter(each: Parameter, language: Language) -> Schema:
    return {
        "name": each.name, "in": each.place, "required": each.required, "schema": each.schema,
        "description": translate(language, each.about),
    }  # fmt: skip


def _responses(operation: Operation, language: Language) -> Schema:
    headers = (*operation.headers, REPLAYED) if operation.method == "post" else operation.headers
    done: Schema = {
        "description": translate(language, operation.summary),
        "content": {"application/json": {"schema": {"$ref": REF.format(name=operation.answer.__name__)}}},
    }
    if headers:
        done["headers"] = {name: _header(name, language) for name in headers}
    by_status: dict[int, list[Message]] = {}
    for kind in (*EVERYWHERE, *operation.problems):
        by_status.setdefault(KINDS[kind].status, []).append(KINDS[kind].title)
    refused = {
        str(status): {
            "description": " · ".join(translate(language, title) for title in titles),
            "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(name="Problem")}}},
        }
        for status, titles in sorted(by_status.items())
    }
    return {str(operation.status): done, **refused}


def _header(name: str, language: Language) -> Schema:
    about, schema = HEADERS_ANSWERED[name]
    return {"description": translate(language, about), "schema": schema}


def _security(language: Language, site: str) -> Schema:
    scopes = {scope: translate(language, PERMISSIONS[scope]) for scope in SCOPES}
    return {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": site + TOKEN_PATH, "scopes": scopes}},
    }


def _webhook(language: Language) -> Schema:
    return {
        "operationId": "event", "summary": translate(language, N_("An event of a subscription")),
        "description": f"{translate(language, WEBHOOK)}\n\n```python\n{EXAMPLE}```",
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}} for name in HEADERS
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {
                "type": "object", "required": ["type", "timestamp", "data"],
                "properties": {
                    "type": {"type": "string"}, "timestamp": {"type": "string", "format": "date-time"},
                    "data": {"$ref": REF.format(name="FeedEvent")},
                },
            }}},
        },
        "responses": {"204": {"description": translate(language, N_("Received"))}},
    }  # fmt: skip
