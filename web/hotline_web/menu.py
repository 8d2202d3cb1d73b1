"""Where each role can go, and which of it is the first page: its work, not a menu."""

from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Message
from hotline_web.navigation import NavigationItem


@dataclass(frozen=True)
class Place:
    """A page of the navigation and the permission that opens it."""

    label: Message
    url: str
    icon: str
    permission: str


PLACES: tuple[Place, ...] = (
    Place(N_("Register a demand"), "/intake", "headset", "case.register"),
    Place(N_("My unit's inbox"), "/inbox", "inbox", "case.read_unit"),
    Place(N_("Waiting for dispatch"), "/dispatch", "send", "case.dispatch"),
    Place(N_("Replies to review"), "/review", "clipboard-check", "reply.review"),
    Place(N_("Callers to call back"), "/callbacks", "phone-outgoing", "callback.record"),
    Place(N_("All cases"), "/cases", "files", "case.read"),
    Place(N_("Imports"), "/imports", "file-import", "import.run"),
)
"""In the order in which they are shown; a role's first page is the first that its permissions open."""


def navigation_for(actor: Actor) -> tuple[NavigationItem, ...]:
    """The places that this person may enter."""
    return tuple(
        NavigationItem(place.label, place.url, place.icon) for place in PLACES if actor.may(place.permission)
    )


def first_page(actor: Actor) -> str:
    """Where a person's work is; their notices where the product has no desk for the role yet."""
    return next((place.url for place in PLACES if actor.may(place.permission)), "/notices")
