"""The cases that a supervision is about: a set, whether of one or of many."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import locked as locked_case
from hotline_tenants.supervision.model import SupervisedCase

MOST = 100
"""Cases that are named one by one; more are a topic, whose list is a filter."""
OVER = (*ENDED, "merged")


async def cases_under(db: Db, supervision_id: uuid.UUID) -> list[uuid.UUID]:
    """The cases of a supervision that no rule opened, in the order in which they are locked."""
    wanted = select(SupervisedCase.case_id).where(
        SupervisedCase.tenant_id == db.tenant, SupervisedCase.supervision_id == supervision_id
    )
    return list((await db.execute(wanted.order_by(SupervisedCase.case_id))).scalars())


async def locked_cases(db: Db, supervision_id: uuid.UUID) -> list[Case]:
    """The same, each with its row taken for an act."""
    return [await locked_case(db, case_id) for case_id in await cases_under(db, supervision_id)]


def put_cases(db: Db, supervision_id: uuid.UUID, cases: Collection[uuid.UUID]) -> None:
    """Write down what a supervision is about. Raises Refused by field `cases` for more than can be named."""
    if len(cases) > MOST:
        raise refused_fields(
            {"cases": N_("At most %(most)s cases; more are a special supervision.", most=MOST)}
        )
    for case_id in cases:
        db.put(SupervisedCase, supervision_id=supervision_id, case_id=case_id)


async def take_cases(db: Db, supervision_id: uuid.UUID) -> None:
    """A draft is about none of them any more."""
    await db.execute(
        delete(SupervisedCase).where(
            SupervisedCase.tenant_id == db.tenant, SupervisedCase.supervision_id == supervision_id
        )
    )


def subject_of(special: bool, cases: int) -> str:
    """What a supervision is about: the cases that are named, else a topic or a unit itself."""
    if cases:
        return "case" if cases == 1 else "cases"
    return "topic" if special else "unit"


def why_not_begin(cases: Sequence[Case]) -> Message | None:
    """None where every one of the cases is still at work."""
    over = [case.number for case in cases if case.state in OVER]
    if not over:
        return None
    return N_(
        "The case %(number)s was closed meanwhile: there is nothing to supervise.", number=", ".join(over)
    )


async def parts_of(
    db: Db, cases: Collection[uuid.UUID], units: Collection[uuid.UUID | None], states: Collection[str]
) -> Mapping[uuid.UUID, Sequence[Assignment]]:
    """By case: what these units have to do in it, as far as it is in one of the states."""
    wanted = (
        select(Assignment)
        .where(
            Assignment.tenant_id == db.tenant, Assignment.case_id.in_(cases), Assignment.unit_id.in_(units),
            Assignment.state.in_(states),
        )
        .order_by(Assignment.case_id, Assignment.id)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    found: dict[uuid.UUID, list[Assignment]] = defaultdict(list)
    for one in (await db.execute(wanted)).scalars():
        found[one.case_id].append(one)
    return found
