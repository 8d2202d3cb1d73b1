"""What a government was given before its first day, as its history begins: which value, on which road, by whom, when."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government
from hotline_tenants.clocks.rules import Rule
from hotline_tenants.onboarding.giving import latest_given
from hotline_web.changes.words import lines_of, name_of
from hotline_web.i18n import Reader
from hotline_web.pieces import Text
from hotline_web.points.showing import names_of

ROADS: Mapping[str, Message] = {
    "document": N_("With the document that set the government up"),
    "page": N_("On the page of its values"),
}


@dataclass(frozen=True)
class Given:
    """One setting as it was given; `lines` are what it says, in a rule one for each limit."""

    name: Text
    lines: Sequence[tuple[Message | None, Any]]
    road: Message
    by: Text
    at: dt.datetime


async def given_first(
    db: Db, of: str, rules: Mapping[str, Rule], here: Government, reader: Reader
) -> list[Given]:  # fmt: skip
    """The last of every setting, or of the one asked for; a history that is older than this record has none."""
    found = await latest_given(db, of)
    people = await names_of(db, [one.account_id for one in found])
    return [
        Given(
            name_of(one.subject, rules, reader.language), _lines(one.subject, one.value, here, reader), ROADS[one.road],
            people.get(one.account_id, "") if one.account_id else N_("On the command line"), one.at,
        )
        for one in found
    ]  # fmt: skip


def _lines(
    subject: str, value: Any, here: Government, reader: Reader
) -> list[tuple[Message | None, Any]]:  # fmt: skip
    if value is None:
        return [(None, N_("inherited") if here.parent_id is not None else N_("The default"))]
    item = {"of": subject, "before": {} if isinstance(value, dict) else None, "after": value}
    return [(label, after) for label, _, after in lines_of(item, here, reader)]
