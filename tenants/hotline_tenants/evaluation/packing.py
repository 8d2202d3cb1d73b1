"""The evaluation pack: with it a district recomputes its month by itself, offline, and finds the same digits.

It holds the district's own rows without anybody in them, its class as sums, and a script that needs Python alone.
"""

import csv
import datetime as dt
import io
import json
import uuid
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.evaluation.banding import line_of
from hotline_tenants.evaluation.correcting import basis_of
from hotline_tenants.evaluation.corrections import Remade, remade
from hotline_tenants.evaluation.excluded import classes_then, taken_out_of, whose
from hotline_tenants.evaluation.formulas import formula_of
from hotline_tenants.evaluation.indicators import ASKED_OF_CALLERS, INDICATORS, QUANTILES
from hotline_tenants.evaluation.model import EvaluatedRow, Exclusion, Publication, Standing
from hotline_tenants.evaluation.publishing import publication_of
from hotline_tenants.evaluation.reading import bands_of
from hotline_tenants.evaluation.reckoning import ADJUSTED, RAW, Cells, cells_of
from hotline_tenants.evaluation.standing import objections_of, standing_of
from hotline_tenants.figures.rates import LESS_IS_BETTER, PACES, RATES
from hotline_tenants.network.classification import Classification, classification

FOLDER = Path(__file__).parent / "pack"
FILES = ("recompute.py", "README.md", "说明.md")
ROW = ("type", "urgency", "category", "topic", "dispatched_on", "took", "marks")
BATCH = 2000
Writer = Any
"""What `csv.writer` makes."""


async def write_pack(db: Db, actor: Actor, month: dt.date, path: Path, *, at: dt.datetime) -> int:
    """Write the pack of a month, from the district, as a zip file; returns how many rows it holds. Memory stays the
    same for any number. Raises NotFound, and Refused for a month of which no rows were kept.
    """
    standing = await standing_of(db, month)
    if standing is None:
        raise NotFound
    async with across(db, because=standing):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            rows = await _write(db, standing, made)
        note(db, "evaluation_pack", account_id=None, at=at, month=month.isoformat(), rows=rows)
    note(db, "evaluation_pack", account_id=actor.account_id, at=at, month=month.isoformat(), rows=rows)
    return rows


async def _write(db: Db, standing: Standing, made: zipfile.ZipFile) -> int:
    """Standing in the government above: its rows of this unit, and nobody else's but as sums."""
    publication = await publication_of(db, standing.month)
    assert publication is not None
    categories, rows = await classification(db), 0
    with _table(made, "rows.csv", ROW) as out:
        async for row in _rows(db, standing):
            rows += 1
            out.writerow(
                (
                    row.type, row.urgency, _code(categories, row.category_id), _code(categories, row.topic_id),
                    row.dispatched_on.isoformat(), "" if row.took is None else row.took, row.marks,
                )
            )  # fmt: skip
    if not rows:
        raise Refused(N_("This month was drawn up before rows were kept: there is no pack of it."))
    await _write_class(db, standing, publication, categories, made)
    with _table(made, "exclusions.csv", ("type", "topic", "first_on", "last_on", "reason")) as out:
        for one in await _concerning(db, standing):
            out.writerow(
                (one.type or "", one.category or "", one.first_on or "", one.last_on or "", one.reason)
            )
    told = json.dumps(await _told(db, standing, publication, rows), ensure_ascii=False, indent=1)
    made.writestr("evaluation.json", told)
    for name in FILES:
        made.write(FOLDER / name, name)
    return rows


async def _rows(db: Db, standing: Standing) -> AsyncIterator[EvaluatedRow]:
    last = uuid.UUID(int=0)
    while True:
        wanted = (
            select(EvaluatedRow)
            .where(
                EvaluatedRow.tenant_id == db.tenant, EvaluatedRow.month == standing.month,
                EvaluatedRow.unit_id == standing.unit_id, EvaluatedRow.assignment_id > last,
            )
            .order_by(EvaluatedRow.assignment_id)
            .limit(BATCH)
        )  # fmt: skip
        batch = list(await db.scalars(wanted))
        for row in batch:
            yield row
        if len(batch) < BATCH:
            return
        last = batch[-1].assignment_id
        for row in batch:
            db.expunge(row)


async def _write_class(
    db: Db, standing: Standing, publication: Publication, categories: Classification, made: zipfile.ZipFile
) -> None:
    classes = await classes_then(db, standing.month)
    members = [unit for unit, peer_class in classes.items() if peer_class == standing.peer_class]
    columns = ("basis", "type", "urgency", "category", "measure", "amount")
    with _table(made, "class.csv", columns) as out:
        for basis in _bases(publication):
            for (kind, measure), amount in _sums(
                await cells_of(db, standing.month, "live", basis), members
            ).items():
                type_, urgency, category = kind
                out.writerow((basis, type_, urgency, _code(categories, category), measure, amount))


def _sums(cells: Cells, members: Sequence[uuid.UUID]) -> Mapping[tuple[Any, str], int]:
    found: dict[tuple[Any, str], int] = {}
    for unit in members:
        for kind, figures in cells.get(unit, {}).items():
            for measure, amount in figures.items():
                found[kind, measure] = found.get((kind, measure), 0) + amount
    return dict(sorted(found.items()))


async def _concerning(db: Db, standing: Standing) -> list[Exclusion]:
    """The exclusions that take out work of this unit."""
    classes = await classes_then(db, standing.month)
    return [one for one in await taken_out_of(db, standing.month) if standing.unit_id in whose(one, classes)]


async def _told(db: Db, standing: Standing, publication: Publication, rows: int) -> Mapping[str, Any]:
    formula = await formula_of(db, publication.formula)
    upheld = [one for one in await objections_of(db, standing.month, standing.unit_id) if one.upheld]
    corrections = [one for one in await remade(db, publication) if one.correction.unit_id == standing.unit_id]
    adjusted = publication.adjusted_digest is not None
    return {
        "month": standing.month.isoformat(), "class": standing.peer_class, "rows": rows,
        "formula": formula.version, "weights": formula.weights, "basis": formula.basis,
        "counts": basis_of(publication, formula),
        "digest": publication.digest.hex(),
        "adjusted_digest": publication.adjusted_digest.hex() if publication.adjusted_digest else None,
        "rates": {name: RATES[name] for name in RATES if name in publication.indicators},
        "less_is_better": sorted(LESS_IS_BETTER.intersection(publication.indicators)),
        "paces": PACES, "quantiles": QUANTILES, "asked_of_callers": sorted(ASKED_OF_CALLERS),
        "lines": {basis: await _lines(db, standing, basis) for basis in _bases(publication)},
        "objections": [{"indicator": one.indicator, "counted": one.counted, "of": one.of} for one in upheld],
        "corrections": [_corrected(one) for one in corrections],
        "published": {
            "raw": await _published(db, standing, RAW), "raw_score": _text(standing.score),
            "adjusted": await _published(db, standing, ADJUSTED) if adjusted else None,
            "adjusted_score": _text(standing.adjusted) if adjusted else None,
            "score": _text(standing.corrected),
        },
    }  # fmt: skip


def _corrected(made: Remade) -> Mapping[str, Any]:
    """A line from before verdicts were reckoned has none."""
    one = made.correction
    return {
        "indicator": one.indicator, "counted": one.counted, "of": one.of, "score": _text(one.score),
        "verdict": one.verdict, "line": made.counting.line,
    }  # fmt: skip


async def _published(db: Db, standing: Standing, basis: str) -> Mapping[str, Any]:
    """The figures as they stand in the house above."""
    members = (await bands_of(db, standing.month, "live", basis)).get(standing.peer_class, {})
    return {
        name: {
            "counted": said.band.rate.counted, "of": said.band.rate.of, "expected": said.band.expected,
            "p": said.band.p, "verdict": said.band.verdict, "days": said.days,
        }
        for name, said in members.get(standing.unit_id, {}).items()
    }  # fmt: skip


async def _lines(db: Db, standing: Standing, basis: str) -> Mapping[str, float]:
    """Up to which probability a difference counts in the class, by indicator."""
    members = (await bands_of(db, standing.month, "live", basis)).get(standing.peer_class, {})
    said = {name: [of[name].band for of in members.values() if name in of] for name in INDICATORS}
    return {name: line_of([one.p for one in found if one.verdict != "few"]) for name, found in said.items()}


def _bases(publication: Publication) -> Sequence[str]:
    return (RAW,) if publication.adjusted_digest is None else (RAW, ADJUSTED)


def _code(categories: Classification, category_id: uuid.UUID) -> str:
    found = categories.find(category_id)
    return found.code if found else ""


def _text(score: object) -> str | None:
    return None if score is None else str(score)


@contextmanager
def _table(made: zipfile.ZipFile, name: str, columns: Sequence[str]) -> Iterator[Writer]:
    """A member of the zip that is written row by row."""
    with (
        made.open(name, "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding="utf-8", newline="") as text,
    ):
        out = csv.writer(text)
        out.writerow(columns)
        yield out
