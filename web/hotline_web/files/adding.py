"""Taking a form with files: the good ones are kept, and each of the others is named with its reason."""

import uuid
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import record
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, Refused
from hotline_platform.files.checking import Checked, check
from hotline_platform.files.keeping import place
from hotline_platform.files.limits import Limits, limits_of
from hotline_platform.files.scanning import Infected
from hotline_platform.files.spool import Received, Spool
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.enclosures.adding import Outcome, TurnedAway, audiences_for, enclose, why_not_enclose
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.files.card import file_form
from hotline_web.files.receiving import receiving

AnyRequest = Request[Any, Any, Any]


async def add(request: AnyRequest, actor: Actor, case_id: uuid.UUID) -> Response[Any]:
    """Three steps: may this person add here at all; receive, look at and place; add what is left in one act."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        case = await case_for(db, actor, case_id)
        if refusal := why_not_enclose(case):
            raise Refused(refusal)
        limits, usual = await limits_of(db), audiences_for(actor, case)[0]
    async with receiving(request, Spool(Path(settings.files_dir)), limits.largest) as sent:
        checked, turned_away = await look_at(request, actor, case_id, sent.files, limits)
        outcome = Outcome((), ())
        if checked:
            async with database.transaction(actor.scope) as db:
                outcome = await enclose(
                    db, actor, case_id, checked, audience=sent.fields.get("audience") or usual,
                    scans=sent.fields.get("scans") == "yes", at=moment(request),
                )  # fmt: skip
    turned_away = [*sent.turned_away, *turned_away, *outcome.turned_away]
    if outcome.kept and not turned_away:
        return back(f"/cases/{case_id}#files", N_("Files added: %(number)s.", number=len(outcome.kept)))
    return await _what_became(request, actor, case_id, Outcome(outcome.kept, turned_away))


async def look_at(
    request: AnyRequest, actor: Actor, subject_id: uuid.UUID, files: list[Received], limits: Limits
) -> tuple[list[Checked], list[TurnedAway]]:
    """The files that are good, in the store; and why the others are not."""
    settings: Settings = request.app.state.settings
    database: Database = request.app.state.database
    good: list[Checked] = []
    turned_away: list[TurnedAway] = []
    for received in files:
        try:
            checked = await check(received, limits, settings.virus_scanner)
            await place(database, store_from(settings), actor.tenant, checked, at=moment(request))
        except Refused as refusal:
            turned_away.append(TurnedAway(received.name, refusal.message))
            if isinstance(refusal, Infected):
                await record(
                    database, actor.tenant, "virus_found", account_id=actor.account_id, subject=subject_id,
                    at=moment(request), signature=refusal.signature,
                )  # fmt: skip
        else:
            good.append(checked)
    return good, turned_away


async def _what_became(
    request: AnyRequest, actor: Actor, case_id: uuid.UUID, outcome: Outcome
) -> Response[Any]:
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        case = await case_for(db, actor, case_id)
        return page(
            request, "files/added.html", status=422, case=case, turned_away=outcome.turned_away,
            kept=[one.received.name for one in outcome.kept], form=await file_form(db, actor, case),
        )  # fmt: skip
