"""What became of the rows of a run, in words: the same on the page, in the report and on the terminal."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.errors import N_, Message
from hotline_tenants.imports.model import ImportRun
from hotline_tenants.imports.places import districts
from hotline_tenants.imports.running import OWN
from hotline_tenants.imports.words import REASONS
from hotline_tenants.network.units import UnitTree
from hotline_web.i18n import Language
from hotline_web.pieces import Text


@dataclass(frozen=True)
class Summary:
    """Labels with numbers. `groups` add up to the rows read, `units` to those imported, `reasons` to those in review."""

    read: int
    total: int
    answered: int
    groups: Sequence[tuple[Message, int]]
    units: Sequence[tuple[Text, int]]
    reasons: Sequence[tuple[Message, int]]


def summary(run: ImportRun, units: UnitTree, language: Language) -> Summary:
    """Sum a run up; districts in the order of their codes, those without a row too."""
    below = districts(units)
    by_unit: list[tuple[Text, int]] = [
        (unit.name(language), run.by_unit.get(str(unit.id), 0)) for unit in below
    ]
    for key in run.by_unit.keys() - {OWN, *(str(unit.id) for unit in below)}:
        unit = units.find(uuid.UUID(key))
        by_unit.append((unit.name(language) if unit else "–", run.by_unit[key]))
    if run.by_unit.get(OWN):
        by_unit.append((N_("This government's own"), run.by_unit[OWN]))
    groups = (
        (N_("Imported"), run.imported),
        (N_("Already there"), run.present),
        (N_("Refused"), run.refused),
        (N_("For review"), run.queued),
    )
    reasons = tuple((name, run.by_reason.get(key, 0)) for key, name in REASONS.items())
    return Summary(run.rows_read, run.rows_total, run.answered, groups, by_unit, reasons)
