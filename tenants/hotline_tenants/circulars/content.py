"""What a circular says: its frozen figures, whichever they are, their names, and the body of its paper."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hotline_tenants.circulars.fields import FIELDS
from hotline_tenants.circulars.figures import Figures
from hotline_tenants.circulars.inspected import Inspected
from hotline_tenants.circulars.model import REPORT, Circular
from hotline_tenants.circulars.parts import PICTURES
from hotline_tenants.circulars.pieces import Named, Words, filled, restored
from hotline_tenants.circulars.report_parts import REPORT_FIELDS, REPORT_PICTURES
from hotline_tenants.papers.places import Block, Heading, lines

Frozen = Figures | Inspected


def figures_of(circular: Circular) -> Frozen:
    """The figures as they were frozen."""
    if circular.every == REPORT:
        return msgspec.convert(circular.figures, Inspected)
    return msgspec.convert(circular.figures, Figures)


def frozen_as(figures: Frozen) -> dict[str, Any]:
    """As they are kept."""
    found: dict[str, Any] = msgspec.to_builtins(figures)
    return found


def fields_of(every: str) -> Mapping[str, Named[Any]]:
    """The names that the texts of a circular may hold."""
    return REPORT_FIELDS if every == REPORT else FIELDS


def values_of(figures: Frozen) -> dict[str, str]:
    """Every figure by name, in words."""
    if isinstance(figures, Inspected):
        return {name: named.value(figures) for name, named in REPORT_FIELDS.items()}
    return {name: named.value(figures) for name, named in FIELDS.items()}


def changes(old: Frozen, new: Frozen) -> list[dict[str, str]]:
    """What newer figures change: each name with what it was and what it is."""
    before, after = values_of(old), values_of(new)
    return [
        {"name": name, "old": before[name], "new": now} for name, now in after.items() if before[name] != now
    ]


def body_of(circular: Circular) -> tuple[Block, ...]:
    """What stands in the paper."""
    figures = figures_of(circular)
    values, body = values_of(figures), list[Block]()
    for part in restored(circular.parts):
        if isinstance(part, Words):
            body += [Heading(filled(part.heading, values))] if part.heading else []
            body += lines(filled(part.text, values))
        elif part.shown and (drawn := _drawn(part.what, figures)) is not None:
            body.append(drawn)
    return tuple(body)


def _drawn(what: str, figures: Frozen) -> Block | None:
    if isinstance(figures, Inspected):
        return REPORT_PICTURES[what](figures)
    return PICTURES[what](figures)
