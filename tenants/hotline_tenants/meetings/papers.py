"""The minutes of a meeting as an official paper (会议纪要): what stands in each place of it."""

import uuid
from collections.abc import Iterator, Mapping

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.meetings.model import Meeting
from hotline_tenants.meetings.recording import Content, content_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.papers.places import (
    NO_DATE,
    NO_NUMBER,
    Block,
    Heading,
    Line,
    Places,
    Table,
    lines,
    office_of,
)
from hotline_tenants.papers.reading import places_about

KIND = "minutes"
_DIGITS = "一二三四五六七八九"


async def paper_of(db: Db, meeting: Meeting) -> Places:
    """The paper of a meeting that was reached before: as it was issued, else as it would be now."""
    return await places_about(db, KIND, meeting.id) or await places_of(db, meeting, NO_NUMBER, NO_DATE)


async def places_of(db: Db, meeting: Meeting, number: str, date: str) -> Places:
    """What stands in each place, with this number and date. It says every item: it is for those who keep meetings, and
    who is invited reads the meeting, item by item, as far as they may.
    """
    content, tree = await content_of(db, [meeting.id]), await unit_tree(db)
    names = {one.unit_id: tree.get(one.unit_id).name_zh for one in content.units}
    return Places(
        kind=KIND, office=await office_of(db), number=number, title=_title(meeting.title), addressee="",
        body=(*await _circumstances(db, meeting, content, names), *_items(content), *_decisions(content, names)),
        date=date, copies="、".join(sorted(names.values())),
    )  # fmt: skip


async def _circumstances(
    db: Db, meeting: Meeting, content: Content, names: Mapping[uuid.UUID, str]
) -> list[Block]:
    zone = (await registry_of(db)).get(db.tenant).zone
    when = meeting.starts_at.astimezone(zone)
    there = sorted(names[one.unit_id] for one in content.units if one.attended)
    absent = sorted(names[one.unit_id] for one in content.units if one.attended is False)
    found = [
        Line(f"时间：{when.year}年{when.month}月{when.day}日{when:%H:%M}"), Line(f"地点：{meeting.place}"),
        Line(f"主持：{meeting.chair}"),
    ]  # fmt: skip
    found += [Line(f"出席单位：{'、'.join(there)}")] if there else []
    found += [Line(f"缺席单位：{'、'.join(absent)}")] if absent else []
    return [*found]


def _items(content: Content) -> Iterator[Block]:
    for place, item in enumerate(content.agenda, 1):
        yield Heading(f"{counted(place)}、{item.topic}")
        yield from lines(item.minutes)


def _decisions(content: Content, names: Mapping[uuid.UUID, str]) -> Iterator[Block]:
    decided = [one for one in content.decisions if one.state != "dropped"]
    if not decided:
        return
    yield Heading(f"{counted(len(content.agenda) + 1)}、议定事项")
    yield Table(
        "议定事项清单", ("序号", "议定事项", "责任单位", "完成时限"),
        tuple(
            (str(place), one.what, names[one.unit_id], f"{one.due_on.year}年{one.due_on.month}月{one.due_on.day}日")
            for place, one in enumerate(decided, 1)
        ),
    )  # fmt: skip


def _title(title: str) -> str:
    """A meeting is often called a meeting already."""
    return title if title.endswith("纪要") else f"{title}{'' if title.endswith('会') else '会议'}纪要"


def counted(number: int) -> str:
    """A number below a hundred as headings count: 一, 十, 十二, 二十, 二十一."""
    tens, ones = divmod(number, 10)
    return f"{_DIGITS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones - 1] if ones else ''}"
