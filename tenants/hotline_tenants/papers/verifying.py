"""Proving the registers: every number given once and none left out, every paper what the chain carries of it."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline_platform.audit.chains import Chain, digest_of, link_faults
from hotline_platform.audit.verifying import Fault
from hotline_platform.database.session import Db
from hotline_tenants.papers.model import Paper, PaperRegister
from hotline_tenants.papers.places import restored, words_of
from hotline_tenants.papers.registering import REGISTER, facts_of


@dataclass(frozen=True)
class _Link:
    """A paper as a link of a chain."""

    paper: Any

    def __getattr__(self, name: str) -> Any:
        fixed = {
            "act": "issue",
            "unit_id": None,
            "at": self.paper.issued_at,
            "account_id": self.paper.issued_by,
        }
        return fixed[name] if name in fixed else getattr(self.paper, name)

    @property
    def data(self) -> dict[str, Any]:
        return facts_of(self.paper)


async def paper_faults(db: Db, tenant_code: str) -> AsyncIterator[Fault]:
    """Every fault in the registers of the tenant one stands in; a year of a series is in memory at a time."""
    registers = (
        await db.execute(
            select(PaperRegister)
            .where(PaperRegister.tenant_id == db.tenant)
            .order_by(PaperRegister.year, PaperRegister.series)
        )
    ).scalars().all()  # fmt: skip
    for register in registers:
        wanted = (
            select(Paper)
            .where(
                Paper.tenant_id == db.tenant, Paper.series == register.series, Paper.year == register.year
            )
            .order_by(Paper.seq)
        )  # fmt: skip
        papers = (await db.execute(wanted)).scalars().all()
        name = f"{register.series}〔{register.year}〕"
        chain = Chain(tenant_code, REGISTER, register.id, name)
        links = [_Link(paper) for paper in papers]
        for fault in link_faults(chain, links, counted=register.count, head=register.head):
            yield fault
        for fault in _contents(register, papers):
            yield fault
        db.expunge_all()


def _contents(register: PaperRegister, papers: Sequence[Paper]) -> Iterator[Fault]:
    for paper in papers:
        serial = register.first + paper.seq - 1
        if not paper.number.endswith(f"〕{serial}号"):
            yield Fault("the number is not the next of its register", paper.number, paper.seq)
        if paper.places is None:
            if paper.erased_at is None:
                yield Fault("what the paper says is gone without being erased", paper.number, paper.seq)
        elif digest_of(paper.salt, words_of(restored(paper.places))) != paper.content:
            yield Fault("the paper does not say what the register carries", paper.number, paper.seq)
