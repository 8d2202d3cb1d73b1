"""The JSON Schema of a form, so that every act that a page offers is described to machines by itself."""

import datetime as dt
import types
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Union, get_args, get_origin, get_type_hints

from hotline_web.api.bodies import LISTS, is_yes_no
from hotline_web.forms import Field, FormSpec
from hotline_web.i18n import Language, translate
from hotline_web.pieces import Text

Schema = dict[str, Any]
_FORMATS: Mapping[Any, str] = {uuid.UUID: "uuid", dt.date: "date", dt.datetime: "date-time"}


def schema_of(
    specs: Sequence[FormSpec[Any]], language: Language, defaults: Mapping[str, str] | None = None
) -> Schema:
    """An object with the form's open fields; `defaults` are what stands in for fields that are left out.

    A form that asks for more on some cases comes in several forms: required is what every one of them requires.
    """
    defaults = defaults or {}
    made_of = get_type_hints(specs[0].target)
    asked = [{each.name: each for each in spec.fields if each.kind != "hidden"} for spec in specs]
    always = {name for name in asked[0] if all(name in one and one[name].required for one in asked)} - set(
        defaults
    )
    fields = {name: each for one in asked for name, each in one.items()}
    found: Schema = {
        "type": "object",
        "properties": {
            name: _property(each, made_of.get(name), language, defaults.get(name))
            for name, each in fields.items()
        },
        "additionalProperties": False,
    }
    return found | ({"required": [name for name in fields if name in always]} if always else {})


def _property(each: Field, kind: Any, language: Language, default: str | None) -> Schema:
    found = _type(each, kind)
    found["title"] = _says(language, each.label)
    if each.help is not None:
        found["description"] = _says(language, each.help)
    if default is not None:
        found["default"] = default
    if not each.required:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def _type(each: Field, kind: Any) -> Schema:
    if is_yes_no(each):
        must = each.kind == "checkbox" and each.required
        return {"type": "boolean"} | ({"enum": [True]} if must else {})
    if each.kind == "number":
        return {"type": "integer", "minimum": -999_999_999, "maximum": 999_999_999}
    if each.kind in LISTS:
        return {"type": "array", "items": _text(each, _item_of(kind))}
    return _text(each, kind)


def _text(each: Field, kind: Any) -> Schema:
    listed = [choice.value for choice in each.choices]
    wanted = _plain(kind)
    if each.kind == "date":
        wanted = dt.date
    elif each.kind == "datetime":
        wanted = dt.datetime
    if listed:
        return {"type": "string", "enum": listed}
    if wanted in _FORMATS:
        return {"type": "string", "format": _FORMATS[wanted]}
    found: Schema = {"type": "string", "maxLength": each.max_length}
    return found | ({"minLength": 1} if each.required else {})


def _plain(kind: Any) -> Any:
    """The type without its None."""
    if get_origin(kind) in (Union, types.UnionType):
        return next((one for one in get_args(kind) if one is not type(None)), str)
    return kind


def _item_of(kind: Any) -> Any:
    inner = get_args(_plain(kind))
    return inner[0] if inner else str


def _says(language: Language, text: Text) -> str:
    return text if isinstance(text, str) else translate(language, text)
