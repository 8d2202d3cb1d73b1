"""What a page about cases needs to know besides them: units, categories, calendar, the reader's language."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from litestar import Request
from sqlalchemy import RowMapping

from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.lifecycle import WITH_UNITS
from hotline_tenants.cases.words import CHANNELS, TYPES, URGENCIES
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.classification import Classification, classification
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_tenants.standstill.queries import suspended_since
from hotline_web.answers import reader_language
from hotline_web.cases.showing import assignment_state, case_state, limit, urgency_state
from hotline_web.entering import moment
from hotline_web.i18n import Language, Reader, translate
from hotline_web.pieces import Clock

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True)
class Known:
    """What cells are made with: read once for the page, never for a row. `suspended` governments stand still, each
    since its moment.
    """

    units: UnitTree
    categories: Classification
    calendar: Calendar
    language: Language
    now: dt.datetime
    suspended: Mapping[int, dt.datetime] = field(default_factory=dict)

    @property
    def reader(self) -> Reader:
        """Whoever reads, for dates and times inside a sentence."""
        return Reader(self.language, self.calendar.zone, self.now)

    def says(self, message: Message) -> str:
        """A message in the reader's language."""
        return translate(self.language, message)

    def unit(self, unit_id: Any) -> str:
        """A unit's name, or a dash."""
        found = self.units.find(unit_id)
        return found.name(self.language) if found else "–"

    def category(self, category_id: Any) -> str:
        """The third level's name, or a dash."""
        found = self.categories.find(category_id)
        return found.name(self.language) if found else "–"

    def cells(self, row: RowMapping, due: Message) -> Mapping[str, object]:
        """The cells of a case or an assignment; columns that a row does not have stay out."""
        found: dict[str, object] = {
            "number": row["number"], "title": row["title"], "type": TYPES[row["type"]],
            "channel": CHANNELS[row["channel"]], "urgency": urgency_state(row["urgency"]) if row["urgency"] != "general" else URGENCIES["general"],
            "category": self.category(row["category_id"]), "registered": row["registered_at"],
            "state": case_state(row["state"]), "unit": self.unit(row["lead_unit_id"]),
            "proposed": self.unit(row["proposed_unit_id"]), "attempts": row["attempts"],
            "superior": row["superior_number"] or "", "together": _together(row),
        }  # fmt: skip
        at = row["due_at"]
        if "assignment_state" in row:
            found["state"] = assignment_state(row["assignment_state"])
            found["unit"] = self.unit(row["unit_id"])
            found["part"] = N_("Lead") if row["lead"] else N_("Co-handling")
            found["replied"] = row["replied_at"]
            unsigned = row["assignment_state"] == "dispatched"
            at = row["sign_due_at"] if unsigned else row["reply_due_at"]
        found["left"] = self._left(row, due, at)
        return found

    def _left(self, row: RowMapping, due: Message, at: dt.datetime | None) -> Clock | None:
        """The time left; what waits for a suspended government has as much as when it was suspended."""
        unit = self.units.find(row.get("unit_id") or row["lead_unit_id"])
        since = self.suspended.get(unit.governs_tenant_id or 0) if unit else None
        if since is None or row["state"] not in WITH_UNITS:
            return limit(due, at, self.calendar, self.now)
        standing = limit(due, at, self.calendar, since)
        return replace(standing, tone="paused") if standing else None


def _together(row: RowMapping) -> Message | str:
    """What hangs together with a case: a merging, or before it a likely repeat."""
    if row["merged_into_id"]:
        return N_("joint")
    if row["merged"]:
        return N_("%(many)s merged", many=row["merged"])
    if row["repeats"] and row["state"] in ("registered", "accepted"):
        return N_("%(many)s likely", many=row["repeats"])
    return ""


async def known_for(request: AnyRequest, db: Db) -> Known:
    """Everything that the cells of a page need."""
    return Known(
        await unit_tree(db), await classification(db), await calendar_of(db), reader_language(request), moment(request),
        await suspended_since(db),
    )  # fmt: skip
