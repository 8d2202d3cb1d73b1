"""How long each step of the ladder waits, and how far ahead gaps are warned of: values that a government sets for
itself, by proposals, or takes from the one above.
"""

from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.tenancy.values import EXTRA_URGENT_STEP, GAP_DAYS, URGENT_STEP, setting


@dataclass(frozen=True)
class Rules:
    """Minutes of a step by urgency, and days ahead."""

    extra_urgent_minutes: int
    urgent_minutes: int
    warn_days: int

    def minutes(self, urgency: str) -> int:
        """How long a step waits for the signature on an assignment of this urgency."""
        return self.extra_urgent_minutes if urgency == "extra_urgent" else self.urgent_minutes


async def rules_of(db: Db) -> Rules:
    """What holds in the government one stands in; ladders that are climbed already keep their pace."""
    return Rules(
        int(await setting(db, EXTRA_URGENT_STEP)), int(await setting(db, URGENT_STEP)), int(await setting(db, GAP_DAYS))
    )  # fmt: skip
