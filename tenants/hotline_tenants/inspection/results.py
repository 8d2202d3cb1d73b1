"""What the sheets of a campaign come to: for every place, every handling unit, every line, and between two inspectors."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_tenants.inspection.agreement import Agreement, agreement
from hotline_tenants.inspection.model import Campaign, Item, Sheet, Stratum
from hotline_tenants.inspection.sampling import strata_of


@dataclass(frozen=True)
class Mean:
    """The mean score of some items, in points of a hundred; None where nothing was scored. `scored` of `items`."""

    items: int
    scored: int
    points: float | None


@dataclass(frozen=True)
class LineResult:
    """One line of the sheet: how often each mark was given, and how far two inspectors agree on it."""

    code: str
    marks: Mapping[str, int]
    agreement: Agreement


@dataclass(frozen=True)
class Results:
    """By place of the campaign; by handling unit of each (by its code there), and what each is called; line by line; and
    agreement in all.
    """

    places: Mapping[uuid.UUID, Mean]
    handlers: Mapping[uuid.UUID, Mapping[str, Mean]]
    named: Mapping[tuple[uuid.UUID, str], Mapping[str, str]]
    lines: Sequence[LineResult]
    agreement: Agreement


Scored = tuple[Item, Sequence[Sheet]]


async def results_of(db: Db, campaign: Campaign) -> Results:
    """Everything at once: a sample is bounded, so this is too."""
    rows = await db.execute(
        select(Item, Sheet)
        .outerjoin(Sheet, (Sheet.tenant_id == db.tenant) & (Sheet.item_id == Item.id))
        .where(Item.tenant_id == db.tenant, Item.campaign_id == campaign.id)
        .order_by(Item.place, Sheet.slot)
    )
    found: dict[uuid.UUID, tuple[Item, list[Sheet]]] = {}
    for row in rows:
        item, sheet = row
        sheets = found.setdefault(item.id, (item, []))[1]
        if row[1] is not None:
            sheets.append(sheet)
    return results(campaign, list(found.values()), await strata_of(db, campaign.id))


def results(campaign: Campaign, scored: Sequence[Scored], strata: Sequence[Stratum]) -> Results:
    """Pure. A place's mean weighs every stratum by how many there were of it, because small ones are drawn more often
    than their share; that of a handling unit is the plain mean of its items.
    """
    weights = {(one.unit_id, one.kind): one.population for one in strata}
    places: dict[uuid.UUID, list[Scored]] = defaultdict(list)
    handlers: dict[uuid.UUID, dict[str, list[Scored]]] = defaultdict(lambda: defaultdict(list))
    for item, sheets in scored:
        places[item.unit_id].append((item, sheets))
        handlers[item.unit_id][item.handler.get("code", "")].append((item, sheets))
    return Results(
        {unit_id: _weighed(unit_id, items, weights) for unit_id, items in places.items()},
        {unit_id: {code: _plain(items) for code, items in units.items()} for unit_id, units in handlers.items()},
        {(item.unit_id, item.handler.get("code", "")): item.handler for item, _ in scored},
        [_line(line["code"], scored) for line in campaign.sheet],
        agreement(pair for line in campaign.sheet for pair in _pairs(line["code"], scored)),
    )  # fmt: skip


def _score(sheets: Sequence[Sheet]) -> float | None:
    given = [sheet.score for sheet in sheets if sheet.score is not None]
    return sum(given) / len(given) / 100 if given else None


def _plain(items: Sequence[Scored]) -> Mean:
    given = [points for _, sheets in items if (points := _score(sheets)) is not None]
    return Mean(
        len(items), sum(bool(sheets) for _, sheets in items), sum(given) / len(given) if given else None
    )


def _weighed(
    unit_id: uuid.UUID, items: Sequence[Scored], weights: Mapping[tuple[uuid.UUID, str], int]
) -> Mean:
    by_stratum: dict[str, list[Scored]] = defaultdict(list)
    for item, sheets in items:
        by_stratum[item.stratum].append((item, sheets))
    means = {
        kind: points for kind, inside in by_stratum.items() if (points := _plain(inside).points) is not None
    }
    whole, plain = sum(weights[(unit_id, kind)] for kind in means), _plain(items)
    points = sum(weights[(unit_id, kind)] * mean for kind, mean in means.items()) / whole if whole else None
    return Mean(plain.items, plain.scored, points)


def _line(code: str, scored: Sequence[Scored]) -> LineResult:
    marks: dict[str, int] = defaultdict(int)
    for _, sheets in scored:
        for sheet in sheets:
            if code in sheet.marks:
                marks[sheet.marks[code]] += 1
    return LineResult(code, marks, agreement(_pairs(code, scored)))


def _pairs(code: str, scored: Sequence[Scored]) -> Iterator[tuple[str, str]]:
    for _, sheets in scored:
        if len(sheets) == 2 and all(code in sheet.marks for sheet in sheets):
            first, second = sheets
            yield first.marks[code], second.marks[code]
