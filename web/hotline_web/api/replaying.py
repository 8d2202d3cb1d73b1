"""Idempotency keys: a request that is repeated is answered as the first time and done once.

The key is written before the act and its answer after it, in the act's own transaction: of two requests at once the
second waits for the first and then finds its answer; what was refused or rolled back leaves no key behind.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request
from litestar.response import Response
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import ApiAnswer
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_web.api.problems import Trouble
from hotline_web.entering import moment

AnyRequest = Request[Any, Any, Any]
HEADER = "Idempotency-Key"
PATTERN = r"^[A-Za-z0-9._:\-]{8,128}$"
REPLAYED = "Idempotent-Replayed"


async def once(
    request: AnyRequest, db: Db, actor: Actor, body: bytes, do: Callable[[], Awaitable[Response[bytes]]]
) -> tuple[Response[bytes], dt.datetime]:
    """What `do` answers, or what it answered under the same key before; and when it was done.

    Raises Trouble: malformed, key-reused.
    """
    key, now = key_of(request), moment(request)
    digest = hashlib.sha256(b"\x1f".join((request.method.encode(), request.url.path.encode(), body))).digest()
    if not await _begin(db, actor, key, digest, now):
        return await _again(db, actor, key, digest)
    answer = await do()
    await db.execute(
        update(ApiAnswer)
        .where(*_mine(db, actor, key))
        .values(status=answer.status_code, headers=dict(answer.headers), body=answer.content)
    )
    return answer, now


def key_of(request: AnyRequest) -> str:
    """The key that came with the request. Raises Trouble."""
    key = request.headers.get(HEADER.lower(), "")
    if not re.fullmatch(PATTERN, key):
        raise Trouble(
            "malformed",
            N_("Send the header Idempotency-Key with 8 to 128 letters, digits, dots, colons and dashes."),
        )
    return key


async def _begin(db: Db, actor: Actor, key: str, digest: bytes, at: dt.datetime) -> bool:
    """Whether the key is new. Waits for whoever is at the same key until they commit or give up."""
    new = insert(ApiAnswer).values(
        tenant_id=db.tenant, client_id=actor.client_id, key=key, digest=digest, at=at
    )
    return (await db.execute(new.on_conflict_do_nothing().returning(ApiAnswer.key))).first() is not None


async def _again(db: Db, actor: Actor, key: str, digest: bytes) -> tuple[Response[bytes], dt.datetime]:
    kept = (await db.execute(select(ApiAnswer).where(*_mine(db, actor, key)))).scalar_one()
    if kept.digest != digest:
        raise Trouble("key-reused")
    assert kept.status is not None
    headers = {**(kept.headers or {}), REPLAYED: "true"}
    answer = Response(
        kept.body or b"", status_code=kept.status, media_type="application/json", headers=headers
    )
    return answer, kept.at


def _mine(db: Db, actor: Actor, key: str) -> tuple[Any, ...]:
    return ApiAnswer.tenant_id == db.tenant, ApiAnswer.client_id == actor.client_id, ApiAnswer.key == key
