"""How wide words are in a picture that is made on the server, and where their lines break."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WIDE, _NARROW = 1.0, 0.56
"""In parts of the size of the letters; narrow ones rather too wide, so that nothing overlaps in another font."""


@dataclass(frozen=True)
class Part:
    """Some words of one kind in a line."""

    words: str
    kind: str = ""


@dataclass(frozen=True)
class Lettering:
    """One line of words in the picture."""

    x: float
    y: float
    parts: tuple[Part, ...]
    anchor: str = "start"
    kind: str = ""


def width(words: str, size: float) -> float:
    """In pixels."""
    return sum(_WIDE if unicodedata.east_asian_width(one) in "WF" else _NARROW for one in words) * size


def broken(words: str, size: float, room: float) -> list[str]:
    """The words in lines that fit: at spaces and hyphens, and in Chinese between any two characters but before a comma.
    The lines are of about the same length, so that no character stands alone.
    """
    lines = _fitted(words, size, room)
    if len(lines) == 1:
        return lines
    even = _fitted(words, size, width(words, size) / len(lines) + 1.2 * size)
    return even if len(even) == len(lines) else lines


def _fitted(words: str, size: float, room: float) -> list[str]:
    lines = [""]
    for piece in _pieces(words):
        if lines[-1] and width((lines[-1] + piece).rstrip(), size) > room:
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def listed(words: Iterable[str], separator: str, size: float, room: float) -> list[str]:
    """A list in lines that fit, broken between its entries."""
    lines: list[str] = []
    entries: Sequence[str] = list(words)
    for number, entry in enumerate(entries):
        piece = entry + (separator if number < len(entries) - 1 else "")
        if lines and width((lines[-1] + piece).rstrip(), size) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.rstrip() for line in lines]


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    for one in words:
        wide = unicodedata.east_asian_width(one) in "WF"
        if not pieces or one == " " or (wide and one not in "、，。：；）") or pieces[-1][-1] in " -":
            if pieces and pieces[-1] == " " and one != " ":
                pieces[-1] += one
            else:
                pieces.append(one)
        else:
            pieces[-1] += one
    return pieces
