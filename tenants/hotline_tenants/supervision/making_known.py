"""A notice of criticism is made known to all: to every unit of this house and every government below, as a paper of
guidance that has the identifier of its supervision. A report is owed by those alone whom it names.
"""

import datetime as dt

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_tenants.guidance.publishing import publish, unpublish
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision.drafting import text_of
from hotline_tenants.supervision.model import Supervision
from hotline_tenants.supervision.reaching import tasks_of

FORM = "circular"


async def make_known(db: Db, actor: Actor, supervision: Supervision, *, at: dt.datetime) -> None:
    """Send out a notice that was just signed."""
    text = await text_of(db, supervision.id)
    assert text is not None
    units = await unit_tree(db)
    tasks = await tasks_of(db, supervision.id)
    named = "、".join(found.name_zh for task in tasks if (found := units.find(task.unit_id)))
    body = (supervision.number or "", text.facts, text.requirement, f"被通报单位：{named}。")
    await publish(
        db, actor, supervision.id, "notice", title=f"关于{text.title}的通报", body="\n".join(filter(None, body)), at=at
    )  # fmt: skip


async def take_back(db: Db, actor: Actor, supervision: Supervision, reason: str, *, at: dt.datetime) -> None:
    """It is held against nobody any more who was named; does nothing for other forms."""
    if supervision.form == FORM and supervision.side == "own":
        await unpublish(db, actor, supervision.id, reason, at=at)
