"""Identifiers and salts made in the application."""

import secrets
import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A UUID of version 7: unguessable enough for a link, ordered by time for an index."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def new_salt() -> bytes:
    """Sixteen random bytes that make the digest of a short text unguessable."""
    return secrets.token_bytes(16)
