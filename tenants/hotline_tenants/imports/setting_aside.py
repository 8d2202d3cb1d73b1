"""What becomes of rows that are no cases yet: their wrong cells are named, or they wait for a person."""

from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_tenants.imports.mapping import Map
from hotline_tenants.imports.model import ImportRefusal, ImportReview, ImportRun
from hotline_tenants.imports.sorting import Sorted


def put_refusals(db: Db, run: ImportRun, found: Sorted) -> None:
    """Every wrong cell of the refused rows."""
    for line, cells in found.refused:
        for place, cell in enumerate(cells):
            db.put(
                ImportRefusal, run_id=run.id, line=line.number, place=place, sheet=cell.sheet, cell=cell.cell,
                heading=cell.heading, value=cell.value, problem=cell.problem, params=cell.params,
            )  # fmt: skip


def put_reviews(db: Db, run: ImportRun, by: Map, found: Sorted) -> None:
    """The rows whose place a person must decide, with all that they say."""
    for line, letter, named in found.queued:
        db.put(
            ImportReview, id=new_id(), run_id=run.id, line=line.number, sheet=line.row.sheet.name,
            cell=line.row.cell("number"), source=by.source, source_number=letter.number, type=letter.type,
            channel=letter.channel, reason=named.reason, districts=[str(one) for one in named.districts],
            elsewhere=list(named.elsewhere), title=letter.title, body=letter.body, caller=letter.caller,
            answer=letter.answer, written_at=letter.written_at, answered_at=letter.answered_at, facts=letter.facts,
            state="waiting", version=1,
        )  # fmt: skip
