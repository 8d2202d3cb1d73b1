"""Short-lived signed tokens of API clients, and who is behind one: the client is looked up at every request, so that
an ended one is out at once, whatever its token says.
"""

import datetime as dt
import functools
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlalchemy import update

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import ApiClient
from hotline_platform.access.sessions import SignedIn, digest_of
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import TooMany
from hotline_platform.identifiers import new_id

LIFETIME = dt.timedelta(minutes=15)
WINDOW = dt.timedelta(minutes=1)
ISSUER, AUDIENCE = "hotline", "hotline-api"

_FIND = "SELECT * FROM hotline_client($1)"
# One round trip counts the request and finds the client; a count need not wait for the disk.
_COUNT_AND_FIND = """
WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)), counted AS (
    INSERT INTO attempts (bucket, window_start, count) VALUES ($2, $3, 1)
    ON CONFLICT (bucket) DO UPDATE SET
        count = CASE WHEN attempts.window_start <= $4 THEN 1 ELSE attempts.count + 1 END,
        window_start = CASE WHEN attempts.window_start <= $4 THEN $3 ELSE attempts.window_start END
    RETURNING count AS made, window_start)
SELECT c.*, counted.made, counted.window_start FROM counted, quick, hotline_client($1) c
"""


@dataclass(frozen=True)
class Client:
    """A living client as the token endpoint needs it."""

    id: uuid.UUID
    tenant: int
    scopes: tuple[str, ...]
    secret_digest: bytes
    suspended: bool

    def knows(self, secret: str) -> bool:
        """Whether this is its secret."""
        return hmac.compare_digest(self.secret_digest, digest_of(secret))


async def living_client(database: Database, client_id: str) -> Client | None:
    """The client of that id, in whichever tenant; None where there is none or its access has ended."""
    try:
        wanted = uuid.UUID(client_id)
    except ValueError:
        return None
    async with database.outside() as connection:
        row = await connection.fetchrow(_FIND, wanted)
    if row is None:
        return None
    return Client(wanted, row["tenant_id"], tuple(row["scopes"]), row["secret_digest"], row["suspended"])


def sign_token(secret: str, client: Client, scopes: Sequence[str], *, at: dt.datetime) -> str:
    """A bearer token (RFC 9068) for LIFETIME. `secret` is the deployment's."""
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": str(client.id), "client_id": str(client.id), "jti": str(new_id()),
        "iat": int(at.timestamp()), "exp": int((at + LIFETIME).timestamp()), "scope": " ".join(scopes),
    }  # fmt: skip
    return jwt.encode({"alg": "HS256", "typ": "at+jwt"}, claims, _key(secret))


async def who_calls(
    database: Database, secret: str, token: str, language: str, *, at: dt.datetime
) -> SignedIn | None:
    """The client behind a token, or None: forged, expired, or its access has ended.

    Counts the request. Raises TooMany past the client's own limit.
    """
    claims = _claims(secret, token, at)
    if claims is None:
        return None
    client_id = uuid.UUID(claims["sub"])
    bucket = hashlib.sha256(f"api\x1f{client_id}".encode()).digest()
    async with database.outside() as connection:
        row = await connection.fetchrow(_COUNT_AND_FIND, client_id, bucket, at, at - WINDOW)
    if row is None:
        return None
    if row["made"] > row["per_minute"]:
        raise TooMany(max(1, int((row["window_start"] + WINDOW - at).total_seconds())))
    if row["last_used_at"] is None or row["last_used_at"] < at - WINDOW:
        await _mark_used(database, row["tenant_id"], client_id, at)
    actor = Actor(
        tenant=row["tenant_id"], role=row["role"], name=row["name"], account_id=row["account_id"],
        unit_id=row["unit_id"], language=language, client_id=client_id,
        scopes=frozenset(claims["scope"].split()) & frozenset(row["scopes"]),
    )  # fmt: skip
    expires = dt.datetime.fromtimestamp(claims["exp"], dt.UTC)
    return SignedIn(actor, str(client_id), must_change_password=False, others=(), unread=0, expires_at=expires,
                    token_digest=b"", suspended=row["suspended"])  # fmt: skip


def _claims(secret: str, token: str, at: dt.datetime) -> dict[str, Any] | None:
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        exp={"essential": True},
        sub={"essential": True},
        scope={"essential": True},
    )
    try:
        decoded = jwt.decode(token, _key(secret), algorithms=["HS256"])
        registry.validate(decoded.claims)
    except JoseError:
        return None
    return decoded.claims


@functools.lru_cache(maxsize=4)
def _key(secret: str) -> OctKey:
    """A key of its own, so that no other use of the deployment's secret can make a token."""
    return OctKey.import_key(hmac.digest(secret.encode(), b"api-tokens", "sha256"))


async def _mark_used(database: Database, tenant: int, client_id: uuid.UUID, at: dt.datetime) -> None:
    async with database.transaction(standing_in(tenant)) as db:
        await db.execute(
            update(ApiClient)
            .where(ApiClient.tenant_id == tenant, ApiClient.id == client_id)
            .values(last_used_at=at)
        )
