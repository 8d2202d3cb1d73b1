"""Papers and questions as lists: columns, filters, rows."""

from collections.abc import Mapping

from sqlalchemy import RowMapping

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Message
from hotline_tenants.guidance.model import GuidancePaper, GuidanceQuestion
from hotline_tenants.guidance.queries import papers, questions, unread_by_somebody
from hotline_web.cases.known import Known
from hotline_web.forms import Choice
from hotline_web.guidance.words import ANSWERED, FOR_ALL, KINDS, STATES, WAITING
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source

TABS: dict[str, Message] = {
    "unread": N_("To be read"),
    "received": N_("Sent to us"),
    "issued": N_("Issued here"),
    "drafts": N_("Drafts"),
    "questions": N_("Questions"),
}
EMPTY: dict[str, Empty] = {
    "unread": Empty(N_("Everything is read"), N_("What is sent to you appears here until you confirm that you have read it."), "book"),
    "received": Empty(N_("Nothing was sent here yet"), N_("Documents, typical cases, training and answers from above appear here."), "book"),
    "issued": Empty(N_("Nothing was issued here yet"), N_("What you issue appears here with its receipts."), "book"),
    "drafts": Empty(N_("There is no draft"), N_("Write one with the button above."), "book"),
    "questions": Empty(N_("No question was asked yet"), N_("A question to the government above, and its answer, appear here."), "help"),
}  # fmt: skip
UNREAD = Filter("unread", N_("Not read everywhere"), "yes_no")
STATE = Filter(
    "state",
    N_("State"),
    choices=tuple(Choice(key, STATES[key].label) for key in ("issued", "replaced", "withdrawn")),
)
KIND = Filter("kind", N_("Kind"), choices=tuple(Choice(key, name) for key, name in KINDS.items()))


def spec(tab: str) -> ListSpec:
    """The list of one tab, what changed last first."""
    if tab == "questions":
        return ListSpec(
            (Column("title", N_("Question"), "link", width="wide"), Column("unit", N_("Asked by")),
             Column("asked", N_("Asked on"), "moment", sortable=True), Column("state", N_("State"), "state")),
            default_sort="-asked", empty=EMPTY[tab],
        )  # fmt: skip
    return ListSpec(
        (Column("title", N_("Title"), "link", width="wide"), Column("kind", N_("Kind")),
         Column("version", N_("Version"), "number", hide_on_phone=True), Column("state", N_("State"), "state"),
         Column("read_by", N_("To be read by"), "moment"), Column("changed", N_("Changed"), "moment", sortable=True)),
        default_sort="-changed", filters=(KIND, STATE, UNREAD) if tab == "issued" else (KIND,), empty=EMPTY[tab],
    )  # fmt: skip


def source(actor: Actor, tab: str) -> Source:
    """Where the rows of a tab come from."""
    if tab == "questions":
        return Source(
            questions(actor), GuidanceQuestion.id.expression, {"asked": GuidanceQuestion.asked_at.expression}
        )
    return Source(
        papers(actor, tab), GuidancePaper.id.expression,
        {"changed": GuidancePaper.changed_at.expression, "kind": GuidancePaper.kind.expression,
         "state": GuidancePaper.state.expression},
        {"unread": lambda value: unread_by_somebody(actor.tenant).is_(value)},
    )  # fmt: skip


def url(row: RowMapping) -> str:
    """Where a row leads."""
    return f"/guidance/questions/{row['id']}" if "asked_at" in row else f"/guidance/{row['id']}"


def cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    """What a row shows."""
    if "asked_at" in row:
        state = WAITING if row["answered_at"] is None else FOR_ALL if row["paper_id"] else ANSWERED
        asker = known.unit(row["unit_id"]) if row["side"] == "answers" else N_("this government")
        return {"title": row["title"], "unit": asker, "asked": row["asked_at"], "state": state}
    return {
        "title": row["title"], "kind": KINDS[row["kind"]], "version": row["version"], "state": STATES[row["state"]],
        "read_by": row["read_by"], "changed": row["changed_at"],
    }  # fmt: skip
