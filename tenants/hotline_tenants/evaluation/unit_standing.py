"""How a unit of one's own is evaluated, shown to its leader as a district is shown its own: those lines, nobody else's."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.evaluation.correcting import counting_scores
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.model import Publication, Score, Standing
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.reading import bands_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, RAW
from hotline_tenants.evaluation.scoring import Scored
from hotline_tenants.evaluation.standing import line_of, standing_of
from hotline_tenants.network.units import unit_tree

LEADERS = ("unit_leader",)


async def standing_for(db: Db, actor: Actor, month: dt.date) -> Standing | None:
    """A month as whoever acts is evaluated in it: their unit in this house, or this government in the one above."""
    return await standing_of(db, month) if actor.unit_id is None else await _of_unit(db, actor.unit_id, month)


async def unit_months(db: Db, unit_id: uuid.UUID) -> Sequence[tuple[Publication, Score]]:
    """The months in which a unit of ours was evaluated, the latest first."""
    wanted = (
        select(Publication, Score)
        .join(Score, (Score.tenant_id == Publication.tenant_id) & (Score.month == Publication.month))
        .where(Publication.tenant_id == db.tenant, Score.tenant_id == db.tenant, Score.unit_id == unit_id)
        .order_by(Publication.month.desc())
    )
    return [(row[0], row[1]) for row in await db.execute(wanted)]


async def tell_units(db: Db, month: dt.date, scored: Sequence[Scored], *, at: dt.datetime) -> None:
    """The leaders of our own units hear that their month can be previewed."""
    units = await unit_tree(db)
    await tell(
        db, "evaluation_to_preview", subject_id=None, subject_kind="unit_standing", at=at, roles=LEADERS,
        units=[one.unit_id for one in scored if units.get(one.unit_id).governs_tenant_id is None],
        month=month.isoformat(),
    )  # fmt: skip


async def _of_unit(db: Db, unit_id: uuid.UUID, month: dt.date) -> Standing | None:
    """Put together as it stands: nothing of it is kept. `other_tenant_id` is this house itself."""
    publication = await publication_of(db, month)
    wanted = select(Score).where(Score.tenant_id == db.tenant, Score.month == month, Score.unit_id == unit_id)
    score = (await db.scalars(wanted)).one_or_none()
    if publication is None or score is None:
        return None
    formula = await formula_of(db, publication.formula)
    lines = {
        basis: [
            line_of(name, said)
            for name, said in (await bands_of(db, month, "live", basis))
            .get(score.peer_class, {})
            .get(unit_id, {})
            .items()
        ]
        for basis in (RAW, ADJUSTED)
    }
    return Standing(
        tenant_id=db.tenant, month=month, other_tenant_id=db.tenant, unit_id=unit_id, peer_class=score.peer_class,
        formula=formula.version, weights=formula.weights, basis=formula.basis, lines=lines[RAW],
        adjusted_lines=lines[ADJUSTED] if publication.adjusted_digest is not None else None, score=score.score,
        adjusted=score.adjusted, corrected=(await counting_scores(db, publication)).get(unit_id, score.score),
        drawn_up_at=publication.drawn_up_at, preview_until=publication.preview_until,
        object_until=publication.object_until, decide_until=publication.decide_until, published_at=publication.published_at,
    )  # fmt: skip
