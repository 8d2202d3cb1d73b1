"""The words of onboarding: kinds of change, settings, states of a line."""

from collections.abc import Mapping

from hotline_platform.errors import N_, Message
from hotline_platform.tenancy import values as keys
from hotline_web.pieces import State

CHANGED: Mapping[str, Message] = {
    "government": N_("names and zone of the government"),
    "settings": N_("settings of its own"),
    "rules": N_("time rules"),
    "categories": N_("entries of the classification"),
    "units": N_("new units"),
    "changed_units": N_("units with another name or place"),
    "people": N_("people with a role"),
    "entries": N_("responsibilities"),
    "closures": N_("closed days"),
}

SETTINGS: Mapping[str, Message] = {
    keys.ACCENT: N_("Accent colour"),
    keys.LETTERHEAD_ZH: N_("Letterhead in Chinese"),
    keys.LETTERHEAD_EN: N_("Letterhead in English"),
    keys.OFFICE_HOURS: N_("Office hours"),
    keys.CHANNELS: N_("Channels"),
    keys.PERSON_DAYS: N_("Days for which a caller is kept"),
    keys.CONTENT_DAYS: N_("Days for which texts are kept"),
    keys.TEST_CALL_WEIGHTS: N_(
        "Weights of a test call: answered in time, greeted, knew the duties, called back"
    ),
    keys.PEOPLE: N_("People at most"),
    keys.STORAGE_GB: N_("Storage in GB at most"),
    keys.ERASE_DAYS: N_(
        "Days between the confirmed erasure of a government that has ended and its beginning"
    ),
    keys.RECALLS: N_("Callers of each district who are called again in a month"),
    keys.EXTRA_URGENT_STEP: N_("Minutes of a step of the duty ladder, extra urgent"),
    keys.URGENT_STEP: N_("Minutes of a step of the duty ladder, urgent"),
    keys.GAP_DAYS: N_("Days ahead that a gap in a duty roster is warned of"),
    keys.FILED_DAYS: N_("Working days within which a change at a network point is filed"),
    keys.FILED_NEAR_DAYS: N_("Working days before that limit when it is spoken of"),
}

STATES: Mapping[str, State] = {
    "ready": State(N_("Ready"), "on_time", "circle-check"),
    "warning": State(N_("Worth a look"), "near", "alert-triangle"),
    "missing": State(N_("Missing"), "overdue", "alert-octagon"),
}

LIMIT_WORDS: Mapping[str, Message] = {
    "desk": N_("Dispatch"),
    "sign": N_("Sign"),
    "return_within": N_("Return"),
    "contact": N_("First contact"),
    "reply": N_("Reply"),
    "review": N_("Review"),
    "callback": N_("Callback"),
}

LIMIT_GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (N_("Before dispatch"), ("desk",)),
    (N_("At the handling unit"), ("sign", "return_within", "contact", "reply")),
    (N_("After the reply"), ("review", "callback")),
)
"""What the limits govern, in the order in which a case meets them."""
