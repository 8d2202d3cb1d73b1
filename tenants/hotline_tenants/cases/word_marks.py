"""Marks of the words of a demand's title and place, by which demands in like words are found.

Text cannot be searched under row security by an index made for texts (`ARCHITECTURE.md` §2); an equal number can. A
mark is a keyed digest of two neighbouring characters or of a word in letters and digits, so it tells nothing by itself,
and it is erased with the text.
"""

import datetime as dt
import itertools
import re
import unicodedata
import uuid
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, delete
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantOwned
from hotline_platform.database.session import Db
from hotline_tenants.cases.recording import keyed_digest

MOST = 24
"""Marks kept of one demand: the title's first, then the place's."""

KEPT = dt.timedelta(days=60)
"""Words find a repeat within this time; the caller and the topic find it later as well."""

_RUNS = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")


class WordMark(TenantOwned, Base):
    """One mark of one demand. The key gives the latest demands with a mark without looking at any other."""

    __tablename__ = "word_marks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index("ix_word_marks_case", "tenant_id", "case_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "delete")

    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, sort_order=-1)
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


def words_of(text: str) -> frozenset[str]:
    """What a text is compared by: pairs of neighbouring characters, and words in letters and digits."""
    return frozenset(_words(text))


def put_marks(db: Db, case_id: uuid.UUID, title: str, place: str) -> None:
    """Keep the marks of a demand that has none yet."""
    for mark in marks_of(db, title, place):
        db.put(WordMark, case_id=case_id, mark=mark)


def marks_of(db: Db, title: str, place: str) -> list[int]:
    """The marks of a demand, the same words within one government always the same."""
    words = dict.fromkeys(itertools.chain(_words(title), _words(place)))
    return [_mark(db, word) for word in itertools.islice(words, MOST)]


async def drop_marks(db: Db, case_id: uuid.UUID) -> None:
    """With the text goes what was made of it."""
    await db.execute(delete(WordMark).where(WordMark.tenant_id == db.tenant, WordMark.case_id == case_id))


async def drop_old_marks(db: Db, *, at: dt.datetime) -> None:
    """Let go what no repeat is looked for by any more. Ids of cases begin with the moment they were made."""
    oldest = uuid.UUID(int=int((at - KEPT).timestamp() * 1000) << 80)
    await db.execute(delete(WordMark).where(WordMark.tenant_id == db.tenant, WordMark.case_id < oldest))


def _words(text: str) -> list[str]:
    found: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).lower()):
        found += [run] if run[0].isascii() or len(run) == 1 else map("".join, itertools.pairwise(run))
    return found


def _mark(db: Db, word: str) -> int:
    return int.from_bytes(keyed_digest(db.secret, "word", str(db.tenant), word)[:8], signed=True)
