"""What is there already: by source and number, compared with what a row says now."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from hotline_platform.database.session import Db
from hotline_tenants.cases.model import Case, CaseText, Remark, Reply
from hotline_tenants.imports.letters import Letter
from hotline_tenants.imports.model import ImportReview


@dataclass(frozen=True)
class Present:
    """A letter as it was taken over; a text is None where it has been erased: what is gone cannot differ."""

    title: str | None
    body: str | None
    answer: str | None
    written_at: dt.datetime

    def differs_from(self, letter: Letter) -> bool:
        """Whether a row under the same number says something else. Live work on a case since then does not count."""
        pairs = [(self.title, letter.title), (self.body, letter.body)]
        if letter.answered_at is not None:
            pairs.append((self.answer, letter.answer))
        return self.written_at != letter.written_at or any(old not in (None, new) for old, new in pairs)


def as_present(letter: Letter) -> Present:
    """A letter of the same batch that comes before."""
    return Present(letter.title, letter.body, letter.answer, letter.written_at)


async def lock_source(db: Db, source: str) -> None:
    """Until the end of the transaction nobody else takes over rows of this source into this tenant."""
    await db.execute(select(func.pg_advisory_xact_lock(db.tenant, func.hashtext(source))))


async def present(db: Db, source: str, numbers: Sequence[str]) -> dict[str, Present]:
    """Those of the numbers that are there, as cases or in the review queue."""
    reviews = await db.execute(
        select(
            ImportReview.source_number, ImportReview.title, ImportReview.body, ImportReview.answer,
            ImportReview.written_at,
        ).where(
            ImportReview.tenant_id == db.tenant, ImportReview.source == source,
            ImportReview.source_number.in_(numbers),
        )
    )  # fmt: skip
    found = {row.source_number: Present(row.title, row.body, row.answer, row.written_at) for row in reviews}
    cases = (
        await db.execute(
            select(
                Case.id, Case.source_number, Case.registered_at, CaseText.title, CaseText.body, CaseText.erased_at
            )
            .join(CaseText, and_(CaseText.tenant_id == db.tenant, CaseText.case_id == Case.id))
            .where(Case.tenant_id == db.tenant, Case.source == source, Case.source_number.in_(numbers))
        )
    ).all()  # fmt: skip
    answers = await _answers(db, [case.id for case in cases])
    for case in cases:
        gone = case.erased_at is not None
        title, body = (None, None) if gone else (case.title, case.body)
        found[case.source_number] = Present(title, body, answers.get(case.id, ""), case.registered_at)
    return found


async def _answers(db: Db, case_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str | None]:
    """What history brought as the answer: a district's is a reply, that of an unknown unit a remark."""
    if not case_ids:
        return {}
    replies = await db.execute(
        select(Reply.case_id, Reply.public, Reply.erased_at)
        .join(Case, and_(Case.tenant_id == db.tenant, Case.id == Reply.case_id))
        .where(Reply.tenant_id == db.tenant, Reply.case_id.in_(case_ids), Case.ending == "imported")
    )
    remarks = await db.execute(
        select(Remark.case_id, Remark.body, Remark.erased_at)
        .join(Case, and_(Case.tenant_id == db.tenant, Case.id == Remark.case_id))
        .where(
            Remark.tenant_id == db.tenant, Remark.case_id.in_(case_ids), Remark.kind == "answer",
            Case.ending == "imported",
        )
    )  # fmt: skip
    return {row[0]: row[1] if row[2] is None else None for rows in (replies, remarks) for row in rows}
