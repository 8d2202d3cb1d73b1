"""What holds of points, computed from what there is: never ticked by anybody."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from hotline_platform.access.model import Membership
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.points.lifecycle import FACTS, needed
from hotline_tenants.points.model import DutyList, Point, PointChange, TestCall


@dataclass(frozen=True)
class Standing:
    """The facts about one point as of a day: the version of its duty list, how many roles are held in it, who answers,
    the days of its training and of the last test call passed since the approval.
    """

    telephone: str = ""
    duty_list: int | None = None
    accounts: int = 0
    liaison: str = ""
    leader: str = ""
    trained: dt.date | None = None
    test_call: dt.date | None = None

    def holds(self, fact: str) -> bool:
        """Whether a fact of `lifecycle.FACTS` holds."""
        return bool(getattr(self, fact))

    def holes(self, kind: str) -> list[str]:
        """The facts that a point of this kind needs and that do not hold."""
        return [fact for fact in needed(kind) if not self.holds(fact)]


async def standings(db: Db, unit_ids: Collection[uuid.UUID], *, on: dt.date) -> dict[uuid.UUID, Standing]:
    """The facts about points of the tenant one stands in, in five questions whatever their number."""
    lists = await db.execute(
        select(DutyList.unit_id, func.max(DutyList.version))
        .where(DutyList.tenant_id == db.tenant, DutyList.unit_id.in_(unit_ids), DutyList.effective_from <= on)
        .group_by(DutyList.unit_id)
    )
    accounts = await db.execute(
        select(Membership.unit_id, func.count())
        .where(
            Membership.tenant_id == db.tenant, Membership.unit_id.in_(unit_ids), Membership.ended_at.is_(None)
        )
        .group_by(Membership.unit_id)
    )
    calls = await db.execute(
        select(TestCall.unit_id, func.max(TestCall.called_on))
        .join(Point, (Point.tenant_id == db.tenant) & (Point.unit_id == TestCall.unit_id))
        .where(
            TestCall.tenant_id == db.tenant, TestCall.unit_id.in_(unit_ids), TestCall.passed.is_(True),
            TestCall.called_at >= Point.approved_at,
        )
        .group_by(TestCall.unit_id)
    )  # fmt: skip
    points = await db.execute(
        select(Point.unit_id, Point.telephone, Point.trained_on).where(
            Point.tenant_id == db.tenant, Point.unit_id.in_(unit_ids)
        )
    )
    own = {row.unit_id: row for row in points}
    versions = {row[0]: row[1] for row in lists}
    people = {row[0]: row[1] for row in accounts}
    passed = {row[0]: row[1] for row in calls}
    holders = await _holders(db, unit_ids)
    return {
        unit_id: Standing(
            telephone=own[unit_id].telephone if unit_id in own else "", duty_list=versions.get(unit_id), accounts=people.get(unit_id, 0),
            liaison=holders.get((unit_id, "liaison"), ""), leader=holders.get((unit_id, "leader"), ""),
            trained=own[unit_id].trained_on if unit_id in own else None, test_call=passed.get(unit_id),
        )
        for unit_id in unit_ids
    }  # fmt: skip


async def _holders(db: Db, unit_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], str]:
    """Who holds the two posts: the change that happened last, and of two on one day the one filed last."""
    wanted = (
        select(PointChange.unit_id, PointChange.subject, PointChange.holder)
        .where(
            PointChange.tenant_id == db.tenant, PointChange.unit_id.in_(unit_ids),
            PointChange.subject.in_(("liaison", "leader")), PointChange.filed_at.is_not(None),
        )
        .ext(distinct_on(PointChange.unit_id, PointChange.subject))
        .order_by(
            PointChange.unit_id, PointChange.subject, PointChange.happened_on.desc(), PointChange.filed_at.desc()
        )
    )  # fmt: skip
    rows = await db.execute(wanted)
    return {(row.unit_id, row.subject): row.holder for row in rows}


def why_not_open(unit: UnitInfo, standing: Standing) -> Message | None:
    """What is missing before the point of this unit can be opened, in one sentence; None where nothing is."""
    holes = standing.holes(unit.kind)
    if not holes:
        return None
    return N_("Not yet: %(missing)s.", missing=_listed(holes))


def _listed(holes: list[str]) -> Message:
    first = FACTS[holes[0]]
    if len(holes) == 1:
        return first
    return N_("%(first)s, and %(more)s more", first=first, more=len(holes) - 1)
