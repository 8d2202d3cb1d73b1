"""Which demands a plan concerns."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, true

from hotline_tenants.cases.ending import ENDED
from hotline_tenants.cases.model import Case
from hotline_tenants.rulings.model import Ruling


@dataclass(frozen=True)
class Scope:
    """Every unit that goes. Where a government ends, `everything` of it goes, but for what went `elsewhere`."""

    gone: frozenset[uuid.UUID]
    everything: bool = False
    elsewhere: frozenset[uuid.UUID] = frozenset()

    def of(self, units: frozenset[uuid.UUID]) -> frozenset[uuid.UUID]:
        """Those of these units that went."""
        return units - self.elsewhere if self.everything else units & self.gone


def which_go(scope: Scope) -> ColumnElement[bool]:
    """The demands that lie in what goes, or that a unit leads that goes; all the others of a government that ends."""
    if scope.everything:
        return _stay(scope.elsewhere) if scope.elsewhere else true()
    return or_(Case.area_id.in_(scope.gone), Case.lead_unit_id.in_(scope.gone))


def which_stay(scope: Scope) -> ColumnElement[bool]:
    """The others, those without a place or a unit as well."""
    return _stay(scope.gone) if not scope.everything else ~_stay(scope.elsewhere)


def _stay(units: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return and_(*(or_(one.is_(None), one.not_in(units)) for one in (Case.area_id, Case.lead_unit_id)))


def narrowed(further: Scope, own: Scope) -> Scope | None:
    """What of an earlier succession went on with a later one; None where that is nothing."""
    if further.everything and own.everything:
        return Scope(own.gone, everything=True, elsewhere=own.elsewhere | further.elsewhere)
    shared = further.of(own.gone) if further.everything else own.of(further.gone)
    return Scope(shared) if shared else None


def still_open() -> ColumnElement[bool]:
    """What goes on; history that nobody has taken up stays where it was brought in, and so does what is withheld. What
    has ended goes on too while an objection to that waits for its ruling.
    """
    live = or_(Case.origin == "live", and_(Case.origin == "imported", Case.state != "registered"))
    return and_(or_(Case.state.not_in(ENDED), objected_to()), live)


def objected_to() -> ColumnElement[bool]:
    """Demands that have ended and whose callers say that it is not done."""
    waits = exists().where(
        Ruling.tenant_id == Case.tenant_id, Ruling.case_id == Case.id, Ruling.kind == "objection",
        Ruling.state == "asked",
    )  # fmt: skip
    return and_(Case.state == "closed", waits)
