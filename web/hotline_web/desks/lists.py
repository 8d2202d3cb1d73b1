"""The desks as declared: columns, filters, and what each says when it is empty."""

from hotline_platform.errors import N_
from hotline_tenants.cases.words import CHANNELS, STATES, TYPES, URGENCIES
from hotline_web.desks.desk import Desk
from hotline_web.forms import Choice
from hotline_web.listing import Column, Empty, Filter, ListSpec

NUMBER = Column("number", N_("Number"), "link", sortable=True)
TITLE = Column("title", N_("Demand"), "long", width="wide")
CATEGORY = Column("category", N_("Category"), hide_on_phone=True)
URGENCY = Column("urgency", N_("Urgency"), "state")
STATE = Column("state", N_("State"), "state")
UNIT = Column("unit", N_("Unit"))
TOGETHER = Column("together", N_("Repeats"), hide_on_phone=True)
LEFT = Column("left", N_("Time left"), "left", sortable=True)

FILTERS = (
    Filter("number", N_("Number"), "text"),
    Filter("type", N_("Type"), choices=tuple(Choice(key, name) for key, name in TYPES.items())),
    Filter("urgency", N_("Urgency"), choices=tuple(Choice(key, name) for key, name in URGENCIES.items())),
    Filter("registered", N_("Registered"), "dates", quiet=True),
)

DISPATCH = Desk(
    "/dispatch", N_("Waiting for dispatch"),
    ListSpec(
        (NUMBER, TITLE, CATEGORY, URGENCY, Column("proposed", N_("Proposed unit")), TOGETHER, STATE, LEFT),
        default_sort="left", filters=FILTERS,
        empty=Empty(N_("Everything is dispatched"), N_("New demands appear here as soon as they are registered.")),
    ),
    N_("Dispatch by"),
)  # fmt: skip

INBOX = Desk(
    "/inbox", N_("My unit's inbox"),
    ListSpec(
        (NUMBER, TITLE, Column("part", N_("Part"), hide_on_phone=True), CATEGORY, URGENCY, TOGETHER, STATE, LEFT),
        default_sort="left", filters=FILTERS,
        empty=Empty(N_("Nothing waits here"), N_("What is dispatched to your unit appears here, the most pressing first.")),
    ),
    N_("Due"),
)  # fmt: skip

REVIEW = Desk(
    "/review", N_("Replies to review"),
    ListSpec(
        (NUMBER, TITLE, UNIT, CATEGORY, URGENCY, Column("replied", N_("Replied"), "moment", sortable=True), LEFT),
        default_sort="replied", filters=FILTERS,
        empty=Empty(N_("No reply waits for review"), N_("Replies appear here when a unit's leader has signed them off.")),
    ),
    N_("Due"),
)  # fmt: skip

CALLBACKS = Desk(
    "/callbacks", N_("Callers to call back"),
    ListSpec(
        (NUMBER, TITLE, UNIT, URGENCY, TOGETHER, Column("attempts", N_("Attempts"), "number"), LEFT),
        default_sort="left", filters=FILTERS,
        empty=Empty(N_("Everybody has been called"), N_("Cases appear here when their reply has passed review.")),
    ),
    N_("Call back by"),
)  # fmt: skip

CASES = Desk(
    "/cases", N_("All cases"),
    ListSpec(
        (NUMBER, TITLE, Column("type", N_("Type"), hide_on_phone=True), CATEGORY, UNIT, URGENCY, TOGETHER, STATE,
         Column("registered", N_("Registered"), "moment", sortable=True), Column("left", N_("Time left"), "left")),
        default_sort="-registered",
        filters=(
            *FILTERS,
            Filter("state", N_("State"), "choices", tuple(Choice(key, name) for key, name in STATES.items())),
            Filter("channel", N_("Channel"), choices=tuple(Choice(key, name) for key, name in CHANNELS.items()), quiet=True),
        ),
        empty=Empty(N_("No case yet"), N_("Every demand that is registered appears here.")),
    ),
    N_("Due"),
)  # fmt: skip
