"""The format of an export: what lies in the parcel, and how it is known to be whole.

A zip file with `manifest.json`, `tables/NAME.jsonl` (a row in each line, as PostgreSQL writes it as JSON; moments in
UTC, bytes in hexadecimal), `files/DIGEST` and `thumbnails/DIGEST`, and a `FORMAT.md` that says so. Each table's digest is the sum of the SHA-256 of its
lines: it does not depend on their order, so that it can be computed again from what was imported.
"""

import hashlib
from typing import Any

import msgspec
from sqlalchemy import Table, Uuid

import hotline_tenants.models  # noqa: F401 - every table of the product
from hotline_platform.database.model import Base, columns_of
from hotline_platform.database.security import tenant_models

FORMAT = 1
MANIFEST = "manifest.json"

LEFT_OUT: dict[str, str] = {
    "api_answers": "answers under idempotency keys: only of use to calls that are under way",
    "onboarding_drafts": "drafts of other governments",
}
"""Tables that do not go along, and why."""

ACCOUNTS = "accounts"
"""People go along without their passwords: whoever runs the other deployment gives them new ones."""

ACCOUNT_COLUMNS = ("id", "login", "name", "language", "disabled_at", "created_at")


class TableEntry(msgspec.Struct, kw_only=True):
    """How many rows of a table there are, and their digest in hexadecimal."""

    rows: int
    digest: str


class Neighbour(msgspec.Struct, kw_only=True):
    """A government as the registry knows it: the one exported, those above it, and those that its rows name."""

    id: int
    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    tier: str
    parent_id: int | None
    zone: str
    language: str
    status: str
    settings: dict[str, Any]


class Manifest(msgspec.Struct, kw_only=True):
    """What a parcel holds. `secret` tells whether the other deployment has the same HOTLINE_SECRET, without which
    query codes cannot be looked up.
    """

    format: int
    code: str
    tenant: int
    schema: str
    exported_at: str
    secret: str
    governments: list[Neighbour]
    tables: dict[str, TableEntry]
    files: int
    left_out: dict[str, str]


class Digest:
    """The sum of the SHA-256 of lines."""

    def __init__(self) -> None:
        self._sum = 0
        self.rows = 0

    def add(self, line: bytes) -> None:
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(line).digest())) % (1 << 256)
        self.rows += 1

    @property
    def entry(self) -> TableEntry:
        return TableEntry(rows=self.rows, digest=f"{self._sum:064x}")


def tables() -> list[Table]:
    """Every tenant's table that goes along, those that others refer to first."""
    names = set(tenant_models()) - set(LEFT_OUT)
    return [table for table in Base.metadata.sorted_tables if table.name in names]


def own_parent(table: Table) -> str | None:
    """The column that points to another row of the same table."""
    for key in table.foreign_keys:
        if key.column.table is table and key.column.name != "tenant_id":
            return str(key.parent.name)
    return None


def lines_of(table: Table) -> str:
    """The statement that gives a tenant's rows as JSON text. Of rows that point to others of the table those come first
    that stand higher, so that whoever reads them in turn needs to keep none.
    """
    fields = ", ".join(f't."{name}"' for name in columns_of(table))
    numbered = next((one.name for one in table.columns if one.identity is not None), None)
    # Names come from our own models.
    row = f"SELECT to_jsonb(r)::text FROM {table.name} t"  # noqa: S608
    theirs = f", LATERAL (SELECT {fields}) r WHERE t.tenant_id = $1"
    if (parent := own_parent(table)) is not None:
        return (
            f"WITH RECURSIVE below (id, depth) AS ("  # noqa: S608
            f"SELECT t.id, 1 FROM {table.name} t JOIN {table.name} above ON above.id = t.{parent} "
            f"WHERE t.tenant_id = $1 AND above.tenant_id = $1 AND above.{parent} IS NULL "
            f"UNION ALL SELECT t.id, below.depth + 1 FROM {table.name} t JOIN below ON below.id = t.{parent} "
            f"WHERE t.tenant_id = $1) {row} LEFT JOIN below ON below.id = t.id AND t.{parent} IS NOT NULL{theirs} "
            f"ORDER BY CASE WHEN t.{parent} IS NULL THEN 0 ELSE below.depth END NULLS LAST"
        )
    return f"{row}{theirs}" + (f" ORDER BY t.{numbered}" if numbered else "")


def accounts_named() -> str:
    """The statement that gives the accounts that a tenant's rows name: in any column that holds one."""
    found = [
        f"SELECT {column.name} FROM {table.name} WHERE tenant_id = $1"  # noqa: S608 - names come from our own models
        for table in tables() for column in table.columns
        if isinstance(column.type, Uuid) and holds_an_account(column.name)
    ]  # fmt: skip
    fields = ", ".join(f"a.{name}" for name in ACCOUNT_COLUMNS)
    return (
        f"SELECT to_jsonb(r)::text FROM accounts a, LATERAL (SELECT {fields}) r WHERE a.id IN ("  # noqa: S608
        + " UNION ".join(found)
        + ")"
    )


def holds_an_account(column: str) -> bool:
    """By its name, the same in every table."""
    return column == "account_id" or column.endswith("_by")
