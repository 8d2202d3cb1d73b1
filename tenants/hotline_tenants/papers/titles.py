"""Titles of papers in lines, and lines of their text that are headings."""

import re

LONGEST = 20
"""So many characters of a title stand in one line."""
NEAR = 4
_AFTER, _BEFORE = "的和与及、，；）》”", "（《“"
_FIRST = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；：，]{1,25}")
_SECOND = re.compile(r"(（[一二三四五六七八九十]{1,3}）[^。；：\n]{1,30}[。：]?)(.*)", re.DOTALL)
_HELD = re.compile(r"[0-9A-Za-z.%〔〕]")


def in_lines(title: str) -> tuple[str, ...]:
    """A title in as few lines as it needs, of about one length, none torn where a number or an expression is."""
    count = -(-len(title) // LONGEST)
    lines, rest = [], title
    for left in range(count, 1, -1):
        cut = _cut(rest, -(-len(rest) // left))
        lines.append(rest[:cut])
        rest = rest[cut:]
    return (*lines, rest)


def headed(text: str) -> tuple[int, str, str]:
    """Of a line: the step of its heading (1 for “一、”, 2 for “（一）”, 0 for none), the heading, and what follows in the
    same line. Without a heading the line itself comes first.
    """
    if _FIRST.fullmatch(text):
        return 1, text, ""
    if found := _SECOND.fullmatch(text):
        return 2, found[1], found[2]
    return 0, text, ""


def _cut(title: str, ideal: int) -> int:
    """Where a line ends: near the ideal, best where the words allow it."""
    near = [
        ideal + step
        for by in range(NEAR + 1)
        for step in sorted({by, -by}, reverse=True)
        if 0 < ideal + step < min(len(title), LONGEST + 1)
    ]
    good = [at for at in near if title[at - 1] in _AFTER or title[at] in _BEFORE]
    whole = [at for at in near if not (_HELD.match(title[at - 1]) and _HELD.match(title[at]))]
    return next(iter([*good, *whole, ideal]))
