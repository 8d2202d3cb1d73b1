"""The thresholds of supervision as a setting that changes: None is the default."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.supervision.thresholds import own_thresholds, why_not_threshold


async def present(db: Db, *, at: dt.datetime) -> dict[str, Any]:
    """What is set here, by code; None where it is the default."""
    return dict(await own_thresholds(db))


async def why_not(
    db: Db, code: str, wanted: Any, *, at: dt.datetime, beside: Mapping[str, Any]
) -> dict[str, Message]:
    """What is wrong with a threshold, by field."""
    if wanted is None:
        return {}
    if not isinstance(wanted, int):
        return {"value": N_("Fill this in.")}
    why = await why_not_threshold(db, code, wanted)
    return {"value": why} if why is not None else {}
