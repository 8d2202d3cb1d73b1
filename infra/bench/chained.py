"""Cases whose chains hold, for what proves them: answered at once, written past the application by COPY."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from hotline_platform.audit.chains import GENESIS, Chain, digest_of, event_hash
from hotline_platform.identifiers import new_id

SALT = bytes(16)
EVENTS = ("register", "accept", "reclassify", "answer")
COLUMNS = {
    "cases": ("tenant_id", "id", "number", "origin", "type", "channel", "urgency", "confidentiality", "state", "ending",
              "round", "attempts", "referred", "registered_at", "registered_on", "closed_at", "closed_on", "version",
              "events", "head"),
    "case_texts": ("tenant_id", "case_id", "title", "body", "place", "salt"),
    "case_persons": ("tenant_id", "case_id", "name", "phone", "salt"),
    "case_events": ("tenant_id", "case_id", "seq", "at", "act", "role", "data", "hash"),
}  # fmt: skip
_AT_ONCE = 10_000


def fill(connection: psycopg.Connection[Any], code: str, cases: int, *, at: dt.datetime) -> None:
    """Give a government closed cases, four events in the chain of each."""
    row = connection.execute("SELECT id FROM tenants WHERE code = %s", [code]).fetchone()
    assert row is not None
    for first in range(0, cases, _AT_ONCE):
        lines = [_case(row[0], code, number, at) for number in range(first, min(first + _AT_ONCE, cases))]
        for table, columns in COLUMNS.items():
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                for of_case in lines:
                    for values in of_case[table]:
                        copy.write_row(values)
    connection.execute("VACUUM (ANALYZE)")


def _case(tenant: int, code: str, number: int, at: dt.datetime) -> dict[str, list[tuple[Any, ...]]]:
    case_id, day = new_id(), at.date()
    words = (
        f"第{number % 997}小区路灯不亮已有多日",
        "居民反映夜间出行不便，请有关单位核实处理。" * 4,
        f"量城{number % 89}路",
    )
    person = ("量先生", f"1{number:010}")
    events = list(_events(tenant, code, case_id, words, person, at))
    return {
        "cases": [(tenant, case_id, f"{day:%Y%m%d}{number:06}", "live", "help", "phone", "general", "normal", "closed",
                   "answered_directly", 0, 0, False, at, day, at, day, 1, len(events), events[-1][-1])],
        "case_texts": [(tenant, case_id, *words, SALT)],
        "case_persons": [(tenant, case_id, *person, SALT)],
        "case_events": events,
    }  # fmt: skip


def _events(
    tenant: int, code: str, case_id: uuid.UUID, words: tuple[str, ...], person: tuple[str, ...], at: dt.datetime
) -> Iterator[tuple[Any, ...]]:  # fmt: skip
    previous, chain = GENESIS, Chain(code, "case", case_id)
    for seq, act in enumerate(EVENTS, start=1):
        data = (
            {"text": digest_of(SALT, *words), "person": digest_of(SALT, *person)}
            if seq == 1
            else {"why": hashlib.sha256(act.encode()).hexdigest()}
        )
        previous = event_hash(
            previous,
            chain,
            seq=seq,
            at=at,
            act=act,
            account_id=None,
            role="operator",
            unit_id=None,
            data=data,
        )
        yield tenant, case_id, seq, at, act, "operator", Jsonb(data), previous
