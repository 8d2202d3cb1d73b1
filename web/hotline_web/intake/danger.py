"""Danger while the caller speaks: one key registers what is typed so far and puts the caller through."""

from collections.abc import Mapping
from typing import Any, cast

from litestar import Request

from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government
from hotline_web.cases.lines import KEYS
from hotline_web.entering import signed_in
from hotline_web.i18n import Language, translate

AnyRequest = Request[Any, Any, Any]


def emergency_keys(request: AnyRequest) -> tuple[tuple[str, str], ...]:
    """Line and key of each, for those who may put a caller through."""
    person = signed_in(request)
    return tuple(KEYS.items()) if person is not None and person.actor.may("case.transfer") else ()


def in_danger(data: Any, line: str, house: Government) -> Mapping[str, Any]:
    """What was typed so far, made whole: nobody fills in a form while something burns."""
    typed: dict[str, Any] = {name: data.getall(name) for name in data}
    words = translate(cast(Language, house.language), N_("Emergency: put through to %(line)s", line=line))
    whole = {"type": "help", "title": words, "body": words}
    missing = {name: value for name, value in whole.items() if not str(data.get(name, "")).strip()}
    return {**typed, **missing, "urgency": "extra_urgent"}
