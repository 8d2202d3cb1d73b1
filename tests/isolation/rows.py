"""A row for any tenant's table, made from its columns, keys and checks: a new table needs no new line here."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

import hotline_tenants.models  # noqa: F401 - every table of the product
from hotline_platform.database.security import tenant_models

MOMENT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
_SPACE = uuid.UUID("018f0000-0000-7000-8000-000000000000")

# Where the rule of a table is more than a list of words.
PARTICULAR: Mapping[str, Mapping[str, Any]] = {
    "administration_handings": {"decided_at": MOMENT, "decision": "confirmed"},
    "answering_days": {"ends_at": MOMENT + dt.timedelta(hours=2)},
    "categories": {"level": 1},
    "duty_shifts": {"ends_at": MOMENT + dt.timedelta(hours=8)},
    "files": {"erased_at": MOMENT},
    "paper_templates": {"ended_at": MOMENT},
    "guidance_trainings": {"capacity": 10},
    "supervisions": {"form": "written"},
}


def tables() -> list[Table]:
    """Every tenant's table, those that others refer to first."""
    found = [model.__table__ for model in tenant_models().values()]  # type: ignore[attr-defined]
    return sorted(found, key=lambda table: (_depth(table), table.name))


@cache
def parents() -> frozenset[str]:
    """The tables that others refer to."""
    return frozenset(
        key.column.table.name for table in tables() for key in table.foreign_keys if _refers(key, table)
    )


@cache
def generations(table: Table) -> int:
    """How many rows of each tenant stand in the table: one that others refer to has one to spare for a fresh row below
    it, and more where what is below has no other key than the reference.
    """
    if table.name not in parents():
        return 1
    below = [
        other for other in tables() if any(_keyed_by(column, table) for column in other.primary_key.columns)
    ]
    return max([2, *(1 + generations(other) for other in below if other is not table)])


def row(table: Table, tenant: int, generation: int, *, above: int | None = None) -> dict[str, Any]:
    """A row that holds every rule of its table. Rows of two generations never collide; foreign keys point to the
    rows of generation `above`, or without one to the newest.
    """
    found = {
        column.name: _value(table, column, tenant, generation, above)
        for column in table.columns
        if column.computed is None and not _left_out(column)
    }
    return found | dict(PARTICULAR.get(table.name, {}))


def _left_out(column: Column[Any]) -> bool:
    return bool(column.nullable) and not column.unique


def _value(table: Table, column: Column[Any], tenant: int, generation: int, above: int | None) -> Any:
    if column.name == "tenant_id":
        return tenant
    for key in column.foreign_keys:
        if _refers(key, table):
            found = above or generations(key.column.table)
            return _value(key.column.table, key.column, tenant, found, found)
    if isinstance(column.type, Uuid):
        return _identity(table, column.name, tenant, generation)
    if isinstance(column.type, Text):
        return _word(table, column, generation) or f"{column.name} {generation}"
    if isinstance(column.type, Integer):
        return generation if column.primary_key or _numbers(column, table) else 0
    plain: dict[type[Any], Any] = {
        Boolean: False, Float: 0.5, DateTime: MOMENT, Date: dt.date(2026, 3, generation), JSONB: "{}",
        LargeBinary: f"{tenant} {generation}".encode(),
    }  # fmt: skip
    return next(value for kind, value in plain.items() if isinstance(column.type, kind))


def _numbers(column: Column[Any], table: Table) -> bool:
    """Whether no two rows have the same of it."""
    return any(
        isinstance(each, UniqueConstraint) and list(each.columns.keys()) == ["tenant_id", column.name]
        for each in table.constraints
    )


def _identity(table: Table, column: str, tenant: int, generation: int) -> uuid.UUID:
    return uuid.uuid5(_SPACE, f"{table.name} {column} {tenant} {generation}")


def _word(table: Table, column: Column[Any], generation: int) -> str | None:
    """A word of the list that a check gives for this column: the first, and in a key another in each generation."""
    for check in table.constraints:
        if isinstance(check, CheckConstraint):
            listed = re.match(rf"{column.name} in \(([^)]+)\)", str(check.sqltext))
            if listed:
                words = re.findall(r"'([^']+)'", listed[1])
                return str(words[(generation - 1) % len(words) if column.primary_key else 0])
    return None


def _keyed_by(column: Column[Any], table: Table) -> bool:
    return any(key.column.table is table and key.column.name != "tenant_id" for key in column.foreign_keys)


def _refers(key: Any, table: Table) -> bool:
    return key.column.name != "tenant_id" and key.column.table is not table


def _depth(table: Table) -> int:
    above = [key.column.table for key in table.foreign_keys if _refers(key, table)]
    return 1 + max(map(_depth, above)) if above else 0
