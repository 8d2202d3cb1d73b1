"""Where each role can go, and which of it is the first page: its work, not a menu."""

from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Message
from hotline_web.navigation import NavigationItem


@dataclass(frozen=True)
class Place:
    """A page of the navigation and the permission that opens it; `below` ones are for those who oversee somebody."""

    label: Message
    url: str
    icon: str
    permission: str | tuple[str, ...]
    below: bool = False
    group: Message | None = None

    def opens_to(self, actor: Actor) -> bool:
        """Whether it is this person's to enter."""
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        return any(actor.may(one) for one in wanted) and (bool(actor.reads) or not self.below)


HOUSE = N_("Keeping the house")
REFERENCE = N_("Reference")

PLACES: tuple[Place, ...] = (
    Place(N_("This morning"), "/morning", "sunrise", "morning.read"),
    Place(N_("Districts side by side"), "/overview", "chart-bar", "figures.below", below=True),
    Place(N_("Register a demand"), "/intake", "headset", "case.register"),
    Place(N_("My unit's inbox"), "/inbox", "inbox", "case.read_unit"),
    Place(N_("Waiting for dispatch"), "/dispatch", "send", "case.dispatch"),
    Place(N_("Replies to review"), "/review", "clipboard-check", "reply.review"),
    Place(N_("Callers to call back"), "/callbacks", "phone-outgoing", "callback.record"),
    Place(
        N_("Requests to rule on"),
        "/rulings",
        "gavel",
        ("case.dispatch", "reply.review", "case.rule", "callback.record"),
    ),
    Place(N_("Callers to call again"), "/recalls", "phone-check", "recall.call", below=True),
    Place(N_("Supervision"), "/supervision", "eye-check", "supervision.read"),
    Place(N_("Supervision of my unit"), "/asked", "eye-check", "supervision.asked"),
    Place(N_("Joint meetings"), "/meetings", "users-group", "meeting.read"),
    Place(N_("Joint meetings of my unit"), "/meetings", "users-group", "meeting.invited"),
    Place(N_("Leaders' answering days"), "/answering", "phone-calling", ("answering.read", "answering.own")),
    Place(N_("Inspection"), "/inspection", "clipboard-search", "inspection.read", below=True),
    Place(
        N_("Rectification notices"),
        "/rectifications",
        "clipboard-check",
        ("rectification.read", "rectification.unit"),
    ),
    Place(N_("Blind re-calls"), "/recalls/results", "phone-check", ("inspection.read", "rectification.read")),
    Place(N_("Circulars"), "/circulars", "speakerphone", "circular.read"),
    Place(N_("Circulars and reports"), "/circulars/unit", "file-certificate", "circular.unit"),
    Place(N_("Papers issued"), "/papers", "file-text", "paper.read"),
    Place(N_("Text messages"), "/messages", "message", "message.follow"),
    Place(N_("For our residents"), "/committee", "building-cottage", "committee.submit"),
    Place(N_("The network"), "/network", "affiliate", ("network.keep", "network.approve", "network.below")),
    Place(N_("Roles and permissions"), "/handbook/roles", "shield-lock", "access.keep", group=HOUSE),
    Place(N_("People"), "/people", "users", ("people.keep", "access.keep"), group=HOUSE),
    Place(N_("Units"), "/units", "sitemap", "catalogue.keep", group=HOUSE),
    Place(N_("Content classification"), "/classification", "category", "catalogue.keep", group=HOUSE),
    Place(N_("Dispatch catalogue"), "/catalogue", "map-pin", "catalogue.keep", group=HOUSE),
    Place(
        N_("Settings and time rules"),
        "/settings",
        "adjustments-alt",
        ("settings.propose", "settings.approve"),
        group=HOUSE,
    ),
    Place(N_("Retention periods"), "/retention", "calendar-x", "person.retain", group=HOUSE),
    Place(N_("Accepted files"), "/file-limits", "file-check", "files.limit", group=HOUSE),
    Place(N_("Rules of supervision"), "/supervision-rules", "adjustments", "supervision.rules", group=HOUSE),
    Place(N_("Templates of papers"), "/paper-templates", "template", "paper.template", group=HOUSE),
    Place(N_("Interfaces"), "/interfaces", "plug-connected", "people.keep", group=HOUSE),
    Place(N_("Handing over"), "/handing-over", "transfer", "people.keep", group=HOUSE),
    Place(N_("Governments"), "/governments", "building-bank", "tenant.keep", group=HOUSE),
    Place(N_("Readiness"), "/readiness", "list-check", "people.keep", group=HOUSE),
    Place(N_("Boundaries"), "/boundaries", "map-2", "tenant.keep", group=HOUSE),
    Place(N_("Boundaries"), "/boundaries", "map-2", "boundary.approve", below=True, group=HOUSE),
    Place(N_("Outages"), "/outages", "plug-connected-x", "tenant.keep", group=HOUSE),
    Place(N_("Looks from above"), "/looked-in", "eye", "looks.read", group=HOUSE),
    Place(N_("Log"), "/log", "report-search", "audit.read", group=HOUSE),
    Place(
        N_("Second persons"),
        "/confirmations",
        "users",
        ("tenant.keep", "access.keep", "audit.read"),
        group=HOUSE,
    ),
    Place(N_("Our units side by side"), "/figures", "chart-dots", "figures.read"),
    Place(N_("Units compared"), "/evaluation", "scale", "figures.read"),
    Place(N_("Evaluation of my unit"), "/evaluation/unit", "scale", "evaluation.unit"),
    Place(N_("All cases"), "/cases", "files", "case.read"),
    Place(N_("Guidance"), "/guidance", "book-2", "guidance.read"),
    Place(N_("Duty rosters"), "/rosters", "calendar-user", "roster.read"),
    Place(N_("Imports"), "/imports", "file-import", "import.run"),
    Place(N_("Working calendar"), "/calendar", "calendar", "own", group=REFERENCE),
    Place(N_("Time rules"), "/time-rules", "hourglass", ("catalogue.keep", "figures.read"), group=REFERENCE),
    Place(N_("Handbook"), "/handbook", "book", "own", group=REFERENCE),
)
"""In the order in which they are shown, those without a heading first; a role's first page is the first that its
permissions open. Each address stands once in a person's navigation.
"""


def navigation_for(actor: Actor) -> tuple[NavigationItem, ...]:
    """The places that this person may enter."""
    found: dict[str, Place] = {}
    for place in PLACES:
        if place.opens_to(actor):
            found.setdefault(place.url, place)
    places = sorted(found.values(), key=lambda place: place.group is not None)
    return tuple(NavigationItem(one.label, one.url, one.icon, group=one.group) for one in places)


def first_page(actor: Actor) -> str:
    """Where a person's work is; their notices where the product has no desk for the role yet."""
    return next(
        (place.url for place in PLACES if place.permission != "own" and place.opens_to(actor)), "/notices"
    )
