"""The lists of imports as declared, and their cells."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import RowMapping

from hotline_platform.errors import N_
from hotline_tenants.imports.places import districts
from hotline_tenants.imports.words import DECISIONS, REASONS
from hotline_web.cases.known import Known
from hotline_web.desks.desk import Desk
from hotline_web.forms import Choice
from hotline_web.listing import Column, Empty, Filter, ListSpec
from hotline_web.pieces import State, Text

SILENT = dt.timedelta(minutes=1)
"""A run that has not moved for so long was cut off; a batch takes about a second."""

RUNS = ListSpec(
    (
        Column("file", N_("File"), "link", width="wide"),
        Column("started", N_("Started"), "moment", sortable=True),
        Column("state", N_("State"), "state"),
        Column("read", N_("Rows"), "number"),
        Column("imported", N_("Imported"), "number"),
        Column("present", N_("Already there"), "number"),
        Column("refused", N_("Refused"), "number"),
        Column("queued", N_("For review"), "number"),
    ),
    default_sort="-started",
    empty=Empty(
        N_("Nothing was imported yet"),
        N_("On the server, `hotline cases import FILE --tenant CODE --map MAP` takes over a spreadsheet. Its progress and its report appear here."),
        "file-import",
    ),
)  # fmt: skip

REVIEWS = ListSpec(
    (
        Column("number", N_("Source number"), "link"),
        Column("title", N_("Demand"), "long", width="wide"),
        Column("reason", N_("Reason"), "state"),
        Column("named", N_("Places named"), "tags", hide_on_phone=True),
        Column("written", N_("Written"), "moment", sortable=True),
        Column("answered", N_("Answered at"), "moment", sortable=True, hide_on_phone=True),
    ),
    default_sort="written",
    filters=(
        Filter("number", N_("Source number"), "text"),
        Filter("reason", N_("Reason"), choices=tuple(Choice(key, name) for key, name in REASONS.items())),
        Filter("with_answer", N_("With an answer"), "yes_no"),
        Filter("state", N_("Decision"), choices=tuple(Choice(key, name) for key, name in DECISIONS.items()), quiet=True),
        Filter("written", N_("Written"), "dates", quiet=True),
    ),
    empty=Empty(
        N_("Every row has its place"),
        N_("Rows of an import that name no district, several, or another place wait here for a person's decision."),
        "map-pin",
    ),
)  # fmt: skip

TAKING_UP = "taking-up"
"""The id of the form that receives the ticked demands."""

DEMANDS = Desk(
    "/imports/demands", N_("Imported demands"),
    ListSpec(
        (
            Column("number", N_("Number"), "link", sortable=True),
            Column("title", N_("Demand"), "long", width="wide"),
            Column("proposed", N_("Proposed unit")),
            Column("channel", N_("Channel"), hide_on_phone=True),
            Column("registered", N_("Registered"), "moment", sortable=True),
        ),
        default_sort="-registered",
        filters=(
            Filter("number", N_("Number"), "text"),
            Filter("proposed", N_("Proposed unit")),
            Filter("registered", N_("Registered"), "dates", quiet=True),
        ),
        empty=Empty(
            N_("No imported demand waits"),
            N_("Imported demands without an answer stay here, apart from today's work, until somebody takes them up."),
            "history",
        ),
        select_into=TAKING_UP,
    ),
    N_("Due"),
)  # fmt: skip


def demands(known: Known) -> Desk:
    """The list of imported demands, with the districts of this tenant to filter by."""
    choices = tuple(Choice(str(unit.id), unit.name(known.language)) for unit in districts(known.units))
    filters = tuple(
        replace(one, choices=choices) if one.key == "proposed" else one for one in DEMANDS.spec.filters
    )
    return replace(DEMANDS, spec=replace(DEMANDS.spec, filters=filters))


def run_state(finished_at: dt.datetime | None, moved_at: dt.datetime, now: dt.datetime) -> State:
    """Running, finished, or cut off: whoever was cut off says nothing any more."""
    if finished_at is not None:
        return State(N_("Finished"), "on_time")
    if is_cut_off(finished_at, moved_at, now):
        return State(N_("Cut off"), "near")
    return State(N_("Running"), "accent", "player-play")


def is_cut_off(finished_at: dt.datetime | None, moved_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a run that is not finished has stopped moving."""
    return finished_at is None and now - moved_at > SILENT


def run_cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    """The cells of a run."""
    return {
        "file": row["file_name"], "started": row["started_at"],
        "state": run_state(row["finished_at"], row["moved_at"], known.now), "read": row["rows_read"],
        "imported": row["imported"], "present": row["present"], "refused": row["refused"],
        "queued": row["queued"],
    }  # fmt: skip


def review_cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    """The cells of a row of the review queue."""
    return {
        "number": row["source_number"], "title": row["title"] or None, "reason": reason_state(row["reason"]),
        "named": places(row["districts"], row["elsewhere"], known), "written": row["written_at"], "answered": row["answered_at"],
    }  # fmt: skip


def places(named: Sequence[str], elsewhere: Sequence[str], known: Known) -> list[Text]:
    """Every place that a row names, districts first."""
    return [*(known.unit(uuid.UUID(one)) for one in named), *elsewhere]


def reason_state(reason: str) -> State:
    """Why a person must decide, in a pill."""
    icons = {"none": "map-pin-off", "several": "map-pins", "elsewhere": "map-pin-share"}
    return State(REASONS[reason], "near", icons[reason])
