"""A session with a scope, whose inserts of one act leave in one statement."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache as kept
from typing import Any, TypeVarTuple

import asyncpg
import msgspec
from sqlalchemy import Select, Table, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.util import await_only

from hotline_platform.database.caching import Cache
from hotline_platform.database.model import Base
from hotline_platform.database.scope import Scope

TWICE = (IntegrityError, asyncpg.UniqueViolationError, asyncpg.ExclusionViolationError)
"""What a unique or an exclusion constraint raises, by way of the session or of `put`: the same thing was done before."""

Selected = TypeVarTuple("Selected")

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_STATEMENTS: dict[tuple[object, ...], str] = {}
_MARK = re.compile(r"\$(\d+)")


@dataclass
class _Rows:
    table: Table
    columns: tuple[str, ...]
    rows: list[Mapping[str, Any]]


@dataclass
class _Change:
    of: type[Base]
    statement: str
    values: tuple[Any, ...]


def about(model: type[Base], statement: Select[*Selected]) -> Select[*Selected]:
    """A query that reads this one table: what is pending for others is not sent before it, but at the end of the
    act, together.
    """
    return statement.execution_options(autoflush=False, about=model)


class _Inner(Session):
    """The session inside a Db, which `info` leads back to."""


class Db(AsyncSession):
    """One transaction of the application. `put` buffers rows that only ever get inserted: events, clocks, deltas,
    jobs, notices. All of them leave in a single statement before the next query or at the commit, which is what
    makes an intake cost one round trip (a unit of work would send one per table).
    """

    sync_session_class = _Inner

    def __init__(
        self, connection: AsyncConnection, driver: asyncpg.Connection, scope: Scope, cache: Cache, secret: str
    ) -> None:
        super().__init__(connection, expire_on_commit=False, info={_Inner: self})
        self.driver = driver
        self.scope = self.first_scope = scope
        self.cache = cache
        self.secret = secret
        self.abandoned = False
        self.held: dict[tuple[object, ...], Any] = {}
        """Rows that this transaction has locked, by key: nobody else changes them, so they are read once."""
        self._puts: dict[tuple[str, tuple[str, ...]], _Rows] = {}
        self._changes: list[_Change] = []
        self._notes: list[tuple[str, str]] = []

    @property
    def tenant(self) -> int:
        """The tenant written in. Raises where the scope has none: such code has no business there."""
        if self.scope.tenant is None:
            raise RuntimeError("this transaction stands in no tenant")
        return self.scope.tenant

    def put(self, model: type[Base] | Table, **values: Any) -> None:
        """Insert one row later in this transaction; `tenant_id` is taken from the scope where the table has one."""
        table = model if isinstance(model, Table) else model.__table__
        assert isinstance(table, Table)
        if "tenant_id" in table.primary_key.columns:
            values.setdefault("tenant_id", self.tenant)
        columns = tuple(sorted(values))
        self._puts.setdefault((table.name, columns), _Rows(table, columns, [])).rows.append(values)

    async def change(self, statement: str, *values: Any, of: type[Base]) -> None:
        """Make one UPDATE of rows that no object of the session stands for, written by hand because an act makes it
        again and again. It leaves with the rows that were put, in their statement and before them; what is pending
        for the same table goes first, for a statement never sees what it does itself.
        """
        if self._concerns(of):
            await self.flush()
            await self._send()
        self._changes.append(_Change(of, statement, values))

    def notify(self, channel: str, payload: str) -> None:
        """Tell the listeners of a channel at the commit; it costs a round trip, and a busy act a fifth of its rate."""
        self._notes.append((channel, payload))

    async def write(self) -> None:
        """Send everything that is pending: changed objects first, then changes and rows that were put."""
        await self.flush()
        await self._send()
        if self._notes:
            notes, self._notes = self._notes, []
            await self.driver.executemany("SELECT pg_notify($1, $2)", notes)

    async def abandon(self) -> None:
        """Leave nothing behind: undo what was done, stand again where the transaction began, and go on reading
        until the rollback at its end. A page uses it to show a refusal beside things as they are.
        """
        self._puts.clear()
        self._changes.clear()
        self._notes.clear()
        self.held.clear()
        self.expunge_all()
        self.abandoned = True
        await self.driver.execute("ROLLBACK; BEGIN; " + self.first_scope.statement())
        self.scope = self.first_scope

    async def enter(self, scope: Scope) -> None:
        """Change the scope inside the transaction. Only `across` and the transaction itself call this."""
        await self.write()
        await self.driver.execute(scope.statement())
        self.scope = scope

    def before_query(self, of: type[Base] | None) -> None:
        """Send what is pending, so that the query sees it; SQLAlchemy says when, and the query what it is about."""
        if self._concerns(of) if of is not None else self._puts or self._changes:
            Session.flush(self.sync_session)
            await_only(self._send())

    def _concerns(self, model: type[Base]) -> bool:
        return (
            any(name == model.__tablename__ for name, _ in self._puts)
            or any(change.of is model for change in self._changes)
            or any(isinstance(one, model) for one in self.sync_session.dirty)
        )

    async def _send(self) -> None:
        if not self._puts and not self._changes:
            return
        parts, changes = list(self._puts.values()), self._changes
        self._puts, self._changes = {}, []
        shape = (
            *(change.statement for change in changes),
            *((part.table.name, part.columns, len(part.rows) > 1) for part in parts),
        )
        statement = _STATEMENTS.get(shape)
        if statement is None:
            statement = _STATEMENTS[shape] = _all_in_one(changes, parts)
        values = [value for change in changes for value in change.values]
        await self.driver.execute(statement, *values, *[one for part in parts for one in _arguments(part)])


@event.listens_for(_Inner, "do_orm_execute")
def _before_query(state: ORMExecuteState) -> None:
    db: Db = state.session.info[_Inner]
    db.before_query(state.execution_options.get("about"))


def _all_in_one(changes: list[_Change], parts: list[_Rows]) -> str:
    """One statement for all: single rows as VALUES, many through unnest, so that its text does not grow."""
    texts: list[str] = []
    place = 0
    for change in changes:
        texts.append(_from_place(place, change.statement))
        place += len(change.values)
    for part in parts:
        names = ", ".join(_DIALECT.identifier_preparer.quote(column) for column in part.columns)
        marks = [f"${place + offset + 1}" for offset in range(len(part.columns))]
        place += len(part.columns)
        if len(part.rows) == 1:
            source = f"VALUES ({', '.join(marks)})"
        else:
            typed = ", ".join(
                f"{mark}::{part.table.c[column].type.compile(_DIALECT)}[]"
                for mark, column in zip(marks, part.columns, strict=True)
            )
            source = f"SELECT * FROM unnest({typed})"  # noqa: S608 - names come from our own models
        # Names come from our own models, values only ever as arguments.
        texts.append(f"INSERT INTO {part.table.name} ({names}) {source}")
    if len(texts) == 1:
        return texts[0]
    named = ", ".join(f"w{number} AS ({one})" for number, one in enumerate(texts[:-1]))
    return f"WITH {named} {texts[-1]}"


def _from_place(place: int, statement: str) -> str:
    return _MARK.sub(lambda mark: f"${int(mark[1]) + place}", statement)


def _arguments(part: _Rows) -> list[Any]:
    json = _json_columns(part.table)
    columns = [
        [_encoded(row[column]) for row in part.rows] if column in json else [row[column] for row in part.rows]
        for column in part.columns
    ]
    return [column[0] for column in columns] if len(part.rows) == 1 else columns


@kept
def _json_columns(table: Table) -> frozenset[str]:
    return frozenset(column.name for column in table.c if isinstance(column.type, JSONB))


def _encoded(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
