"""Whether a government is settled: what still stands open in it or above it, and keeps it from being archived."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, or_, select

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Case
from hotline_tenants.network.model import CatalogueEntry, Unit
from hotline_tenants.openness.model import Submission
from hotline_tenants.supervision.model import Supervision

Key = Literal["below", "cases", "submissions", "supervisions", "catalogue"]
BEGUN = ("draft", "to_sign", "issued", "reviewed", "fed_back")


@dataclass(frozen=True)
class Line:
    """One thing that must be over, and how many of it are not."""

    key: Key
    words: Message
    open: int


async def settled(database: Database, code: str) -> list[Line]:
    """Every line, in the order in which one settles them. Raises NotFound."""
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    here = registry.by_code(code)
    below = sum(one.living for one in registry.below(here.id))
    async with database.transaction(standing_in(here.id)) as db:
        cases = select(func.count()).where(Case.tenant_id == db.tenant, Case.state.not_in(ENDED))
        sent = select(func.count()).where(Submission.tenant_id == db.tenant, Submission.taken_up_at.is_(None))
        watched = select(func.count()).where(Supervision.tenant_id == db.tenant, Supervision.state.in_(BEGUN))
        open_cases, waiting, supervisions = [int(await db.scalar(one) or 0) for one in (cases, sent, watched)]
    return [
        Line("below", N_("No government below it works any more."), below),
        Line("submissions", N_("Everything that the public sent is taken up."), waiting),
        Line("cases", N_("Every case is closed, the orders from above too."), open_cases),
        Line("supervisions", N_("Every supervision is closed."), supervisions),
        Line("catalogue", N_("The dispatch catalogue above does not name it."), await _named(database, here)),
    ]


async def _named(database: Database, here: Government) -> int:
    """Responsibilities of the government above that are its own, or lie in it."""
    if here.parent_id is None:
        return 0
    async with database.transaction(standing_in(here.parent_id)) as db:
        units = select(Unit.id).where(Unit.tenant_id == db.tenant, Unit.governs_tenant_id == here.id)
        wanted = select(func.count()).where(
            CatalogueEntry.tenant_id == db.tenant, CatalogueEntry.ended_at.is_(None),
            or_(CatalogueEntry.unit_id.in_(units), CatalogueEntry.area_id.in_(units)),
        )  # fmt: skip
        return int(await db.scalar(wanted) or 0)
