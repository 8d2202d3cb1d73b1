"""What a client sends as JSON, read through the very forms of the pages: same limits, same lists, same messages."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request

from hotline_platform.errors import N_, Message
from hotline_web.api.problems import Trouble
from hotline_web.forms import Field, Form, FormSpec

AnyRequest = Request[Any, Any, Any]
LISTS = frozenset({"checkboxes"})
CHOSEN = frozenset({"select", "cascade", "radio"})


async def read_object(request: AnyRequest) -> tuple[bytes, dict[str, Any]]:
    """The body as it came and as an object. Raises Trouble: unsupported-media-type, malformed."""
    if request.content_type[0] != "application/json":
        raise Trouble("unsupported-media-type")
    raw = await request.body()
    try:
        return raw, msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Trouble("malformed") from None


def read_form(spec: FormSpec[Any], given: Mapping[str, Any], **kept: object) -> Form[Any]:
    """The form filled in by a client; `kept` are its hidden fields. Raises Trouble naming each wrong field."""
    open_fields = {each.name: each for each in spec.fields if each.kind != "hidden"}
    wrong = {name: N_("There is no such field.") for name in given if name not in open_fields}
    typed: dict[str, object] = {name: str(value) for name, value in kept.items()}
    for name, each in open_fields.items():
        value = given.get(name)
        if (reason := why_not_typed(each, value)) is not None:
            wrong[name] = reason
        else:
            typed[name] = _typed(value)
    form = spec.read(typed)
    wrong = {**form.errors, **wrong}
    if wrong:
        raise Trouble("invalid", fields=wrong)
    return form


def is_yes_no(each: Field) -> bool:
    """Whether the field is a boolean to a machine: a tick, or a choice between yes and no."""
    return each.kind == "checkbox" or {choice.value for choice in each.choices} == {"yes", "no"}


def why_not_typed(each: Field, value: object) -> Message | None:
    """Why a JSON value is not of the field's type, or None; what is not given is judged by the form."""
    if value is None:
        return None
    if is_yes_no(each):
        return None if isinstance(value, bool) else N_("Send true or false.")
    if each.kind == "number":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return None if whole else N_("Send a whole number.")
    if each.kind in LISTS:
        texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return None if texts else N_("Send a list of texts.")
    if not isinstance(value, str):
        return N_("Send a text.")
    if not value and each.kind in CHOSEN:  # a machine leaves out what it does not choose
        return N_("Choose one.")
    if not each.choices and len(value) > each.max_length:  # before blanks are cut off: a limit is a limit
        return N_(
            "At most %(limit)s characters; these are %(length)s.", limit=each.max_length, length=len(value)
        )
    return None


def _typed(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, list) else str(value)
