"""A claimed job on its way to its actor, and what is kept of a failure."""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline_platform.errors import HotlineError

LONGEST_BACKOFF = 3600.0


@dataclass(frozen=True)
class Work:
    """One claimed job. `worker` is None where the claim lives in an open transaction of the caller."""

    id: uuid.UUID
    actor: str
    tenant: int | None
    arguments: Mapping[str, Any] = field(repr=False)
    attempts: int
    worker: int | None


class JobFailed(Exception):
    """What the broker keeps of a failure: its text may be stored and logged."""


def failure_text(error: BaseException) -> str:
    """The class of the exception, with the message of our own errors; others' messages may quote personal data."""
    name = type(error).__name__
    return f"{name}: {error}" if isinstance(error, HotlineError) else name


def delay_after(attempts: int, backoff: float) -> float:
    """Seconds until the next attempt: doubling from `backoff`, at most an hour, scattered by a fifth."""
    doubled: float = backoff * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_BACKOFF) * random.uniform(0.8, 1.2)  # noqa: S311 - scatter, not a secret
