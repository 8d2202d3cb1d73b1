"""What a district sees of a supervision that came from above: its plan and milestones as they stand there now, and of
the cases only its own orders.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.network.classification import Classification, classification
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree
from hotline_tenants.supervision.model import Supervision, SupervisionTask
from hotline_tenants.supervision.reaching import found_here, link_up, tasks_of
from hotline_tenants.supervision.topics import Topic, orders_open_in, topic_of


@dataclass(frozen=True)
class Above:
    """The plan over there in its own words: units and categories are those of the government above. `orders` are the
    open ones of this house that fit its topic.
    """

    topic: Topic | None
    units: UnitTree
    categories: Classification
    asked: Sequence[UnitInfo]
    milestones: Sequence[SupervisionTask]
    orders: Sequence[uuid.UUID]


async def seen_above(db: Db, supervision: Supervision) -> Above | None:
    """None for what this house supervises itself, and for a card, which has no plan."""
    planned = supervision.side == "lower" and supervision.form != "system"
    link = await link_up(db, supervision.id) if planned else None
    if link is None:
        return None
    here = db.tenant
    async with across(db, because=link):
        upper = await found_here(db, link.other_id)
        if upper is None:
            raise NotFound
        topic = topic_of(upper.plan) if upper.plan else None
        tasks, units = await tasks_of(db, upper.id), await unit_tree(db)
        asked = [found for task in tasks if (found := units.find(task.unit_id))]
        return Above(
            topic, units, await classification(db), asked, [task for task in tasks if task.unit_id is None],
            await orders_open_in(db, topic, here) if topic else (),
        )  # fmt: skip
