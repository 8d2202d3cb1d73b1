"""What stands in each place of a paper. It is kept beside the paper as it was issued, and every template fills from it."""

from typing import Any

import msgspec

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_platform.tenancy.values import LETTERHEAD_ZH, setting
from hotline_tenants.papers.kinds import KINDS
from hotline_tenants.papers.titles import headed, in_lines


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading in the body."""

    text: str


class Line(msgspec.Struct, frozen=True, tag="line"):
    """One paragraph of the body."""

    text: str

    @property
    def parts(self) -> tuple[int, str, str]:
        """The step of its heading, the heading, and the rest; see `headed`."""
        return headed(self.text)


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A table; the first cell of a row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Bar(msgspec.Struct, frozen=True):
    """One bar, with the words of its value; `share` is its length between 0 and 1, None where there is nothing to
    draw, and `low` and `high` are the ends of its interval.
    """

    label: str
    words: str
    share: float | None = None
    low: float | None = None
    high: float | None = None


class Bars(msgspec.Struct, frozen=True, tag="bars"):
    """Bars below each other, each with its value in words beside it."""

    caption: str
    head: tuple[str, str]
    bars: tuple[Bar, ...]


Block = Heading | Line | Table | Bars


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """One paper, place by place, in the language of the administration."""

    kind: str
    office: str
    number: str
    title: str
    addressee: str
    body: tuple[Block, ...]
    date: str
    deadline: str = ""
    contact: str = ""
    attachments: tuple[str, ...] = ()
    copies: str = ""
    signer: str = ""

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The title as it stands on paper."""
        return in_lines(self.title)

    @property
    def upward(self) -> bool:
        """Whether it goes to leaders, and names its signer."""
        return KINDS[self.kind].upward


NO_NUMBER, NO_DATE = "　　〔　　〕　号", "　　年　月　日"
"""What stands in a draft where the number and the date will come."""


def lines(text: str) -> tuple[Line, ...]:
    """The paragraphs of a text that somebody typed."""
    return tuple(Line(line.strip()) for line in text.splitlines() if line.strip())


def chapters(*parts: tuple[str, str]) -> tuple[Block, ...]:
    """Texts that somebody typed, each below its name. The names are counted (一、二、) unless a text counts itself."""
    counts = any(line.parts[0] == 1 for _, text in parts for line in lines(text))
    found: list[Block] = []
    for place, (name, text) in enumerate(parts):
        found.append(Line(f"{name}：") if counts else Heading(f"{'一二三四五六七八九'[place]}、{name}"))
        found += lines(text)
    return tuple(found)


def stored(places: Places) -> dict[str, Any]:
    """As it is kept beside the paper."""
    found: dict[str, Any] = msgspec.to_builtins(places)
    return found


def restored(kept: Any) -> Places:
    """Read back what was kept."""
    return msgspec.convert(kept, Places)


def words_of(places: Places) -> str:
    """Everything that a paper says, in one fixed order, for its digest."""
    return msgspec.json.encode(stored(places), order="deterministic").decode()


async def office_of(db: Db) -> str:
    """Under which name the papers of this government leave: its letterhead, or the duty room of its public telephone."""
    letterhead = await setting(db, LETTERHEAD_ZH)
    if letterhead:
        return str(letterhead)
    place = (await registry_of(db)).get(db.tenant)
    return f"{place.name_zh}{'市长' if place.tier == 'city' else ''}公开电话值班室"
