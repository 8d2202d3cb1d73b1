"""Likely repeats of a demand: open cases of which caller, place, topic or words agree. A person decides.

The work is bounded whatever the number of cases: the latest few of the same caller, of the same topic and area, and of
each mark of the words, each from an index in that order; then those few are compared.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, func, literal, select, true

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CasePerson, CaseText
from hotline_tenants.cases.opening import phone_key
from hotline_tenants.cases.word_marks import WordMark, marks_of, words_of

OPEN = ("registered", "accepted", "dispatched", "signed", "handling", "replied", "deferred")
"""States in which an answer is still to come."""

SHOWN = 5
_EACH = 20
_LEAST_MARKS = 3
_LIKE = 0.5
_LIKE_TITLE = 0.3
_SAME_PLACE = 0.6


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What repeats are looked for of: a case that is there, or what an operator has typed so far."""

    title: str
    body: str = ""
    place: str = ""
    phone_key: bytes | None = None
    category_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None
    case_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Repeat:
    """A case that may be about the same matter; `agrees` are words out of caller, place, topic, words."""

    case: Case
    title: str
    place: str
    agrees: tuple[str, ...]
    likeness: float


async def repeats_of(db: Db, case: Case) -> list[Repeat]:
    """Likely repeats of a case, the likeliest first; none for one that is handled by itself."""
    if case.confidentiality != "normal" or case.about_unit_id is not None or case.referred:
        return []
    wanted = (
        select(CaseText.title, CaseText.body, CaseText.place, CasePerson.phone_key)
        .join(CasePerson, (CasePerson.tenant_id == db.tenant) & (CasePerson.case_id == case.id))
        .where(CaseText.tenant_id == db.tenant, CaseText.case_id == case.id)
    )
    found = (await db.execute(wanted)).one()
    return await likely_repeats(
        db,
        Asked(
            title=found.title, body=found.body, place=found.place, phone_key=found.phone_key,
            category_id=case.category_id, area_id=case.area_id, case_id=case.id,
        ),
    )  # fmt: skip


async def likely_repeats(db: Db, asked: Asked) -> list[Repeat]:
    """Open cases of which at least two things agree, the likeliest first."""
    near = {*await _of_caller(db, asked), *await _of_topic(db, asked), *await _of_words(db, asked)}
    near.discard(asked.case_id)
    if not near:
        return []
    rows = await db.execute(
        select(Case, CaseText.title, CaseText.body, CaseText.place, CasePerson.phone_key)
        .join(CaseText, (CaseText.tenant_id == db.tenant) & (CaseText.case_id == Case.id))
        .join(CasePerson, (CasePerson.tenant_id == db.tenant) & (CasePerson.case_id == Case.id))
        .where(Case.tenant_id == db.tenant, Case.id.in_(near), Case.state.in_(OPEN), Case.origin == "live")
        .where(Case.confidentiality == "normal", Case.about_unit_id.is_(None))
    )
    compared = [one for row in rows if len((one := compare(asked, row)).agrees) > 1]
    return sorted(compared, key=lambda one: (-len(one.agrees), -one.likeness, one.case.id))[:SHOWN]


def compare(asked: Asked, row: Any) -> Repeat:
    """What agrees between a demand and a case with its `title`, `body`, `place` and `phone_key`."""
    case: Case = row[0]
    whole = likeness(f"{asked.title} {asked.body}", f"{row.title} {row.body}")
    title = likeness(asked.title, row.title, least=1)
    agrees = {
        "caller": asked.phone_key is not None and asked.phone_key == row.phone_key,
        "place": same_place(asked.place, row.place),
        "topic": asked.category_id is not None and asked.category_id == case.category_id,
        "words": whole >= _LIKE or title >= _LIKE_TITLE,
    }
    return Repeat(
        case, row.title, row.place, tuple(name for name, so in agrees.items() if so), max(whole, title)
    )


def likeness(one: str, other: str, *, least: int = 2) -> float:
    """The part of the shorter text's words that the longer one has too; 0 where they share fewer than `least`."""
    first, second = words_of(one), words_of(other)
    shared = len(first & second)
    return shared / min(len(first), len(second)) if shared >= least else 0.0


def same_place(one: str, other: str) -> bool:
    """Whether two places in words are likely one: another house number in the same road is another place."""
    numbers = [{word for word in words_of(place) if word.isdigit()} for place in (one, other)]
    if all(numbers) and not numbers[0] & numbers[1]:
        return False
    return likeness(one, other) >= _SAME_PLACE


async def _of_caller(db: Db, asked: Asked) -> Iterable[uuid.UUID]:
    if asked.phone_key is None:
        return ()
    wanted = select(CasePerson.case_id).where(
        CasePerson.tenant_id == db.tenant, CasePerson.phone_key == asked.phone_key
    )
    return (await db.execute(wanted.order_by(CasePerson.case_id.desc()).limit(_EACH))).scalars()


async def _of_topic(db: Db, asked: Asked) -> Iterable[uuid.UUID]:
    if asked.category_id is None or asked.area_id is None:
        return ()
    still_open = Case.state.in_(bindparam(None, OPEN, expanding=True, literal_execute=True))
    wanted = select(Case.id).where(
        Case.tenant_id == db.tenant, Case.category_id == asked.category_id, Case.area_id == asked.area_id, still_open
    )  # fmt: skip
    return (await db.execute(wanted.order_by(Case.id.desc()).limit(_EACH))).scalars()


async def _of_words(db: Db, asked: Asked) -> Iterable[uuid.UUID]:
    marks = marks_of(db, asked.title, asked.place)
    if len(marks) < _LEAST_MARKS:
        return ()
    given = func.unnest(literal(marks, ARRAY(BigInteger()))).table_valued("mark").render_derived()
    latest = (
        select(WordMark.case_id)
        .where(WordMark.tenant_id == db.tenant, WordMark.mark == given.c.mark)
        .order_by(WordMark.case_id.desc())
        .limit(_EACH)
        .lateral()
    )
    shared = func.count()
    wanted = (
        select(latest.c.case_id)
        .select_from(given)
        .join(latest, true())
        .group_by(latest.c.case_id)
        .having(shared >= _LEAST_MARKS)
        .order_by(shared.desc(), latest.c.case_id.desc())
    )
    return (await db.execute(wanted.limit(_EACH))).scalars()


def asked_by(db: Db, *, phone: str, **typed: Any) -> Asked:
    """What an operator has typed so far."""
    return Asked(phone_key=phone_key(db, phone), **typed)
