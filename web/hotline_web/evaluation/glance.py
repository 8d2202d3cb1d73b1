"""Who stands in which band, and why: the indicators that set a unit apart from its class, before any table is read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.errors import N_, Message
from hotline_web.evaluation.table import BandCell, BandRow, ClassTable
from hotline_web.evaluation.words import INDICATOR_NAMES
from hotline_web.i18n import Reader
from hotline_web.pieces import Text


@dataclass(frozen=True)
class Reason:
    """An indicator in words: what the unit has, and what the others would have had with its work."""

    name: Message
    said: Text


@dataclass(frozen=True)
class Apart:
    """A unit that is worse or better than its class in something."""

    unit_id: uuid.UUID
    name: str
    worse: tuple[Reason, ...]
    better: tuple[Reason, ...]


@dataclass(frozen=True)
class ClassGlance:
    """One class: units that are worse in something stand first, then those that are better; no ranking inside. Then the
    others: those who are as expected, and those of whom nothing can be said at all.
    """

    key: str
    title: Message
    apart: tuple[Apart, ...]
    expected: tuple[BandRow, ...]
    few: tuple[BandRow, ...]


def glance(tables: Sequence[ClassTable], reader: Reader) -> Sequence[ClassGlance]:
    """What a month says, class by class, on the basis by which its scores are made."""
    return [_of(table, reader) for table in tables]


def _of(table: ClassTable, reader: Reader) -> ClassGlance:
    apart = [Apart(row.unit_id, row.name, _reasons(row, "worse", reader), _reasons(row, "better", reader))
             for row in table.rows]  # fmt: skip
    told = [one for one in apart if one.worse or one.better]
    others = [row for row, one in zip(table.rows, apart, strict=True) if not (one.worse or one.better)]
    return ClassGlance(
        table.key, table.title, tuple(sorted(told, key=lambda one: not one.worse)),
        tuple(row for row in others if _anything(row)), tuple(row for row in others if not _anything(row)),
    )  # fmt: skip


def _anything(row: BandRow) -> bool:
    return any(cell.judged and cell.verdict == "expected" for cell in (*row.cells, *row.wrong))


def _reasons(row: BandRow, verdict: str, reader: Reader) -> tuple[Reason, ...]:
    found = [cell for cell in (*row.cells, *row.wrong) if cell.judged and cell.verdict == verdict]
    return tuple(Reason(INDICATOR_NAMES[cell.indicator], _said(cell, reader)) for cell in found)


def _said(cell: BandCell, reader: Reader) -> Text:
    said, share = cell.counting, reader.percent(cell.counting.band.rate.share, cell.digits)
    others = None if said.band.expected is None else reader.percent(said.band.expected, cell.digits)
    if said.days is None:
        return share if others is None else N_("%(share)s, others %(others)s", share=share, others=others)
    days = reader.number(said.days, 1)
    if said.within is None or others is None:
        return N_("%(days)s d", days=days)
    return N_(
        "%(days)s d; within %(within)s d %(share)s, others %(others)s",
        days=days, within=said.within, share=share, others=others,
    )  # fmt: skip
