"""Passwords: hashed with argon2id, checked against the simplest of rules."""

import functools

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from hotline_platform.errors import N_, Message

SHORTEST = 10


@functools.cache
def hasher(*, cheap: bool = False) -> PasswordHasher:
    """The library's recommended cost (RFC 9106, low memory), or the lowest one for tests."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()


def matches(password_hash: str, password: str) -> bool:
    """Whether the password belongs to the hash; the hash carries its own cost."""
    try:
        return hasher().verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def why_not_password(password: str, login: str) -> Message | None:
    """Why a new password is not good enough, or None. Length and variety over rules that people work around."""
    if len(password) < SHORTEST:
        return N_("Use at least %(shortest)s characters.", shortest=SHORTEST)
    if len(set(password)) < 5:
        return N_("Use at least five different characters.")
    if login.lower() in password.lower():
        return N_("Do not use the sign-in name in the password.")
    return None
