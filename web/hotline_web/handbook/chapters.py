"""The chapters of the handbook, in the order of its front page."""

from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Message
from hotline_web.menu import PLACES, REFERENCE


@dataclass(frozen=True)
class Chapter:
    """A page that explains something."""

    title: Message
    text: Message
    url: str
    icon: str
    permission: str = "own"


CASE_CHAPTER = Chapter(
    N_("The life of a case"),
    N_("From the call to the archive: every state of a demand, and every way from one to the next."),
    "/handbook/case",
    "route",
)
ASSIGNMENT_CHAPTER = Chapter(
    N_("The life of an assignment"),
    N_("What one handling unit does with its part: signing, handling, replying, and what it may ask for."),
    "/handbook/assignment",
    "timeline",
)
SUPERVISION_CHAPTER = Chapter(
    N_("The life of a supervision"),
    N_("From the draft to the closing: who signs, who answers, who reviews, and how one objects."),
    "/handbook/supervision",
    "eye-check",
)
TASK_CHAPTER = Chapter(
    N_("What a supervision asks of a unit"),
    N_("Reporting, the review of the report, and what is asked again."),
    "/handbook/task",
    "list-check",
)
CAMPAIGN_CHAPTER = Chapter(
    N_("The life of an inspection campaign"),
    N_("From the plan to the scores that stand: who draws, who approves, who scores, who finishes."),
    "/handbook/inspection",
    "clipboard-search",
)
RECTIFICATION_CHAPTER = Chapter(
    N_("The life of a rectification notice"),
    N_("From the draft to the look back: who issues it, who reports, and who checks again."),
    "/handbook/rectification",
    "clipboard-check",
)
MEETING_CHAPTER = Chapter(
    N_("The life of a joint meeting"),
    N_("From the agenda to the last decision: who calls, who minutes, and when it is over."),
    "/handbook/meeting",
    "users-group",
)
DECISION_CHAPTER = Chapter(
    N_("The life of a meeting's decision"),
    N_(
        "From the draft of the minutes to the confirmation: who carries it out, and who says that it is done."
    ),
    "/handbook/decision",
    "gavel",
)
HOTLINE_CHAPTER = Chapter(
    N_("The life of a hotline that is merged"),
    N_("From the plan to the number that is closed: who keeps the entry, and who approves each step."),
    "/handbook/hotline",
    "arrow-merge",
)
DAY_CHAPTER = Chapter(
    N_("The life of an answering day"),
    N_("From the plan to the result list: when citizens read of it, and when every call is answered."),
    "/handbook/answering",
    "phone-call",
)
CHAPTERS = (
    CASE_CHAPTER,
    ASSIGNMENT_CHAPTER,
    SUPERVISION_CHAPTER,
    TASK_CHAPTER,
    CAMPAIGN_CHAPTER,
    RECTIFICATION_CHAPTER,
    MEETING_CHAPTER,
    DECISION_CHAPTER,
    HOTLINE_CHAPTER,
    DAY_CHAPTER,
    Chapter(
        N_("Roles and permissions"),
        N_("Who there is, and what each role may do."),
        "/handbook/roles",
        "shield-lock",
    ),
    Chapter(
        N_("Guidance"),
        N_("Documents, typical cases, training, and questions answered for all."),
        "/guidance",
        "book-2",
        "guidance.read",
    ),
    Chapter(
        N_("Time rules"),
        N_("How long each stage may take, and which rule counts."),
        "/time-rules",
        "hourglass",
    ),
    Chapter(
        N_("Working calendar"),
        N_("Which days are worked, holidays and days made up for them."),
        "/calendar",
        "calendar",
    ),
)


def chapters(actor: Actor) -> list[Chapter]:
    """Those that this person may read: a page of reference that the navigation does not offer is not linked either."""
    closed = {place.url for place in PLACES if place.group is REFERENCE and not place.opens_to(actor)}
    return [chapter for chapter in CHAPTERS if chapter.url not in closed and actor.may(chapter.permission)]
