"""Drafting a paper, and the next version of one; writing in a draft, and discarding it.

Texts that leave the house show nobody: the check proposes, a person strikes.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.cases.striking import STRUCK, struck
from hotline_tenants.guidance.model import KINDS, GuidancePaper, GuidanceTraining
from hotline_tenants.guidance.reaching import draft_for, own_paper, training_of

DRAFTED = ("document", "case", "training")
"""What is drafted; an answer is written to a question, a notice of criticism follows from its supervision."""


AROUND = 8
"""So many characters about what would be struck tell a writer where it stands."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a paper says; a training also where, when and for how many."""

    title: str
    body: str
    place: str = ""
    starts_at: dt.datetime | None = None
    capacity: int | None = None


async def draft(
    db: Db, actor: Actor, kind: str, text: Text, *, follows: uuid.UUID | None = None, at: dt.datetime
) -> uuid.UUID:
    """A new draft, or the next version of what was issued. Raises NotFound, Refused by field.

    A second draft of the same next version raises a unique violation at the commit.
    """
    actor.need("guidance.keep")
    version = 1
    if follows is not None:
        before = await own_paper(db, follows)
        if before.state != "issued":
            raise Refused(N_("Only what was issued and is in force gets a next version."))
        kind, version = before.kind, before.version + 1
    if kind not in KINDS:
        raise refused_fields({"kind": N_("Choose one of the list.")})
    need_sound(kind, text, at=at)
    paper_id = new_id()
    db.put(
        GuidancePaper, id=paper_id, kind=kind, state="draft", version=version, follows_id=follows, title=text.title.strip(),
        asked="", body=text.body.strip(), drafted_by=actor.account_id, changed_at=at, ended_reason="",
    )  # fmt: skip
    if kind == "training":
        db.put(
            GuidanceTraining, paper_id=paper_id, place=text.place.strip(), starts_at=text.starts_at,
            capacity=text.capacity,
        )  # fmt: skip
    return paper_id


async def edit(
    db: Db, actor: Actor, paper_id: uuid.UUID, text: Text, *, edits: int | None, at: dt.datetime
) -> None:
    """Write a draft anew, of which a page showed the words after so many `edits`. Raises NotFound, Stale where somebody
    else has written in it since, Refused by field or where it was sent out.
    """
    actor.need("guidance.keep")
    paper = await draft_for(db, paper_id, edits=edits)
    need_sound(paper.kind, text, at=at)
    paper.title, paper.body, paper.changed_at = text.title.strip(), text.body.strip(), at
    paper.edits += 1
    if (training := await training_of(db, paper_id)) is not None:
        assert text.starts_at is not None
        assert text.capacity is not None
        training.place, training.starts_at = text.place.strip(), text.starts_at
        training.capacity = text.capacity


async def discard(db: Db, actor: Actor, paper_id: uuid.UUID, *, edits: int | None, at: dt.datetime) -> None:
    """Nothing becomes of a draft; another next version can be written. Raises NotFound, Stale, Refused."""
    actor.need("guidance.keep")
    paper = await draft_for(db, paper_id, edits=edits)
    paper.state, paper.ended_at, paper.changed_at = "discarded", at, at
    note(db, "guidance_discarded", account_id=actor.account_id, subject=paper.id, at=at)


def need_sound(kind: str, text: Text, *, at: dt.datetime) -> None:
    """Raises Refused by field where something is missing, in the past, or shows somebody."""
    wrong: dict[str, Message] = {}
    for name in ("title", "body"):
        words = getattr(text, name)
        if not words.strip():
            wrong[name] = N_("Fill this in.")
        elif kind in ("case", "answer", "notice") and (found := shows_somebody(words)):
            wrong[name] = N_(
                "This may show who somebody is: “%(words)s”. Strike it or say it otherwise.", words=found
            )
    if kind == "training":
        if not text.place.strip():
            wrong["place"] = N_("Say where it takes place.")
        if text.starts_at is None or text.starts_at <= at:
            wrong["starts_at"] = N_("Choose a moment in the future.")
        if not text.capacity or not 0 < text.capacity <= 10_000:
            wrong["capacity"] = N_("Say how many people there is room for.")
    if wrong:
        raise refused_fields(wrong)


def shows_somebody(text: str) -> str:
    """The first place at which something would be struck, as it would read then; empty where there is none."""
    line = next((after for line in text.splitlines() if (after := struck(line)) != line), "")
    at = max(0, line.find(STRUCK))
    return line[max(0, at - AROUND) : at + len(STRUCK) + AROUND].strip("，。；、 ")
