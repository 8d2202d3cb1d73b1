"""Drafting a circular from the figures, writing in it, and taking newer figures."""

import datetime as dt
import uuid
from collections.abc import Container, Sequence

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import GENESIS
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.circulars.content import Frozen, changes, fields_of, figures_of, frozen_as
from hotline_tenants.circulars.figures import take
from hotline_tenants.circulars.inspected import take_campaign
from hotline_tenants.circulars.lifecycle import CIRCULAR
from hotline_tenants.circulars.model import REPORT, Circular
from hotline_tenants.circulars.parts import first_parts, title_of
from hotline_tenants.circulars.periods import FIRST_YEAR, period_of
from hotline_tenants.circulars.pieces import Part, Words, stored, why_not
from hotline_tenants.circulars.reaching import circular_for
from hotline_tenants.circulars.recording import record
from hotline_tenants.circulars.words import EVERY
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.supervision.lifecycle import allowed


async def draft(db: Db, actor: Actor, every: str, day: dt.date, *, at: dt.datetime) -> uuid.UUID:
    """Draft the circular of the period around `day`; where there is one already, that one is meant, so that a job that
    runs twice and a second click make none. Raises Refused by field: `every`, `day`.
    """
    actor.need("circular.write")
    today = (await calendar_of(db)).local_date(at)
    if wrong := why_not_period(every, day, today):
        raise refused_fields(wrong)
    period = period_of(every, day)
    if found := await _there(db, every, period.first):
        return found
    figures = await take(db, period, at=await local(db, at))
    made = insert(Circular).values(
        tenant_id=db.tenant, id=new_id(), every=every, first=period.first, last=period.last, state="draft",
        title=title_of(every, period), parts=stored(first_parts(every, period)), figures=frozen_as(figures), as_of=at,
        drafted_at=at, edited_by=actor.account_id, version=0, events=0, head=GENESIS,
    )  # fmt: skip
    taken = await db.execute(
        made.on_conflict_do_nothing(
            index_elements=["tenant_id", "every", "first"],
            index_where=and_(Circular.state != "discarded", Circular.every != REPORT),
        ).returning(Circular.id)
    )
    if (circular_id := taken.scalar_one_or_none()) is None:  # somebody drafted it at the same moment
        found = await _there(db, every, period.first)
        assert found is not None
        return found
    circular = await circular_for(db, actor, circular_id, lock=True)
    await record(db, circular, "draft", actor, at=at, as_of=at)
    return circular_id


async def edit(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, title: str, parts: Sequence[Part], version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Change the words and which pictures stand. The figures stay as they are.

    Raises Refused by field: `title`, and `heading_n` or `text_n` for a name that no figure has.
    """
    circular = await circular_for(db, actor, circular_id, lock=True, version=version)
    allowed(CIRCULAR, circular.state, "edit", actor)
    if wrong := why_not_words(title, parts, fields_of(circular.every)):
        raise refused_fields(wrong)
    kept = [
        part for part in parts if not isinstance(part, Words) or part.heading.strip() or part.text.strip()
    ]
    circular.title, circular.parts, circular.edited_by = title.strip(), stored(kept), actor.account_id
    await record(db, circular, "edit", actor, at=at)


async def redraft(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> list[dict[str, str]]:
    """Take the figures anew; the words stay. Returns, and writes into the ledger, what changed."""
    circular = await circular_for(db, actor, circular_id, lock=True, version=version)
    allowed(CIRCULAR, circular.state, "redraft", actor)
    old = figures_of(circular)
    new: Frozen
    if circular.campaign_id is not None:
        campaign = await campaign_for(db, actor, circular.campaign_id)
        new = await take_campaign(db, campaign, at=await local(db, at))
    else:
        new = await take(db, old.period, at=await local(db, at))
    circular.figures, circular.as_of, circular.edited_by = frozen_as(new), at, actor.account_id
    changed = [one for one in changes(old, new) if one["name"] != "截止时刻"]
    await record(db, circular, "redraft", actor, at=at, as_of=at, changes=changed)
    return changed


async def discard(
    db: Db, actor: Actor, circular_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Throw a draft away; another one of its period can be drafted then."""
    circular = await circular_for(db, actor, circular_id, lock=True, version=version)
    circular.state = allowed(CIRCULAR, circular.state, "discard", actor).to
    await record(db, circular, "discard", actor, at=at)


def why_not_period(every: str, day: dt.date, today: dt.date) -> dict[str, Message]:
    """What is wrong with a period: only one that is over can be told."""
    if every not in EVERY or every == REPORT:
        return {"every": N_("Choose one of the list.")}
    if not FIRST_YEAR <= day.year <= today.year:
        return {"day": N_("Choose a day of a period that is over.")}
    if period_of(every, day).last >= today:
        return {
            "day": N_("This period is not over yet: its circular can be drafted from the next morning on.")
        }
    return {}


def why_not_words(title: str, parts: Sequence[Part], names: Container[str]) -> dict[str, Message]:
    """What is wrong with the words, field by field."""
    wrong: dict[str, Message] = {}
    if not title.strip():
        wrong["title"] = N_("Give it a title.")
    for place, part in enumerate(parts):
        if isinstance(part, Words):
            for field, words in ((f"heading_{place}", part.heading), (f"text_{place}", part.text)):
                if refusal := why_not(words, names):
                    wrong[field] = refusal
    if not any(isinstance(part, Words) and part.text.strip() for part in parts):
        wrong.setdefault("title", N_("A circular says something: write at least one text."))
    return wrong


async def local(db: Db, at: dt.datetime) -> dt.datetime:
    """The moment as the office writes it."""
    return at.astimezone((await calendar_of(db)).zone)


async def _there(db: Db, every: str, first: dt.date) -> uuid.UUID | None:
    wanted = select(Circular.id).where(
        Circular.tenant_id == db.tenant, Circular.every == every, Circular.first == first,
        Circular.state != "discarded",
    )  # fmt: skip
    return (await db.execute(wanted)).scalar_one_or_none()
