"""Every act on a rectification notice, in the order in which a page offers them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Message
from hotline_tenants.rectification import issuing, reporting
from hotline_tenants.rectification.lifecycle import RECTIFICATION
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.reaching import is_asked
from hotline_web import acts
from hotline_web.acts import Plain, plainly, text_field
from hotline_web.forms import Field


@dataclass(frozen=True)
class On:
    """What an act is done on: the notice, and why there is no look-back yet, if so."""

    notice: Rectification
    actor: Actor
    why_not_look_back: Message | None = None

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The ids that the verb takes."""
        return (self.notice.id,)

    @property
    def version(self) -> int:
        """The version that the person saw."""
        return self.notice.version


class Act(acts.Act[On]):
    """An act on a notice."""

    place = acts.Place("rectifications", "", (RECTIFICATION, {}))


@dataclass(frozen=True)
class Noted:
    version: int
    note: str


@dataclass(frozen=True)
class Reported:
    version: int
    report: str


@dataclass(frozen=True)
class SentBack:
    version: int
    reason: str
    due_at: dt.datetime | None = None


def _kept(on: On) -> bool:
    return on.notice.side != "lower" and on.actor.unit_id is None


def _asked(on: On) -> bool:
    return is_asked(on.notice, on.actor)


def _own_draft(on: On) -> Message | None:
    if on.notice.drafted_by == on.actor.account_id:
        return N_("Who drafted a notice does not issue it. Somebody else has to.")
    return None


ACTS: tuple[Act, ...] = (
    Act("issue", "issue", N_("Issue the notice"), "send", N_("The notice is numbered and sent."),
        plainly(issuing.issue), Plain, offered=_kept, why_not=_own_draft, leading=True,
        warn=N_("It gets its number and goes out. The words cannot be changed any more.")),
    Act("report", "report", N_("Report what was put right"), "report", N_("The report is with those who inspect."),
        plainly(reporting.report), Reported, lambda _: (text_field("report", N_("What was put right"), rows=6),),
        offered=_asked, leading=True),
    Act("accept", "acceptance", N_("Close after the re-check"), "circle-check", N_("The notice is closed."),
        plainly(reporting.accept), Noted, lambda _: (text_field("note", N_("What was checked again, and how"), rows=4),),
        offered=_kept, leading=True),
    Act("send_back", "sending-back", N_("Send back after the re-check"), "arrow-back-up", N_("It is asked again."),
        plainly(reporting.send_back), SentBack,
        lambda _: (
            text_field("reason", N_("What is missing"), rows=3),
            Field("due_at", N_("New deadline"), "datetime", required=False, width="half"),
        ),
        offered=_kept),
    Act("look_back", "look-back", N_("Look back"), "history", N_("The look-back stands in the ledger."),
        plainly(reporting.look_back), Noted, lambda _: (text_field("note", N_("Whether it has held"), rows=4),),
        offered=lambda on: _kept(on) and on.notice.looked_back_at is None, why_not=lambda on: on.why_not_look_back,
        leading=True),
    Act("discard", "discarding", N_("Throw the draft away"), "trash", N_("The draft is thrown away."),
        plainly(issuing.discard), Plain, offered=_kept, asks=True, warn=N_("This cannot be taken back.")),
)  # fmt: skip
