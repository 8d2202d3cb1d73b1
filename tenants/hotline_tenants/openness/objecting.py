"""The caller's own objection by code: not done; one row for each closing, which a job takes up."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import asyncpg

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.callbacks.objecting import why_not_against, why_not_words
from hotline_tenants.cases.recording import keyed_digest
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.tracking import tracked

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Objection:
    reason: str


async def send_objection(
    database: Database, tenant: int, digest: bytes, given: Objection, *, at: dt.datetime
) -> None:
    """Keep the objection for the job, as the public's role.

    Raises NotFound for an unknown code, and Refused: too late, the second one, nothing closed, or by field `reason`.
    """
    if wrong := why_not_objection(given):
        raise refused_fields(wrong)
    made = N_("An objection to this closing was made already.")
    try:
        async with database.transaction(standing_in(tenant), "public") as db:
            found = await tracked(db, digest)
            if found is None:
                raise NotFound
            before = found.objection is not None
            if refusal := why_not_against(found.closed_at, found.ending, made=before, at=at):
                raise Refused(refusal)
            assert found.closed_at is not None
            db.put(
                Submission, id=objection_id(db.secret, tenant, digest, found.closed_at), kind="objection",
                payload=asdict(given), code_digest=digest, made_at=at,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise Refused(made) from None


def why_not_objection(given: Objection) -> Mapping[str, Message]:
    """What is wrong, field by field."""
    if len(given.reason) > LONGEST_REASON:
        return {"reason": N_("Use at most %(longest)s characters.", longest=LONGEST_REASON)}
    wrong = why_not_words(given.reason)
    return {"reason": wrong} if wrong else {}


def objection_id(secret: str, tenant: int, digest: bytes, closed_at: dt.datetime) -> uuid.UUID:
    """One identifier for each closing, so that the key of the table keeps a second objection out."""
    moment = closed_at.astimezone(dt.UTC).isoformat()
    return uuid.UUID(bytes=keyed_digest(secret, "objection", str(tenant), digest.hex(), moment)[:16])
