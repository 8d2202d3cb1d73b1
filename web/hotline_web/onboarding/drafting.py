"""A draft as the wizard sees it: what its choices are, which steps are right, and the document that it makes."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from hotline_platform.database.engine import Database
from hotline_platform.errors import Message, refused_fields
from hotline_platform.tenancy.registry import Government, Registry
from hotline_platform.tenancy.values import DEFAULTS, ITS_OWN_ONLY, value_of
from hotline_tenants.clocks.rules import DEFAULT_RULES
from hotline_tenants.onboarding.checking import mistakes_in, wrong_government
from hotline_tenants.onboarding.document import Document, UnitPart, structured
from hotline_tenants.onboarding.drafts import sheets_of
from hotline_tenants.onboarding.model import OnboardingDraft
from hotline_tenants.onboarding.presence import House, house_of, present_for
from hotline_tenants.onboarding.reading import with_sheets
from hotline_web.forms import Form
from hotline_web.i18n import Language, Reader
from hotline_web.i18n.formats import SHANGHAI
from hotline_web.network.classification import particular
from hotline_web.onboarding.forms import STEPS, Known, Step
from hotline_web.onboarding.showing import words
from hotline_web.pieces import Text

GIVEN = frozenset({"zone", "language", "parent"})
"""What stands in the first step before anybody has typed in it."""
COMPARED = ("government", "look", "rules", "time_rules")
"""Steps that can be compared without the others."""


@dataclass(frozen=True)
class Mistake:
    """Something wrong, where it stands, and the step in which it is mended."""

    place: Text
    message: Message
    step: str


def typed_in(draft: OnboardingDraft, step: str) -> Mapping[str, Any]:
    """What stands in a step, right or wrong."""
    found: Mapping[str, Any] = draft.content.get("typed", {}).get(step, {})
    return found


def touched_in(draft: OnboardingDraft) -> set[str]:
    """The steps in which somebody typed something, or to which a file was given."""
    typed = draft.content.get("typed", {})
    found = {key for key, fields in typed.items() if not set(fields) <= GIVEN}
    return found | ({"people"} if draft.content.get("file") else set())


def code_in(draft: OnboardingDraft) -> str:
    """The division code as typed; empty where it was not."""
    return str(typed_in(draft, "government").get("code", ""))


async def known_for(
    database: Database, registry: Registry, draft: OnboardingDraft, language: Language, *, at: dt.datetime
) -> Known:
    """What the steps of this draft offer: it depends on the city above, and on the units that it has."""
    cities = [one for one in registry.living() if one.tier == "city"]
    above = next((one for one in cities if one.code == typed_in(draft, "government").get("parent")), None)
    here = next((one for one in registry if one.code == code_in(draft)), None)
    city = await house_of(database, above, at=at) if above else House()
    house = await house_of(database, here, at=at) if here else House()
    bureaus = [
        one for one in city.units.values() if one.kind in ("department", "public_service") and not one.closed
    ]
    chosen = typed_in(draft, "rules").get("bureaus", [])
    units = {one.code: one.name(language) for one in bureaus if one.code in chosen}
    units |= {
        one.code: one.name(language)
        for one in house.units.values()
        if one.kind in _HANDLING and not one.closed
    }
    units |= {one.code: named(one, language) for one in sheets_of(draft).units if one.kind in _HANDLING}
    categories = (city if above else house).categories.below()
    rules = sorted((city if above else house).rules or DEFAULT_RULES, key=particular)
    inherited = _inherited(registry, above, Reader(language, above.zone if above else SHANGHAI, at))
    return Known(cities, bureaus, categories, units, language, rules, inherited)


def _inherited(registry: Registry, above: Government | None, reader: Reader) -> Mapping[str, Text]:
    """What holds where a field of settings is left empty: what the city has, or the product gives."""
    return {
        key: words(key, value_of(registry, above.id, key).value if above else default, above, reader)
        for key, default in DEFAULTS.items()
        if key not in ITS_OWN_ONLY
    }


def named(unit: UnitPart, language: Language) -> str:
    """A unit of the document, in Chinese where it has no other name."""
    return (unit.name_en if language == "en" else "") or unit.name_zh


_HANDLING = ("department", "public_service", "street")


def forms_of(draft: OnboardingDraft, known: Known) -> dict[str, Form[Any]]:
    """Every step as it stands, checked."""
    return {step.key: step.read(typed_in(draft, step.key), known) for step in STEPS}


def document_in(
    draft: OnboardingDraft, forms: Mapping[str, Form[Any]], known: Known
) -> tuple[Document | None, list[Mistake]]:
    """The document of a draft, or what is wrong in its steps."""
    wrong = [mistake for step in STEPS for mistake in _wrong_in(step, forms[step.key])]
    if wrong:
        return None, wrong
    whole: dict[str, Any] = {"settings": {}}
    for step in STEPS:
        for key, part in step.part(forms[step.key].complete, known).items():
            whole[key] = {**whole["settings"], **part} if key == "settings" else part
    return with_sheets(structured(msgspec.to_builtins(whole)), sheets_of(draft)), []


def _wrong_in(step: Step, form: Form[Any]) -> Iterator[Mistake]:
    for each in form.fields:
        if each.name in form.errors:
            label = each.label if isinstance(each.label, Message) else step.label
            yield Mistake(label, form.errors[each.name], step.key)


_KEY = re.compile(r"(?P<part>\w+)(\[(?P<number>\d+)\])?(\.(?P<key>\w+))?")


def told(
    wrong: Mapping[str, Message], forms: Mapping[str, Form[Any]], document: Document | None
) -> list[Mistake]:
    """What is wrong in a document, each with its cell, or the label under which it was typed, and with its step."""
    labels = {each.name: each.label for form in forms.values() for each in form.fields}
    return [
        Mistake(_place(place, labels, document), message, mended_in(place))
        for place, message in wrong.items()
    ]


def _place(place: str, labels: Mapping[str, Text], document: Document | None) -> Text:
    if place.startswith("responsibilities[") and document is not None:
        return " / ".join(document.responsibilities[_number(place) - 1].category)
    if (name := _field(place, document)) is None:
        return place
    return labels.get(name) or next(step.label for step in STEPS if step.key == mended_in(place))


def _field(place: str, document: Document | None) -> str | None:
    """The field in which a key of the document was typed; None for a cell."""
    key = _KEY.fullmatch(place)
    if key is None:
        return None
    name = key["key"] or key["part"]
    if key["part"] == "time_rules" and document is not None and key["number"]:
        return f"{document.time_rules[_number(place) - 1].code}_{name}"
    return key["part"] if key["part"] in ("closures", "template") else name


def _number(place: str) -> int:
    key = _KEY.match(place)
    return int(key["number"] or 1) if key else 1


async def checked_now(
    database: Database, draft: OnboardingDraft, step: Step, form: Form[Any], known: Known, *, at: dt.datetime
) -> Form[Any]:
    """A step that is right by itself, compared with the registry and the city at once: a code that another government has,
    a limit that is looser than the city's is told where it is typed, and not in the check only.
    """
    first = STEPS[0].read(typed_in(draft, STEPS[0].key), known)
    if form.value is None or first.value is None or step.key not in COMPARED:
        return form
    whole = {**STEPS[0].part(first.complete, known), **step.part(form.complete, known)}
    document = structured(msgspec.to_builtins(whole))
    new = document.government
    present = await present_for(database, new.code, new.parent, [], at=at)
    wrong = mistakes_in(document, present) if step is not STEPS[0] else wrong_government(document, present)
    fields = {
        name: message
        for place, message in wrong.items()
        if mended_in(place) == step.key and (name := _field(place, document)) is not None
    }
    return form.refused(refused_fields(fields)) if fields else form


def mended_in(place: str) -> str:
    """The step in which a mistake of the document is mended, by its key or cell."""
    key = place.split("[")[0]
    if key in ("government", "responsibilities"):
        return key
    if key.startswith("government."):
        return "government"
    if key in ("settings.accent", "settings.letterhead_zh", "settings.letterhead_en"):
        return "look"
    if key == "time_rules":
        return "time_rules"
    if key.split(".")[0] in ("settings", "template", "closures"):
        return "rules"
    return "people"
