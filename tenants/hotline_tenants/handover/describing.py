"""The format of an export for whoever reads it without this product: made from the models, so that it never lags."""

import inspect
from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import CheckConstraint, Column, Table, Uuid
from sqlalchemy.types import TypeEngine

from hotline_platform.access.model import Account
from hotline_platform.database.model import columns_of
from hotline_platform.database.security import tenant_models
from hotline_tenants.handover.parcel import (
    ACCOUNT_COLUMNS,
    ACCOUNTS,
    LEFT_OUT,
    MANIFEST,
    Manifest,
    Neighbour,
    TableEntry,
    holds_an_account,
    tables,
)

DESCRIPTION = "FORMAT.md"

_KINDS = {
    "Uuid": "id (UUID)", "Text": "text", "Integer": "whole number", "SmallInteger": "whole number",
    "BigInteger": "whole number", "Numeric": "number", "Float": "number", "Boolean": "true or false",
    "DateTime": "moment, ISO 8601 in UTC", "Date": "day, YYYY-MM-DD", "LargeBinary": "bytes, `\\x` and hexadecimal digits",
    "JSONB": "JSON",
}  # fmt: skip

_BY_NAME = {"unit_id": "units", "area_id": "units", "case_id": "cases", "category_id": "categories"}

_ABOUT = f"""\
# What is in this export

本包为一个政府在导出时刻的全部数据。`tables/` 下每张表一个文件，每行一条 JSON 记录（UTF-8 编码）；`files/` 下为附件，文件名为其内容的 \
SHA-256 摘要；`{MANIFEST}` 记录各表的行数与摘要。下文逐表列出各字段的类型、是否可空以及所指向的表。

This is everything of one government as of one moment, as plain files that need no program of ours:

* `{MANIFEST}`: whose export it is, of which moment, and how many rows and files there are.
* `tables/NAME.jsonl`: a table, UTF-8, one row in each line as a JSON object. What has no value is `null`.
* `files/DIGEST`: a file as it was received, called by the SHA-256 of its content; `thumbnails/DIGEST` the small picture of
  one. The table `blobs` has a row for each, and `enclosures` says what belongs to which case.

A column beside which a table is named holds the `id` of one of its rows. Within one export
`tenant_id` is always the same number: the government's own in `{MANIFEST}`. Columns that end in `_at` are moments, those
that end in `_on` days in the government's own time zone. In the ledgers (`case_events` and others with `seq` and `hash`)
each row's hash covers the one before, so nothing can be taken out unseen; what a person had written and was erased when
its time had come is empty, and the history around it whole.

**Whether it is whole:** take the SHA-256 of each line of a table without its line feed, read it as a number with the
greatest digit first, add these numbers and keep the remainder modulo 2²⁵⁶. In hexadecimal, 64 digits, that is the digest
of the table in `{MANIFEST}`, whatever the order of the lines.
"""


def description() -> str:
    """The whole text, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _ABOUT
    yield f"## {MANIFEST}\n"
    for struct in (Manifest, Neighbour, TableEntry):
        yield (
            f"*{struct.__name__}*: {_sentence(struct)} Keys: "
            + ", ".join(f"`{field.name}`" for field in msgspec.structs.fields(struct))
            + ".\n"
        )
    yield "## What is not in it\n"
    yield from (f"* `{name}`: {why}" for name, why in LEFT_OUT.items())
    yield "\n## The tables\n\nThose that others refer to come first.\n"
    account = Account.__table__
    assert isinstance(account, Table)
    yield from _table(account, Account, ACCOUNT_COLUMNS)
    models = tenant_models()
    for table in tables():
        yield from _table(table, models[table.name], columns_of(table))


def _table(table: Table, model: type, columns: Iterable[str]) -> Iterator[str]:
    yield f"### {table.name}\n\n{_sentence(model)}"
    if table.name == ACCOUNTS:
        yield "People go along without their passwords, and only those whom a row of the government names."
    yield "\n| column | holds | may be empty | refers to |\n|---|---|---|---|"
    for name in columns:
        column = table.columns[name]
        empty = "yes" if column.nullable else ""
        yield f"| `{name}` | {_kind(column.type)} | {empty} | {_refers_to(column)} |"
    yield ""
    rules = sorted(str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint))
    if rules:
        yield "Always: " + "; ".join(f"`{rule}`" for rule in rules) + ".\n"


def _kind(kind: TypeEngine[object]) -> str:
    return _KINDS[type(kind).__name__]


def _refers_to(column: Column[object]) -> str:
    """By a key of the database; where it has none, because what is meant may go before, by the name of the column."""
    if column.name == "tenant_id":
        return ""
    others = {key.column.table.name for key in column.foreign_keys}
    if not others and isinstance(column.type, Uuid):
        if holds_an_account(column.name):
            others = {ACCOUNTS}
        else:
            others = {table for end, table in _BY_NAME.items() if column.name.endswith(end)}
    return ", ".join(f"`{name}`" for name in sorted(others))


def _sentence(model: type) -> str:
    """What the model says of itself, in one paragraph."""
    return " ".join((inspect.cleandoc(model.__doc__ or "")).split())
