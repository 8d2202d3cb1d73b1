"""Drawing a sample again, to show that it is the very same."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.inspection.model import Campaign
from hotline_tenants.inspection.sampling import Lot, drawn, kept_sample, strata_of


@dataclass(frozen=True)
class Moved:
    """A stratum that is larger or smaller than when the sample was drawn from it."""

    unit_id: uuid.UUID
    kind: str
    then: int
    now: int


@dataclass(frozen=True)
class Comparison:
    """The sample drawn again beside the one that was kept: numbers that stand in one of them only."""

    kept: int
    only_then: Sequence[str]
    only_now: Sequence[str]
    moved: Sequence[Moved]

    @property
    def same(self) -> bool:
        """Whether it is the same sample, member by member."""
        return not self.only_then and not self.only_now


async def redraw(db: Db, campaign: Campaign) -> Comparison:
    """Draw again by the stored seed, as of the moment of the draw. Raises Refused where nothing was drawn yet."""
    if campaign.seed is None or campaign.drawn_at is None:
        raise Refused(N_("Nothing was drawn yet."))
    kept = await kept_sample(db, campaign.id)
    again = await drawn(db, campaign, Lot(campaign.seed, campaign.drawn_at), again=True)
    then = {(one.unit_id, one.kind): one.population for one in await strata_of(db, campaign.id)}
    was, is_ = (
        {one.subject_id: one.number for one in kept},
        {one.subject_id: one.number for one in again.members},
    )
    return Comparison(
        len(kept),
        [number for subject, number in was.items() if subject not in is_],
        [number for subject, number in is_.items() if subject not in was],
        [
            Moved(unit_id, kind, then.get((unit_id, kind), 0), again.populations.get((unit_id, kind), 0))
            for unit_id, kind in sorted({*then, *again.populations}, key=str)
            if then.get((unit_id, kind), 0) != again.populations.get((unit_id, kind), 0)
        ],
    )
