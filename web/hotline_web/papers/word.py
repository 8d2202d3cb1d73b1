"""The Word file of a paper: as it was kept where it was issued, or as it would be now."""

import asyncio
import uuid
from typing import Any

from litestar import Request
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.files.kinds import DOCX
from hotline_platform.files.stores import store_from
from hotline_tenants.papers.in_force import InForce, content_in_force
from hotline_tenants.papers.places import Places
from hotline_tenants.papers.reading import file_of, papers_about
from hotline_tenants.papers.writing import docx
from hotline_web.entering import moment
from hotline_web.files.sending import answer, headers_of


async def kept_file(
    request: Request[Any, Any, Any], db: Db, actor: Actor, subject_id: uuid.UUID
) -> Response[Any] | None:
    """What was issued about this, whose opening is recorded; None where nothing is kept here."""
    for paper in await papers_about(db, subject_id):
        if (kept := await file_of(db, paper)) is not None:
            note(db, "file_opened", account_id=actor.account_id, subject=subject_id, at=moment(request))
            return await answer(request, store_from(request.app.state.settings), kept)
    return None


async def drawn_file(
    request: Request[Any, Any, Any], db: Db, paper: Places, template: InForce, name: str
) -> Response[Any]:
    """The paper drawn now from the template in force, under this name."""
    content = await content_in_force(db, store_from(request.app.state.settings), template)
    drawn = await asyncio.to_thread(docx, paper, content)
    return Response(drawn, media_type=DOCX, headers=headers_of(f"{name}.docx", DOCX))
