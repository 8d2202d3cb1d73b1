"""Where everything comes from that a draft would set up, as its check says before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.access.permissions import ROLES
from hotline_platform.calendar.spans import Span
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government
from hotline_platform.tenancy.values import DEFAULTS, ITS_OWN_ONLY, value_of
from hotline_tenants.clocks.rules import DEFAULT_RULES
from hotline_tenants.onboarding.origins import LIKE
from hotline_tenants.onboarding.planning import Plan
from hotline_tenants.onboarding.values import SETTINGS
from hotline_web.i18n import Reader
from hotline_web.onboarding.showing import words
from hotline_web.onboarding.words import LIMIT_WORDS
from hotline_web.onboarding.words import SETTINGS as WORDS
from hotline_web.pieces import Text

OTHERS = ("government", "superior")
"""Units that are governments: nobody sets them up here."""


@dataclass(frozen=True)
class Origin:
    """One thing that would hold: what it says (a rule by its `limits`), who gives it, and whether that is the document itself."""

    label: Text
    value: Text
    source: Text
    own: bool
    limits: Sequence[tuple[Message, Span]] = ()


def origins(found: Plan, reader: Reader) -> list[Origin]:
    """Settings, rules, classification, units and roles, in the order of the page of values."""
    return [*_settings(found, reader), *_rules(found, reader), *_rest(found, reader)]


def _source(above: Government | None, reader: Reader) -> Text:
    return above.name(reader.language) if above is not None else N_("The product's")


def _settings(found: Plan, reader: Reader) -> Iterator[Origin]:
    above, typed = found.present.above, found.document.settings
    kept: dict[str, Any] = dict(found.present.here.own) if found.present.here else {}
    shown_as = found.present.here or above
    source: Text
    value: Any
    for key in SETTINGS:
        own = key in typed or key in kept
        if own:
            value, source = typed.get(key, kept.get(key)), N_("Set here")
        elif above is None or key in ITS_OWN_ONLY:
            value, source = DEFAULTS[key], N_("The product's")
        else:
            inherited = value_of(found.present.registry, above.id, key)
            value, source = inherited.value, _source(inherited.by, reader)
        if value is None and key in ITS_OWN_ONLY:
            said: Text = N_("Not set yet")
        else:
            said = words(key, value, shown_as, reader) if shown_as is not None else str(value)
        yield Origin(WORDS[key], said, source, own)


def _rules(found: Plan, reader: Reader) -> Iterator[Origin]:
    tighter = {one.code for one in found.document.time_rules}
    mine = {rule.code: rule for rule in found.present.house.rules}
    planned = {one.rule.code: one for one in found.rules}
    for rule in (found.present.city or found.present.house).rules or DEFAULT_RULES:
        wanted = planned[rule.code].rule if rule.code in planned else mine.get(rule.code, rule)
        own = rule.code in tighter or any(
            wanted.limit(name) != rule.limit(name) for name in ("sign", "reply")
        )
        limits = [
            (LIMIT_WORDS[name], limit)
            for name in ("sign", "contact", "reply")
            if (limit := wanted.limit(name)) is not None
        ]
        source = N_("Set here") if own else _source(found.present.above, reader)
        yield Origin(N_("Time rule: %(rule)s", rule=rule.name(reader.language)), "", source, own, limits)


def _rest(found: Plan, reader: Reader) -> Iterator[Origin]:
    above = found.present.above
    own = len(found.document.categories)
    if found.present.city is not None:
        theirs = sum(one.level == 3 for one in found.present.city.categories.every())
        yield Origin(N_("Content classification"), f"{theirs:,}", _source(above, reader), own=False)
    if own or found.present.city is None:
        yield Origin(N_("Further entries of the classification"), f"{own:,}", N_("Set here"), own=True)
    units = {
        code: unit.kind
        for code, unit in found.present.house.units.items()
        if not unit.closed and unit.kind not in OTHERS
    }
    units |= {one.code: one.kind for one in found.document.units}
    city = found.present.city.units if found.present.city is not None else {}
    alike = sum(kind in LIKE and code in city for code, kind in units.items())
    if alike:
        yield Origin(
            N_("Bureaus in the likeness of the city's"), f"{alike:,}", _source(above, reader), own=False
        )
    yield Origin(N_("Units of its own"), f"{len(units) - alike:,}", N_("Set here"), own=True)
    yield Origin(N_("Roles and what they may do"), f"{len(ROLES):,}", N_("The product's"), own=False)
