"""Every act on a campaign, in the order in which a page offers them."""

import uuid
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Message
from hotline_tenants.inspection import asking, finding, running
from hotline_tenants.inspection.lifecycle import CAMPAIGN
from hotline_tenants.inspection.model import Campaign
from hotline_web import acts
from hotline_web.acts import Plain, Reasoned, plainly, text_field
from hotline_web.forms import Field


@dataclass(frozen=True)
class On:
    """What an act is done on: the campaign, how many sheets are missing, and whether its sample is being drawn."""

    campaign: Campaign
    actor: Actor
    missing: int = 0
    in_team: bool = True
    drawing: bool = False

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The ids that the verb takes."""
        return (self.campaign.id,)

    @property
    def version(self) -> int:
        """The version that the person saw."""
        return self.campaign.version


class Act(acts.Act[On]):
    """An act on a campaign."""

    place = acts.Place("inspection", "", (CAMPAIGN, {}))


@dataclass(frozen=True)
class Found:
    version: int
    number: str
    words: str


def finding_fields(_: On) -> tuple[Field, ...]:
    """What a finding asks for."""
    return (
        Field("number", N_("Number in the sample"), width="half", max_length=60),
        text_field("words", N_("What was found"), rows=4),
    )


def _not_mine(on: On) -> Message | None:
    if on.campaign.planned_by == on.actor.account_id:
        return N_("Who planned a campaign does not approve it. Somebody else has to.")
    return None


def _unfinished(on: On) -> Message | None:
    return N_("%(missing)s sheets are not filled in yet.", missing=on.missing) if on.missing else None


ACTS: tuple[Act, ...] = (
    Act("draw", "draw", N_("Draw the sample"), "dice-5", N_("The sample is asked for. Somebody else approves it when it is drawn."),
        plainly(asking.ask_to_draw), Plain, leading=True, offered=lambda on: not on.drawing,
        warn=N_("It is drawn once, by a seed that is drawn with it. The plan cannot be changed any more.")),
    Act("start", "approval", N_("Approve the campaign"), "check", N_("The campaign is approved: its team scores it now."),
        plainly(running.start), Plain, why_not=_not_mine, leading=True),
    Act("find", "findings", N_("Write down a finding"), "alert-triangle", N_("The finding stands in the ledger."),
        plainly(finding.find), Found, finding_fields, offered=lambda on: on.in_team),
    Act("finish", "finish", N_("Finish the campaign"), "circle-check", N_("The campaign is finished: its scores stand."),
        plainly(running.finish), Plain, why_not=_unfinished, leading=True,
        warn=N_("After that no sheet can be changed.")),
    Act("drop", "dropping", N_("Give the campaign up"), "trash", N_("The campaign is given up."), plainly(running.drop),
        Reasoned, lambda _: (text_field("reason", N_("Why"), rows=3),), asks=True, warn=N_("This cannot be taken back.")),
)  # fmt: skip
