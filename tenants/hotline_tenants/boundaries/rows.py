"""Rows of a demand, taken up in one house and put down in another as they are but for what is called differently."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select

from hotline_platform.database.model import Base, columns_of
from hotline_platform.database.session import Db
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.cases.model import (
    Assignment,
    Callback,
    Case,
    CaseEvent,
    CasePerson,
    CaseText,
    QueryCode,
    Remark,
    Reply,
)
from hotline_tenants.cases.opening import phone_key
from hotline_tenants.clocks.model import Clock
from hotline_tenants.committees.model import CommitteeDemand, CommitteeInvitation
from hotline_tenants.ladders.model import Ladder
from hotline_tenants.referrals.model import Referral
from hotline_tenants.rulings.model import Ruling

_MODELS: tuple[type[Base], ...] = (
    Case, CaseText, CasePerson, CaseEvent, Remark, Assignment, Reply, Callback, QueryCode, Clock, Referral, Ruling, Ladder,
    CommitteeDemand, CommitteeInvitation,
)  # fmt: skip
GOING_ALONG = tuple(model.__tablename__ for model in _MODELS)
"""Tables with a column `case_id` that go with a demand, those that others refer to first. Files go by `enclosures`."""

STAYING: Mapping[str, str] = {
    "enclosures": "copied with their files, whose bytes follow by a job",
    "word_marks": "made anew: they are digests of one government's own",
    "announcements": "the feed of a government tells what happened there",
    "feed_entries": "the feed of a government tells what happened there",
    "sealed_heads": "the seals of a government are over its own chains",
    "messages": "written and sent there",
    "submissions": "taken up there before the demand goes over",
    "import_reviews": "an import is the work of the government that ran it",
    "precedents": "a ruling is a precedent of the government that ruled",
    "change_cases": "what a change of settings did to a demand is that change's to tell",
    "answered_calls": "an answering day is a day of the government whose leader answered",
    "meeting_items": "a meeting is the business of the government that called it",
    "supervisions": "cards go along with their ledgers, and what is open follows: `moving_supervisions`",
    "supervised_cases": "those that went are named in the supervision that follows",
    "recall_calls": "a re-call measures whoever closed the demand then",
    "webhook_deliveries": "told to systems of that government",
}
"""Tables with a column `case_id` that do not go along, and why."""

_UNIT_COLUMNS = ("unit_id", "lead_unit_id", "proposed_unit_id", "about_unit_id", "area_id", "by_unit_id")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
GONE = ("returned", "void", "withdrawn")

_WORDS = frozenset(
    {
        "case_texts",
        "case_persons",
        "remarks",
        "replies",
        "query_codes",
        "supervision_texts",
        "supervision_remarks",
    }
)

Row = dict[str, Any]
Rows = dict[str, list[Row]]


async def taken_up(db: Db, cases: Sequence[uuid.UUID]) -> Rows:
    """Every row of these demands, of the tenant one stands in."""
    found: Rows = {}
    for name in GOING_ALONG:
        found[name] = await rows_by(db, name, "id" if name == "cases" else "case_id", cases)
    return found


async def rows_by(db: Db, name: str, column: str, ids: Sequence[uuid.UUID]) -> list[Row]:
    """The rows of a table that name one of these in a column, of the tenant one stands in."""
    # Names come from our own models.
    lines = await db.driver.fetch(
        f"SELECT to_jsonb(t)::text FROM {name} t WHERE t.tenant_id = $1 AND t.{column} = ANY($2)",  # noqa: S608
        db.tenant, ids,
    )  # fmt: skip
    return [json.loads(line[0]) for line in lines]


def renamed(db: Db, rows: Rows, ground: Ground, kept: frozenset[uuid.UUID]) -> Rows:
    """The rows as they read in the target. What had been taken from a unit before stays that unit's, as a memory; a
    demand that was answered with another one that does not come along stands on its own (`kept` are those that do).
    """
    past = {row["id"] for row in rows["assignments"] if row["state"] in GONE}
    for name, of_table in rows.items():
        for row in of_table:
            row["tenant_id"] = ground.target.id
            part = row.get("id") if name == "assignments" else row.get("assignment_id")
            if name != "case_events" and part not in past:
                _units(row, ground)
            _words(row, ground)
    for row in rows["case_persons"]:
        key = phone_key(db, row["phone"])
        row["phone_key"] = "\\x" + key.hex() if key else None
    for row in rows["cases"]:
        if row["merged_into_id"] and uuid.UUID(row["merged_into_id"]) not in kept:
            row["merged_into_id"] = None
    return rows


def _units(row: Row, ground: Ground) -> None:
    for column in _UNIT_COLUMNS:
        if row.get(column):
            row[column] = str(ground.unit(uuid.UUID(row[column])))


def _words(row: Row, ground: Ground) -> None:
    """Categories and rules by their names in the target; a category that it does not know is for its desk to give."""
    if row.get("category_id"):
        category = ground.categories.get(uuid.UUID(row["category_id"]))
        row["category_id"] = str(category) if category else None
    if row.get("rule_code"):
        row["rule_code"] = ground.rules[(row["rule_code"], row["rule_version"])][0]
    if named := (row.get("explanation") or {}).get("rules"):
        row["explanation"]["rules"] = [ground.rules[(code, version)] for code, version in named]


async def remember(db: Db, ground: Ground, rows: Rows, *, at: dt.datetime) -> None:
    """Units that histories name and that stay behind are known in the target by name, as closed ones."""
    units = (_named_in(rows) & ground.units.keys()) - ground.gone - ground.there
    await db.driver.executemany(
        "INSERT INTO units (tenant_id, id, code, name_zh, name_en, kind, closed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        [
            (
                db.tenant, unit.id, f"{ground.source.code}:{unit.code}", unit.name_zh, unit.name_en,
                "department" if unit.governs_tenant_id else unit.kind, at,
            )
            for unit in (ground.units[one] for one in sorted(units))
        ],
    )  # fmt: skip
    if units:
        db.cache.forget("units", db.tenant)


def _named_in(rows: Rows) -> set[uuid.UUID]:
    """Every id that the rows hold anywhere: whoever asks knows which of them are units."""
    found: set[str] = set()
    for name in rows.keys() - _WORDS:
        found.update(_ID.findall(json.dumps(rows[name])))
    return {uuid.UUID(one) for one in found}


async def number_there(db: Db, ground: Ground, model: Any, number: str | None) -> str | None:
    """A number, with the name of the house before where the target has, or may come to have, the same one."""
    if number is None:
        return None
    wanted = select(model.id).where(model.tenant_id == db.tenant, model.number == number)
    same_name = ground.source.short_zh == ground.target.short_zh
    if same_name or (await db.execute(wanted)).first() is not None:
        return f"{number}（{ground.source.code if same_name else ground.source.short_zh}）"
    return number


async def put_down(db: Db, rows: Rows) -> None:
    """Insert them, in the target."""
    rows["cases"].sort(
        key=lambda row: row["merged_into_id"] is not None
    )  # what others were merged into comes first
    for name, of_table in rows.items():
        if of_table:
            await put_rows(db, name, of_table)


async def put_rows(db: Db, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows as PostgreSQL wrote them, in the tenant that they name."""
    table: Table = Base.metadata.tables[name]
    columns = [f'"{one}"' for one in columns_of(table)]
    # Names come from our own models.
    await db.driver.execute(
        f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(f'r.{one}' for one in columns)} "  # noqa: S608
        f"FROM jsonb_populate_recordset(null::{name}, $1::jsonb) AS r",
        json.dumps(rows),
    )
