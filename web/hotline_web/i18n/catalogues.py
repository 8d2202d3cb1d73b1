"""The catalogues: one .po file per feature, read at start-up and merged in memory.

Message ids are the English sentences, so English needs no catalogue.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel.messages.pofile import read_po

from hotline_platform.errors import N_, Message, Misconfigured, Named

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALES = Path(__file__).parents[1] / "locales"

Entry = tuple[str | None, str]  # context and message id
Catalogue = Mapping[Entry, tuple[str, ...]]


def language_from(text: str | None, default: Language = "zh") -> Language:
    """The language named by a cookie, a setting or an Accept-Language header; anything unknown is the default."""
    for part in (text or "").lower().split(","):
        for language in LANGUAGES:
            if part.strip().startswith(language):
                return language
    return default


def translate(language: Language, message: str | Message, **params: object) -> str:
    """The sentence in the reader's language; parameters that are messages or names are said in it as well."""
    if isinstance(message, Message):
        return translate(language, message.text, **{**message.params, **params})
    return _filled(language, _looked_up(language, (None, message), 0) or message, params)


def translate_context(language: Language, context: str, message: str, **params: object) -> str:
    """Like translate, for words that mean two things: "Return" on a form and "Return" of an order."""
    return _filled(language, _looked_up(language, (context, message), 0) or message, params)


def translate_plural(language: Language, one: str, many: str, number: int, **params: object) -> str:
    """One of two English forms by `number`, which also fills %(num)s; Chinese has a single form."""
    return _filled(language, plural_form(language, one, many, number), {"num": number, **params})


def plural_form(language: Language, one: str, many: str, number: int) -> str:
    """The sentence for that number with its places still unfilled."""
    return _looked_up(language, (None, one), 0) or (one if number == 1 else many)


@cache
def catalogues() -> Mapping[Language, Catalogue]:
    """Every catalogue, merged; raises Misconfigured when two files translate one message differently."""
    return {"zh": _merged(sorted((LOCALES / "zh").glob("*.po"))), "en": {}}


def _looked_up(language: Language, entry: Entry, form: int) -> str | None:
    forms = catalogues()[language].get(entry)
    return forms[form] if forms else None


def _filled(language: Language, text: str, params: Mapping[str, object]) -> str:
    if not params:
        return text
    words = {
        name: translate(language, value) if isinstance(value, Message)
        else getattr(value, language) if isinstance(value, Named)
        else value
        for name, value in params.items()
    }  # fmt: skip
    return text % words


def _merged(files: list[Path]) -> Catalogue:
    merged: dict[Entry, tuple[str, ...]] = {}
    origin: dict[Entry, Path] = {}
    for file in files:
        with file.open("rb") as stream:
            entries = read_po(stream, locale="zh", abort_invalid=True)
        for message in entries:
            if not message.id:
                continue
            entry = (message.context, message.id if isinstance(message.id, str) else message.id[0])
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
            if not forms[0] or message.fuzzy:
                continue
            if merged.get(entry, forms) != forms:
                raise Misconfigured(_translated_twice(entry[1], origin[entry].name, file.name))
            merged[entry] = forms
            origin[entry] = file
    return merged


def _translated_twice(text: str, first: str, second: str) -> Message:
    return N_(
        "%(sentence)s is translated differently in %(first)s and %(second)s.",
        sentence=repr(text),
        first=first,
        second=second,
    )
