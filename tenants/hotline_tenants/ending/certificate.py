"""The certificate of an erasure: what it says, its digest for the log, and its seal under the key outside the database."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.ending import Erasure

ERASED = "government_erased"
"""The kind of entry under which the deployment's log keeps the digest of a certificate."""


def digest_of(certificate: Mapping[str, Any]) -> str:
    """SHA-256 over its canonical JSON, in hexadecimal."""
    return hashlib.sha256(_canonical(certificate)).hexdigest()


def mac_of(certificate: Mapping[str, Any], key: str) -> bytes:
    """HMAC-SHA-256 over the same, as the nightly seals are made."""
    return hmac.new(key.encode(), b"erasure" + _canonical(certificate), "sha256").digest()


async def certificate_faults(database: Database, *, key: str) -> AsyncIterator[Fault]:
    """Every certificate that is not what its seal says, or that the deployment's log does not know."""
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        noted = select(AuditEntry.detail).where(AuditEntry.tenant_id == DEPLOYMENT, AuditEntry.kind == ERASED)
        known = {detail["digest"] for detail in (await db.execute(noted)).scalars()}
        finished = select(Erasure.certificate, Erasure.mac).where(Erasure.finished_at.is_not(None))
        for certificate, mac in await db.execute(finished.order_by(Erasure.finished_at)):
            number = str(certificate.get("number", ""))
            if not hmac.compare_digest(mac or b"", mac_of(certificate, key)):
                yield Fault("the certificate of an erasure does not match its seal", number)
            elif digest_of(certificate) not in known:
                yield Fault("the log does not know the certificate of an erasure", number)
            known.discard(digest_of(certificate))
    for _ in known:
        yield Fault("an erasure stands in the log and its certificate is gone")


def _canonical(content: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(content, order="deterministic")
