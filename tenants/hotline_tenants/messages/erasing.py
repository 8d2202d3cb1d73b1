"""Erasing what messages say and to whom: the rows stay, and say that there was one."""

import datetime as dt
import uuid

from sqlalchemy import case, update

from hotline_platform.database.session import Db
from hotline_tenants.messages.model import Message


async def erase_messages(db: Db, case_id: uuid.UUID, *, to_caller_only: bool, at: dt.datetime) -> None:
    """Empty numbers and words of a case's messages: the caller's with the person, the others with the content.

    What was still to be sent is not sent any more.
    """
    of_case = Message.tenant_id == db.tenant, Message.case_id == case_id, Message.erased_at.is_(None)
    waits = Message.state == "queued"
    emptied = (
        update(Message)
        .where(*of_case)
        .values(
            number="", words="", once=None, told_whom=None, erased_at=at, next_at=None,
            state=case((waits, "lost"), else_=Message.state),
            why=case((waits, "erased"), else_=Message.why),
        )
    )  # fmt: skip
    if to_caller_only:
        emptied = emptied.where(Message.recipient == "caller")
    await db.execute(emptied, execution_options={"synchronize_session": False})
