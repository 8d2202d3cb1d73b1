"""The base of every table, and what makes a table the property of a tenant."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the product. Moments are stored with time zone, in UTC."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: DateTime(timezone=True),
        uuid.UUID: Uuid(),
        str: Text(),
        bytes: LargeBinary(),
        int: Integer(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


def columns_of(table: Table) -> list[str]:
    """The columns that go along with a row: what a database computes or numbers by itself it does anew."""
    return [one.name for one in table.columns if one.computed is None and one.identity is None]


class TenantOwned:
    """A table whose rows belong to one tenant: `tenant_id` is first in its key, and row security is forced on it.

    A model's `grants` name what the application's role may do; history tables leave out update and delete.
    `definer_reads` opens it to the functions that filter by a scope of their own.
    """

    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update", "delete")
    public_inserts: ClassVar[bool] = False
    definer_reads: ClassVar[bool] = False

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, sort_order=-2)


class TenantObject(TenantOwned):
    """A tenant's row with an identifier of its own (UUIDv7, made in the application)."""

    id: Mapped[uuid.UUID] = mapped_column(Uuid(), primary_key=True, sort_order=-1)
