"""The very cases behind a figure: the same predicate and the same day as the delta, as a selection for a list."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, literal

from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.queries import assignments, cases
from hotline_tenants.figures.measures import BY_NAME
from hotline_tenants.figures.periods import Period
from hotline_tenants.overview.overdue import DUE_NEXT, DUE_TODAY, is_due, is_overdue

OVERDUE = "overdue"
DUE = (DUE_TODAY, DUE_NEXT)
NOW = (OVERDUE, *DUE)
"""Not measures of any day, but numbers on pages as well, with cases behind them."""

ARRIVED = "arrived"
"""The measures of every demand that arrives, together: of them alone there are figures by category and by area."""


@dataclass(frozen=True)
class Topic:
    """What a figure of arrived demands is about, and where; None means any."""

    category_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Behind:
    """A figure to be opened. `units` None means the whole tenant; figures of cases have no unit, of those that arrived
    a `topic`. `until` is up to when something is due soon.
    """

    tenant: int
    measure: str
    period: Period
    origins: Sequence[str]
    units: Sequence[uuid.UUID] | None = None
    topic: Topic = Topic()
    only: tuple[ColumnElement[bool], ...] = ()
    """Which of them may be read at all, where the house is another one."""
    until: dt.datetime | None = None

    @property
    def of_cases(self) -> bool:
        """Whether cases are counted, not assignments."""
        return self.measure == ARRIVED or (self.measure not in NOW and BY_NAME[self.measure].entity == "case")

    @property
    def model(self) -> Any:
        """What is counted."""
        return Case if self.of_cases else Assignment

    @property
    def day(self) -> ColumnElement[dt.date]:
        """The local day by which an occurrence belongs to the period; for what is overdue or due, of the limit to reply."""
        if self.measure in NOW:
            return cast("ColumnElement[dt.date]", Assignment.reply_due_on.expression)
        if self.measure == ARRIVED:
            return Case.registered_on.expression
        return cast("ColumnElement[dt.date]", getattr(self.model, BY_NAME[self.measure].day).expression)

    def selection(self, *, at: dt.datetime) -> Select[Any]:
        """Exactly the rows that the figure counts, each with its `day`. `at` is now, for what is overdue now."""
        conditions = [
            *self.only,
            self.model.origin == any_(literal(list(self.origins), ARRAY(Case.origin.type))),
        ]
        if self.measure == OVERDUE:
            conditions.append(is_overdue(self.tenant, at=at))
        elif self.until is not None:
            conditions.append(is_due(self.tenant, self.until, at=at))
        else:
            conditions.append(self.day.between(self.period.first, self.period.last))
        if self.measure in BY_NAME:
            conditions.append(BY_NAME[self.measure].predicate.sql(self.model))
        if self.of_cases:
            conditions += [
                column == value
                for column, value in (
                    (Case.category_id, self.topic.category_id), (Case.area_id, self.topic.area_id),
                )
                if value is not None
            ]  # fmt: skip
        if self.units is not None and not self.of_cases:
            conditions.append(_of(self.units))
        listed = cases if self.of_cases else assignments
        return listed(self.tenant, *conditions).add_columns(self.day.label("day"))


def _of(units: Sequence[uuid.UUID]) -> ColumnElement[bool]:
    if len(units) == 1:
        return Assignment.unit_id == units[0]
    return Assignment.unit_id == any_(literal(list(units), ARRAY(Uuid())))
