"""The places of joint meetings, for whoever may enter them."""

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_
from hotline_web.pieces import Tab

PLACE, DECISIONS, ABOVE_PLACE = "/meetings", "/meetings/decisions", "/meetings/from-above"


def tabs(actor: Actor, here: str, *, above: bool) -> tuple[Tab, ...]:
    """One's own meetings, their decisions, and those of a government above where there is one."""
    if not actor.may("meeting.read"):
        return ()
    places = [(N_("Our own meetings"), PLACE), (N_("Decisions"), DECISIONS)]
    if above:
        places.append((N_("Of the government above"), ABOVE_PLACE))
    return tuple(Tab(label, url, url == here) for label, url in places)
