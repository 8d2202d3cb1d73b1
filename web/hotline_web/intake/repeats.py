"""Likely repeats of what is being typed at the intake desk: beside the form, never in the way."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Request, post
from litestar.response import Response

from hotline_platform.database.session import Db
from hotline_tenants.intake.registering import LONGEST_BODY, LONGEST_TITLE
from hotline_tenants.intake.repeats import asked_by, likely_repeats
from hotline_web.answers import page
from hotline_web.cases.joining import Other, shown_repeat
from hotline_web.given import GivenDb


@post("/intake/repeats", opt={"permission": "case.register"}, status_code=200)
async def repeats(request: Request[Any, Any, Any], db: GivenDb) -> Response[str]:
    """The fragment for htmx. A POST, because what a caller says has no place in an address."""
    found = await typed_repeats(db, await request.form())
    return page(request, "intake/repeats.html", block="repeats", repeats=found)


async def typed_repeats(db: Db, data: Mapping[str, Any]) -> list[Other]:
    """Open cases that agree in two things with what was typed so far; none for what is handled by itself."""
    if data.get("confidentiality") not in (None, "normal") or data.get("about_unit_id"):
        return []
    asked = asked_by(
        db, phone=str(data.get("caller_phone", ""))[:30], title=str(data.get("title", ""))[:LONGEST_TITLE],
        body=str(data.get("body", ""))[:LONGEST_BODY], place=str(data.get("place", ""))[:200],
        category_id=_chosen(data, "category_id.3"), area_id=_chosen(data, "area_id"),
    )  # fmt: skip
    return [shown_repeat(one) for one in await likely_repeats(db, asked)]


def _chosen(data: Mapping[str, Any], name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(data.get(name, "")))
    except ValueError:
        return None
