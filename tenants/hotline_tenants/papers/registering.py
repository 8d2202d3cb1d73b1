"""Issuing a paper: its number, its place in the register, and what it says, in the transaction of what it is about."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import GENESIS, Chain, digest_of, event_hash
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id, new_salt
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.papers.in_force import template_in_force
from hotline_tenants.papers.model import Paper, PaperRegister
from hotline_tenants.papers.places import Places, stored, words_of

REGISTER = "papers"
"""The word for a register in the hashes of its chain."""


@dataclass(frozen=True)
class Subject:
    """What a paper is about; `occasion` tells apart papers of one kind about one thing."""

    kind: str
    id: uuid.UUID
    occasion: int = 0


async def issue_paper(
    db: Db, actor: Actor, subject: Subject, series: str, fill: Callable[[str, str], Awaitable[Places]], *,
    at: dt.datetime,
) -> Paper:  # fmt: skip
    """Issue the next paper of a series in the year of `at`; `fill` says what it holds, given its number (临江督〔2026〕12号)
    and its date. All of it stands if and only if this transaction commits, and whoever issues meanwhile waits.

    Raises Refused where this was issued before.
    """
    day = (await calendar_of(db)).local_date(at)
    place = (await registry_of(db)).get(db.tenant)
    register = await _locked(db, series, day.year)
    number = f"{place.short_zh}{series}〔{day.year}〕{register.first + register.count}号"
    places = await fill(number, f"{day.year}年{day.month}月{day.day}日")
    template = await template_in_force(db, subject.kind)
    own = template.tenant == db.tenant
    salt = new_salt()
    paper = Paper(
        tenant_id=db.tenant, id=new_id(), series=series, year=day.year, seq=register.count + 1, number=number,
        kind=subject.kind, subject_id=subject.id, occasion=subject.occasion, issued_at=at,
        issued_by=actor.account_id, role=actor.role, places=stored(places), salt=salt,
        content=digest_of(salt, words_of(places)), template_id=template.template_id if own else None,
        above_tenant_id=None if own else template.tenant, above_template_id=None if own else template.template_id,
    )  # fmt: skip
    paper.hash = hash_of(place.code, register.id, register.head, paper)
    register.count, register.head = paper.seq, paper.hash
    db.add(paper)
    await _once(db)
    return paper


def hash_of(tenant_code: str, register_id: uuid.UUID, previous: bytes, paper: Any) -> bytes:
    """The link of the chain that a paper is."""
    return event_hash(
        previous, Chain(tenant_code, REGISTER, register_id), seq=paper.seq, at=paper.issued_at, act="issue",
        account_id=paper.issued_by, role=paper.role, unit_id=None, data=facts_of(paper),
    )  # fmt: skip


def facts_of(paper: Any) -> dict[str, Any]:
    """What the chain carries of a paper."""
    return {
        "number": paper.number, "kind": paper.kind, "subject": str(paper.subject_id), "occasion": paper.occasion,
        "content": paper.content,
    }  # fmt: skip


async def _locked(db: Db, series: str, year: int) -> PaperRegister:
    """The register of a year, held to the commit; it begins with whoever comes first."""
    new = insert(PaperRegister).values(
        tenant_id=db.tenant, series=series, year=year, id=new_id(), first=1, count=0, head=GENESIS
    )
    await db.execute(new.on_conflict_do_nothing())
    wanted = select(PaperRegister).where(
        PaperRegister.tenant_id == db.tenant, PaperRegister.series == series, PaperRegister.year == year
    )
    held = wanted.with_for_update().execution_options(populate_existing=True)
    return (await db.execute(held)).scalar_one()


async def _once(db: Db) -> None:
    try:
        await db.flush()
    except TWICE:
        raise Refused(N_("This paper was issued before.")) from None
