"""Files of invented divisions, looked at and taken over in the cast's city."""

import csv
import uuid
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from hotline_tenants.divisions.model import DivisionRow
from hotline_tenants.divisions.planning import plan_import
from hotline_tenants.divisions.taking import start_import, take_batch
from hotline_tenants.network.units import UnitTree, unit_tree
from tests.conftest import House

HEADINGS = ("code", "name", "parent_code", "level")
CITY = ("9901", "临江市", "", "city")
EAST = ("990101", "东湖区", "9901", "area")
WEST = ("990121", "西岭县", "9901", "area")
LOTUS = ("990101001", "荷风街道", "990101", "street")
LAKE = ("990101001001", "湖心社区居委会", "990101001", "village")
PINE = ("990101001002", "松影社区居委会", "990101001", "village")
STONE = ("990121001", "石桥镇", "990121", "street")
MILL = ("990121001201", "磨坊村委会", "990121001", "village")
ROWS = (CITY, EAST, WEST, LOTUS, LAKE, PINE, STONE, MILL)


def file_of(
    folder: Path, rows: Sequence[Sequence[object]] = ROWS, *, encoding: str = "utf-8", headings: Sequence[str] = HEADINGS
) -> Path:  # fmt: skip
    """A csv of divisions."""
    path = folder / "divisions.csv"
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])
    return path


async def looked_at(house: House, path: Path, login: str = "network_officer") -> uuid.UUID:
    """The dry run of a file."""
    async with house.acting(login) as (db, actor):
        return await plan_import(db, actor, path, path.name, at=house.now)


async def taken_over(
    house: House, import_id: uuid.UUID, login: str = "network_officer", *, batch: int = 3
) -> None:
    """All of it, in small batches, each in a transaction of its own."""
    async with house.acting(login) as (db, actor):
        await start_import(db, actor, import_id, at=house.now)
    while await one_batch(house, import_id, login, batch=batch):
        pass


async def one_batch(
    house: House, import_id: uuid.UUID, login: str = "network_officer", *, batch: int = 3
) -> bool:
    """The next rows; True while there are more."""
    async with house.acting(login) as (db, _):
        return await take_batch(db, import_id, at=house.now, batch=batch)


async def rows_of(house: House, import_id: uuid.UUID, login: str = "network_officer") -> list[DivisionRow]:
    async with house.acting(login) as (db, _):
        wanted = select(DivisionRow).where(
            DivisionRow.tenant_id == db.tenant, DivisionRow.import_id == import_id
        )
        return list((await db.execute(wanted.order_by(DivisionRow.line))).scalars())


async def fates(house: House, import_id: uuid.UUID, login: str = "network_officer") -> dict[str, int]:
    """How many rows of each fate."""
    return dict(Counter(row.fate for row in await rows_of(house, import_id, login)))


async def refused(house: House, import_id: uuid.UUID) -> list[tuple[str, str, str]]:
    """Cell, field and problem of every refused row."""
    return [
        (row.cell, row.field, row.problem) for row in await rows_of(house, import_id) if row.fate == "refuse"
    ]


async def units_of(house: House, login: str) -> UnitTree:
    """The tree of somebody's government as it is now."""
    async with house.acting(login) as (db, _):
        db.cache.forget("units", db.tenant)
        return await unit_tree(db)
