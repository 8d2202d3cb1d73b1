"""Which demands a plan concerns."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, true

from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Case


@dataclass(frozen=True)
class Scope:
    """The kind of a plan and every unit that goes by it."""

    kind: str
    gone: frozenset[uuid.UUID]


def which_go(scope: Scope) -> ColumnElement[bool]:
    """All demands of a government that is merged into another; else those that lie in what goes, or that a unit leads
    that goes.
    """
    if scope.kind == "merge":
        return true()
    return or_(Case.area_id.in_(scope.gone), Case.lead_unit_id.in_(scope.gone))


def still_open() -> ColumnElement[bool]:
    """What goes on; history that nobody has taken up stays where it was brought in, and so does what is withheld."""
    live = or_(Case.origin == "live", and_(Case.origin == "imported", Case.state != "registered"))
    return and_(Case.state.not_in(ENDED), live)
