"""The words of the registry: tiers, states, languages."""

from hotline_platform.errors import N_, Message
from hotline_web.forms import Choice
from hotline_web.pieces import State

TIERS: dict[str, Message] = {
    "city": N_("City"),
    "district": N_("Urban district"),
    "county": N_("County"),
    "county_city": N_("County-level city"),
}
STATUSES: dict[str, State] = {
    "preparing": State(N_("In preparation"), "near", "hourglass"),
    "live": State(N_("Live"), "on_time", "circle-check"),
    "suspended": State(N_("Suspended"), "paused", "player-pause"),
    "archived": State(N_("Archived"), "neutral", "archive"),
    "erasing": State(N_("Being erased"), "near", "hourglass"),
    "erased": State(N_("Data erased"), "neutral", "trash"),
}
LANGUAGES = (Choice("zh", "中文"), Choice("en", "English"))
