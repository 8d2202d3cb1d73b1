"""What waits for a signature is called, where it lies, and what grew, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline_platform.errors import N_, Message
from hotline_tenants.morning.growth import Span


@dataclass(frozen=True)
class Place:
    """What one kind is called; the list of just those, None where there is none and each is shown here, and where one of
    them lies (`%s` stands for its key).
    """

    label: Message
    all: str | None
    one: str
    icon: str


@dataclass(frozen=True)
class Followed:
    """What one kind of thing under way is called, and the list of all that are counted."""

    label: Message
    all: str
    icon: str

    def late(self, unit: str = "") -> str:
        """The list of those that are late, of one unit or of all."""
        return f"{self.all}&overdue=yes" + (f"&unit={unit}" if unit else "")


WAITING: Mapping[str, Place] = {
    "letters": Place(N_("Supervision to sign"), "/supervision?tab=to_sign", "/supervision/%s", "signature"),
    "supervision_objections": Place(
        N_("Objections to supervision"),
        "/supervision?tab=objections",
        "/supervision/%s",
        "message-exclamation",
    ),
    "results": Place(
        N_("Results of my instructions"), "/supervision?tab=results", "/supervision/%s", "writing"
    ),
    "circulars_to_check": Place(
        N_("Circulars to check"), "/circulars?state=checking", "/circulars/%s", "news"
    ),
    "circulars": Place(N_("Circulars to approve"), "/circulars?state=approving", "/circulars/%s", "news"),
    "campaigns": Place(
        N_("Samples to approve"), "/inspection?state=drawn", "/inspection/%s", "clipboard-search"
    ),
    "rectifications": Place(
        N_("Rectification notices to issue"),
        "/rectifications?state=draft",
        "/rectifications/%s",
        "clipboard-check",
    ),
    "recalls": Place(N_("Re-calls to publish"), None, "/recalls/results?month=%s", "phone-outgoing"),
    "rulings": Place(N_("Final rulings"), "/rulings", "/cases/%s", "gavel"),
    "formulas": Place(N_("Formulas to approve"), None, "/evaluation/formulas/%s", "math-function"),
    "months": Place(N_("Evaluations to publish"), None, "/evaluation?month=%s", "scale"),
    "evaluation_objections": Place(
        N_("Objections to the evaluation"), None, "/evaluation/objections/%s", "message-exclamation"
    ),
    "exclusions": Place(N_("Exclusions to decide"), None, "/evaluation/exclusions/%s", "cut"),
    "changes": Place(
        N_("Settings to approve"), "/settings/changes?state=proposed", "/settings/changes/%s", "adjustments"
    ),
    "points": Place(
        N_("Network points to approve"), "/network?state=applied", "/network/points/%s", "affiliate"
    ),
}

UNDER_WAY: Mapping[str, Followed] = {
    "instructions": Followed(
        N_("Leaders’ instructions not closed"), "/supervision?tab=open&form=instruction", "writing"
    ),
    "inspections": Followed(N_("Inspections running"), "/inspection?state=running", "clipboard-search"),
    "rectifications": Followed(
        N_("Rectification notices to be answered"), "/rectifications?state=issued", "clipboard-check"
    ),
    "circulars": Followed(N_("Circulars not read everywhere"), "/circulars?unread=yes", "news"),
    "ladder": Followed(
        N_("Supervised matters whose next rung is due"), "/supervision?tab=all&step=yes", "stairs-up"
    ),
    "received": Followed(N_("Circulars from above to be read"), "/circulars/received?read=no", "mail"),
    "guidance": Followed(
        N_("Guidance not read everywhere"), "/guidance?tab=issued&state=issued&unread=yes", "book"
    ),
}

SPANS: Mapping[Span, Message] = {"day": N_("yesterday"), "week": N_("in the last seven days")}
