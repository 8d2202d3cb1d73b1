"""What cannot wait: telling a unit by telephone, and putting a caller through to 110, 119, 120 or 122."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.cases.words import TRANSFER_LINES
from hotline_tenants.handling.telling import LONGEST, tell_by_telephone
from hotline_tenants.intake import settling
from hotline_web.acts import choices, text_field
from hotline_web.cases.act import Act, On
from hotline_web.cases.closing_acts import YES_NO
from hotline_web.forms import Field


@dataclass(frozen=True)
class Told:
    version: int
    told: str
    told_at: dt.datetime


@dataclass(frozen=True)
class Transferred:
    version: int
    line: str
    three_way: str
    answered_by: str
    agreed: str


def _urgent(on: On) -> bool:
    return on.case.urgency != "general"


def _own(on: On) -> bool:
    """An order from above is answered through a unit."""
    return not on.case.referred


def _now(on: On) -> Mapping[str, object]:
    return {"told_at": on.known.now}


async def _tell(db: Db, on: On, given: Told, at: dt.datetime) -> None:
    await tell_by_telephone(
        db, on.actor, *on.this, told=given.told, told_at=given.told_at, version=given.version, at=at
    )


async def _transfer(db: Db, on: On, given: Transferred, at: dt.datetime) -> None:
    noted = settling.Transfer(
        line=given.line,
        three_way=given.three_way == "yes",
        answered_by=given.answered_by,
        agreed=given.agreed,
    )
    await settling.transfer(db, on.actor, on.case.id, noted, version=given.version, at=at)


TELLING = Act(
    "told", "told-by-telephone", N_("Told by telephone"), "phone-call", N_("Recorded: it counts as signed at that moment."),
    _tell, Told,
    lambda _: (
        Field("told", N_("Who was told"), max_length=LONGEST, help=N_("The person and the office, for instance: Li, duty room.")),
        Field("told_at", N_("When"), "datetime", width="half"),
    ),
    _now, offered=_urgent, on_part=True,
)  # fmt: skip

TRANSFER = Act(
    "transfer", "transfer", N_("Transfer to an emergency line"), "phone-outgoing", N_("The caller is transferred."), _transfer,
    Transferred,
    lambda _: (
        Field("line", N_("Line"), "radio", choices=choices(TRANSFER_LINES)),
        Field("three_way", N_("Did all three speak together?"), "radio", choices=YES_NO),
        Field("answered_by", N_("Who answered there"), max_length=LONGEST, help=N_("Name or badge number.")),
        text_field("agreed", N_("What was agreed"), rows=2),
    ),
    offered=_own, warn=N_("This ends the case. It cannot be taken back."),
)  # fmt: skip

EMERGENCY_ACTS = (TELLING, TRANSFER)
