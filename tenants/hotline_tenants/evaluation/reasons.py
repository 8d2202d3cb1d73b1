"""For what work may be left out of the adjusted figures: a list that each government keeps itself."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_tenants.evaluation.model import ExclusionReason

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True)
class Reason:
    """A reason that may be given."""

    code: str
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.name_en if language == "en" else self.name_zh


FIRST = (
    Reason("force_majeure", "自然灾害、事故灾难等不可抗力", "Natural disaster, accident or other force majeure"),
    Reason("court", "已进入诉讼、仲裁、行政复议或信访终结程序", "Before a court, an arbitrator or a review"),
    Reason("no_power", "超出本级政府法定职权", "Beyond the legal powers of this government"),
    Reason("policy", "现行政策明确不予支持", "Refused by a policy in force"),
    Reason("system", "平台故障或停机", "Outage of the platform"),
    Reason("malicious", "经认定的恶意、虚假诉求", "Established as malicious or false"),
)  # fmt: skip
"""Offered as long as a government keeps no list of its own."""


async def reasons_of(db: Db) -> Sequence[Reason]:
    """The reasons in force in the government one stands in, in the order of their codes."""
    rows = await _kept(db)
    return (
        [Reason(one.code, one.name_zh, one.name_en) for one in rows if one.ended_at is None]
        if rows
        else FIRST
    )


async def add_reason(db: Db, actor: Actor, reason: Reason, *, at: dt.datetime) -> None:
    """Add a reason; the first one brings those that were offered with it. Raises Refused by field."""
    actor.need("evaluation.keep")
    wrong: dict[str, Message] = {}
    if not _CODE.fullmatch(reason.code):
        wrong["code"] = N_("Small Latin letters, digits and _ only, for instance flood.")
    for name in ("name_zh", "name_en"):
        if not getattr(reason, name).strip():
            wrong[name] = N_("Fill this in.")
    if wrong:
        raise refused_fields(wrong)
    known = {one.code for one in FIRST}
    if not await _kept(db):
        for each in FIRST:
            _put(db, each)
    else:
        known = {one.code for one in await _kept(db)}
    if reason.code in known:
        raise refused_fields({"code": N_("There is a reason with this code already.")})
    _put(db, reason)
    note(db, "exclusion_reason_added", account_id=actor.account_id, at=at, code=reason.code)
    try:
        await db.write()
    except TWICE:
        raise Refused(N_("Somebody changed the reasons at the same moment. Look at them first.")) from None


async def end_reason(db: Db, actor: Actor, code: str, *, at: dt.datetime) -> None:
    """Offer a reason no more; what was asked for by it stays. Raises NotFound, Refused for the last one."""
    actor.need("evaluation.keep")
    if not await _kept(db):
        for each in FIRST:
            _put(db, each)
    living = [one for one in await _kept(db) if one.ended_at is None]
    found = next((one for one in living if one.code == code), None)
    if found is None:
        raise NotFound
    if len(living) == 1:
        raise Refused(N_("This is the last reason. Add another one first."))
    found.ended_at = at
    note(db, "exclusion_reason_ended", account_id=actor.account_id, at=at, code=code)


def _put(db: Db, reason: Reason) -> None:
    db.put(
        ExclusionReason, code=reason.code, name_zh=reason.name_zh.strip(), name_en=reason.name_en.strip(), ended_at=None
    )  # fmt: skip


async def _kept(db: Db) -> Sequence[ExclusionReason]:
    wanted = select(ExclusionReason).where(ExclusionReason.tenant_id == db.tenant)
    return list(await db.scalars(wanted.order_by(ExclusionReason.code)))
