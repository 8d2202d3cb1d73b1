"""What is asked before clocks stand still: a reason, and of an outage from when to when."""

import datetime as dt
from dataclasses import dataclass

from hotline_platform.errors import N_, Message
from hotline_web.forms import Field, FormSpec


@dataclass(frozen=True)
class Reasoned:
    reason: str


@dataclass(frozen=True)
class Outage:
    """An outage as typed, its moments in UTC."""

    begin: dt.datetime
    end: dt.datetime
    reason: str


def reason_form(help_: Message) -> FormSpec[Reasoned]:
    """Just a reason."""
    return FormSpec(
        Reasoned, (Field("reason", N_("Reason"), "textarea", rows=3, max_length=500, help=help_),)
    )


SUSPEND = reason_form(
    N_("By whose decision, and why. It stands in the log and, for staff, in the history of the cases.")
)
RESUME = reason_form(N_("By whose decision. It stands in the log."))
TAKE_BACK = reason_form(
    N_("What was wrong with the entry. It stands in the log and in the history of the cases.")
)
OUTAGE = FormSpec(
    Outage,
    (
        Field("begin", N_("Out from"), "datetime", width="half"),
        Field("end", N_("Out until"), "datetime", width="half"),
        Field("reason", N_("What was out, and why"), "textarea", rows=3, max_length=500,
              help=N_("It stands in the log and in the history of every case whose limits move.")),
    ),
)  # fmt: skip
