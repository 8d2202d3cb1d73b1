"""What a dry run finds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select

from hotline_platform.database.model import TenantOwned
from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_tenants.boundaries.supervisions import Going
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.unfinished.work import Unfinished


@dataclass(frozen=True)
class DryRun:
    """What a plan would do as things are now; `rest` what goes to the second of two governments. `states` counts the open demands that go by state, `closed` those that
    stay to be read by the successor; `unfinished` is named, because it stands in the way; `staying` are units that stay and have work in what goes, each with who takes it;
    `supervisions` are some of the `supervised` that follow, and `cards` the open ones that go with their demands;
    `notices` are the numbers of some of the `noticed` rectification notices that follow their unit (None for a draft);
    `codes` are units with the code that they get because their own is used there;
    `left` are responsibilities that would end and not go on there: somebody decides about them before the day or after it.
    """

    units: Sequence[UnitInfo] = ()
    people: int = 0
    points: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    clocks: int = 0
    closed: int = 0
    staying: Sequence[tuple[UnitInfo, int, UnitInfo | None]] = ()
    left: Sequence[Message] = ()
    blocks: Sequence[Message] = ()
    unfinished: Sequence[Unfinished] = ()
    supervisions: Sequence[Going] = ()
    supervised: int = 0
    cards: int = 0
    notices: Sequence[str | None] = ()
    noticed: int = 0
    codes: Sequence[tuple[UnitInfo, str]] = ()
    rest: "DryRun | None" = None

    @property
    def open(self) -> int:
        """Open demands that go over."""
        return sum(self.states.values())


async def number_of(db: Db, model: type[TenantOwned], *which: ColumnElement[bool]) -> int:
    """How many rows of the government one stands in."""
    wanted = select(func.count()).select_from(model).where(model.tenant_id == db.tenant, *which)
    return (await db.execute(wanted)).scalar_one()
