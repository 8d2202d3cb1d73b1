"""Rating an answer: solved, satisfied, a comment; one row for each closing, which a job takes up."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import asyncpg

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.cases.recording import keyed_digest
from hotline_tenants.cases.words import SATISFIED, SOLVED
from hotline_tenants.openness.model import Submission
from hotline_tenants.openness.tracking import may_rate, tracked

LONGEST_COMMENT = 1000


@dataclass(frozen=True)
class Rating:
    solved: str
    satisfied: str
    comment: str = ""


async def rate(database: Database, tenant: int, digest: bytes, given: Rating, *, at: dt.datetime) -> bool:
    """Keep the rating for the job, as the public's role. False where this answer was rated before: the first stays.

    Raises NotFound for an unknown code, Refused where there is no answer to rate or a field is wrong.
    """
    if wrong := why_not_rating(given):
        raise refused_fields(wrong)
    try:
        async with database.transaction(standing_in(tenant), "public") as db:
            found = await tracked(db, digest)
            if found is None:
                raise NotFound
            if not may_rate(found, at=at):
                raise Refused(N_("There is no answer to rate now."))
            if found.rated:
                return False
            db.put(
                Submission, id=rating_id(db.secret, tenant, digest, found.round), kind="rating",
                payload=asdict(given), code_digest=digest, made_at=at,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        return False
    return True


def why_not_rating(given: Rating) -> Mapping[str, Message]:
    """What is wrong, field by field."""
    wrong: dict[str, Message] = {}
    if given.solved not in SOLVED:
        wrong["solved"] = N_("Choose one of the list.")
    if given.satisfied not in SATISFIED:
        wrong["satisfied"] = N_("Choose one of the list.")
    if len(given.comment) > LONGEST_COMMENT:
        wrong["comment"] = N_("Use at most %(longest)s characters.", longest=LONGEST_COMMENT)
    return wrong


def rating_id(secret: str, tenant: int, digest: bytes, closing: int) -> uuid.UUID:
    """One identifier for each closing, so that the key of the table keeps a second rating out."""
    return uuid.UUID(bytes=keyed_digest(secret, "rating", str(tenant), digest.hex(), str(closing))[:16])
