"""A message that did not arrive: the desk hears of it and telephones instead."""

import datetime as dt
import uuid

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.model import Case
from hotline_tenants.messages.words import TELEPHONED

TELEPHONES = {True: ("callback_officer",), False: ("dispatcher", "shift_leader")}
"""Who telephones in place of a message: to a caller the callback officers, to a person on duty the desk."""


def failed_state(kind: str) -> str:
    """Whether somebody must telephone, or it is merely lost."""
    return "failed" if kind in TELEPHONED else "lost"


async def tell_of_failure(
    db: Db, message_id: uuid.UUID, case_id: uuid.UUID | None, kind: str, *, to_caller: bool, at: dt.datetime
) -> None:
    """Put it before those who telephone, with the number of the case; nothing where nobody needs to."""
    if kind not in TELEPHONED:
        return
    number = None
    if case_id is not None:
        wanted = select(Case.number).where(Case.tenant_id == db.tenant, Case.id == case_id)
        number = (await db.execute(wanted)).scalar_one()
    await tell(
        db, "message_failed" if to_caller else "duty_message_failed", subject_id=message_id, subject_kind="message",
        at=at, roles=TELEPHONES[to_caller], number=number or "",
    )  # fmt: skip
