"""Merging a repeat into the case that it repeats, and undoing it."""

import datetime as dt
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.handling import merging
from hotline_web.acts import Reasoned, text_field
from hotline_web.cases.act import Act, On
from hotline_web.forms import Field


@dataclass(frozen=True)
class Merged:
    version: int
    into: str


async def _merge(db: Db, on: On, given: Merged, at: dt.datetime) -> None:
    await merging.merge(db, on.actor, on.case.id, into=given.into, version=given.version, at=at)


async def _unmerge(db: Db, on: On, given: Reasoned, at: dt.datetime) -> None:
    await merging.unmerge(db, on.actor, on.case.id, reason=given.reason, version=given.version, at=at)


def _took_the_call(on: On) -> bool:
    return not on.case.referred


def _why_not(on: On) -> Message | None:
    return merging.why_not_merge(on.case, leads=on.leads_others)


MERGING_ACTS = (
    Act("merge", "merger", N_("Merge into another case"), "arrows-join", N_("The case is merged. It follows the other one from now on."),
        _merge, Merged,
        lambda _: (Field("into", N_("Number of the other case"), max_length=40,
                         help=N_("It waits for that case's answer and then goes on to its own caller. It can be undone.")),),
        offered=_took_the_call, why_not=_why_not, asks=True),
    Act("unmerge", "merger-end", N_("Undo the merging"), "arrows-split", N_("The case stands on its own again and waits for dispatch."),
        _unmerge, Reasoned, lambda _: (text_field("reason", N_("Why it is another matter"), rows=2),)),
)  # fmt: skip
