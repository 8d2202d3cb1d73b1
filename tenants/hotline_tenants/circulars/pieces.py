"""The pieces of which every circular is made: words that hold names of figures, pictures, and what a name stands for.

A number in a text is a name in braces, {受理件数}, so that whoever writes cannot change a figure, and newer figures
change every one.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from hotline_platform.errors import N_, Message

NAMED = re.compile(r"\{([^{}\n]*)\}")
FiguresT = TypeVar("FiguresT")


class Words(msgspec.Struct, frozen=True, tag="words"):
    """A heading and a text."""

    heading: str
    text: str


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """A table or bars; `what` names which, and it is left out where not `shown`."""

    what: str
    shown: bool = True


Part = Words | Picture


@dataclass(frozen=True)
class Named(Generic[FiguresT]):
    """One figure by name. `measure` leads to the cases behind it."""

    value: Callable[[FiguresT], str]
    measure: str | None = None


def stored(parts: Sequence[Part]) -> list[Any]:
    """As they are kept."""
    found: list[Any] = msgspec.to_builtins(parts)
    return found


def restored(kept: Any) -> tuple[Part, ...]:
    """Read back."""
    return msgspec.convert(kept, tuple[Part, ...])


def percent(share: float | None) -> str:
    """91.7%, or a dash of nothing."""
    return "—" if share is None else f"{share * 100:.1f}%"


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its figures in it. Only for a text that was looked at."""
    return NAMED.sub(lambda found: values[found[1].strip()], text)


def why_not(text: str, names: Container[str]) -> Message | None:
    """Why a text cannot be filled in: a name that no figure has, or a brace without its other half."""
    for name in NAMED.findall(text):
        if name.strip() not in names:
            return N_(
                "There is no figure {%(name)s}. The names stand beside the form.", name=name.strip()[:40]
            )
    if "{" in NAMED.sub("", text) or "}" in NAMED.sub("", text):
        return N_("A brace stands alone. A figure is written like {受理件数}.")
    return None
