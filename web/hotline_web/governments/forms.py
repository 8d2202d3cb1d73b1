"""The form for a new government."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.i18n import Language
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
}
LANGUAGES = (Choice("zh", "中文"), Choice("en", "English"))


@dataclass(frozen=True)
class NewGovernment:
    """A government as typed; `parent` is the division code of the city above."""

    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    code: str
    tier: str
    parent: str | None
    language: str


def government_form(cities: Sequence[Government], language: Language) -> FormSpec[NewGovernment]:
    """What the registry needs to know of a government before it can work."""
    above = tuple(Choice(city.code, city.name(language)) for city in cities)
    return FormSpec(
        NewGovernment,
        (
            Field("name_zh", N_("Chinese name"), max_length=40, width="half"),
            Field("name_en", N_("English name"), max_length=80, width="half"),
            Field("short_zh", N_("Short Chinese name"), max_length=8, width="half",
                  help=N_("As it stands at the top left of every page.")),
            Field("short_en", N_("Short English name"), max_length=24, width="half",
                  help=N_("As it stands at the top left of every page.")),
            Field("code", N_("Division code"), max_length=12,
                  help=N_("Its code for administrative divisions, in digits. It stays the same for good.")),
            Field("tier", N_("Tier"), "select", choices=tuple(Choice(key, name) for key, name in TIERS.items()),
                  width="half"),
            Field("language", N_("Language"), "select", choices=LANGUAGES, width="half"),
            Field("parent", N_("Stands below"), "select", required=False, choices=above,
                  help=N_("Left empty for a city.")),
        ),
    )  # fmt: skip
