"""One predicate for three uses: the delta of a verb, the recount of a verification, the cases behind a figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, or_


class Predicate(Protocol):
    """A condition on one row that means the same in Python and in SQL."""

    def holds(self, row: Mapping[str, Any]) -> bool: ...

    def sql(self, model: Any) -> ColumnElement[bool]: ...


@dataclass(frozen=True)
class Given:
    """The column is not null."""

    column: str

    def holds(self, row: Mapping[str, Any]) -> bool:
        return row[self.column] is not None

    def sql(self, model: Any) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = getattr(model, self.column).is_not(None)
        return condition


@dataclass(frozen=True)
class Missing:
    """The column is null."""

    column: str

    def holds(self, row: Mapping[str, Any]) -> bool:
        return row[self.column] is None

    def sql(self, model: Any) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = getattr(model, self.column).is_(None)
        return condition


@dataclass(frozen=True)
class OneOf:
    """The column has one of the values; null has none of them."""

    column: str
    values: tuple[Any, ...]

    def holds(self, row: Mapping[str, Any]) -> bool:
        return row[self.column] in self.values

    def sql(self, model: Any) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = getattr(model, self.column).in_(self.values)
        return condition


@dataclass(frozen=True)
class NotLater:
    """`column` is given and at or before `limit`, which is given too."""

    column: str
    limit: str

    def holds(self, row: Mapping[str, Any]) -> bool:
        moment, limit = row[self.column], row[self.limit]
        return moment is not None and limit is not None and moment <= limit

    def sql(self, model: Any) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = getattr(model, self.column) <= getattr(model, self.limit)
        return and_(
            condition, getattr(model, self.column).is_not(None), getattr(model, self.limit).is_not(None)
        )


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Predicate, ...]

    def holds(self, row: Mapping[str, Any]) -> bool:
        return all(part.holds(row) for part in self.parts)

    def sql(self, model: Any) -> ColumnElement[bool]:
        return and_(*(part.sql(model) for part in self.parts))


@dataclass(frozen=True)
class AtLeastOne:
    """One part holds, or several."""

    parts: tuple[Predicate, ...]

    def holds(self, row: Mapping[str, Any]) -> bool:
        return any(part.holds(row) for part in self.parts)

    def sql(self, model: Any) -> ColumnElement[bool]:
        return or_(*(part.sql(model) for part in self.parts))


def every(*parts: Predicate) -> All:
    """Every part holds."""
    return All(parts)


def either(*parts: Predicate) -> AtLeastOne:
    """One part holds, or several."""
    return AtLeastOne(parts)
