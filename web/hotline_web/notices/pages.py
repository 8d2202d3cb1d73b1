"""A person's notices: the newest first, each leading to what it is about."""

import uuid
from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response
from sqlalchemy import ColumnElement, RowMapping, select, update

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound
from hotline_platform.notices.model import Notice
from hotline_platform.notices.telling import read_all
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.forms import Choice
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import Column, Empty, Filter, ListQuery, ListSpec, Source, count, fetch
from hotline_web.notices.words import KINDS, READ, UNREAD, words_of
from hotline_web.pieces import Link

AnyRequest = Request[Any, Any, Any]
OWN = {"permission": "own"}
COUNTED_UP_TO = 1000
PLACES = {"case": "/cases", "roster": "/rosters", "message": "/messages", "webhook": "/interfaces/webhooks",
          "point": "/network/points", "supervision": "/supervision",
          "guidance": "/guidance", "guidance_question": "/guidance/questions", "exclusion": "/evaluation/exclusions",
          "correction": "/evaluation/corrections",
          "change": "/settings/changes",
          "boundary": "/boundaries",
          "inspection": "/inspection",
          "rectification": "/rectifications",
          "meeting": "/meetings", "invited_meeting": "/meetings/from-above",
          "answering_day": "/answering",
          "merged_hotline": "/network/hotlines",
          "circular": "/circulars", "received_circular": "/circulars/received",
          "unit_circular": "/circulars/unit"}  # fmt: skip
"""Below which what a notice is about has its page."""

WITHOUT = {"invitation": "/committee/invitations", "roster": "/rosters/desk", "roster_gaps": "/rosters/gaps",
           "confirmation": "/confirmations", "own_settings": "/settings", "administration": "/handing-over", "evaluation": "/evaluation",
           "recalls": "/recalls/results", "ladder": "/supervision/ladder",
           "standing": "/evaluation/standings", "unit_standing": "/evaluation/unit"}  # fmt: skip
"""Where a notice leads that is about no one thing: the roster of the desk, every gap."""

OF_MONTH = {"evaluation": "/evaluation?month=%s", "standing": "/evaluation/standings/%s", "unit_standing": "/evaluation/unit/%s"}  # fmt: skip
"""Where one leads that names a month."""

SPEC = ListSpec(
    (
        Column("what", N_("Notice"), "link"),
        Column("number", N_("Case")),
        Column("at", N_("Moment"), "moment", sortable=True),
        Column("read", N_("State"), "state"),
    ),
    default_sort="-at",
    filters=(
        Filter("kind", N_("Notice"), choices=tuple(Choice(key, name) for key, name in KINDS.items())),
        Filter("unread", N_("Not read yet"), "yes_no"),
    ),
    empty=Empty(N_("No notices"), N_("What you should know about your cases appears here."), "bell"),
)


@get("/notices", opt=OWN)
async def notices_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """One's own notices in this tenant."""
    query = ListQuery.from_url("/notices", request.query_params, SPEC)
    source = _source(db, actor.account_id)
    found = await fetch(db, source, query, await count(db, source, query, COUNTED_UP_TO))
    shown = found.shown(_cells, lambda row: f"/notices/{row['id']}")
    return page(request, "notices/list.html", page=shown)


@get("/notices/{notice_id:uuid}", opt=OWN)
async def open_notice(
    request: AnyRequest, db: GivenDb, actor: GivenActor, notice_id: FromPath[uuid.UUID]
) -> Redirect:
    """To what the notice is about; it counts as read from now on."""
    subject = (
        await db.execute(
            update(Notice)
            .where(
                Notice.tenant_id == db.tenant, Notice.id == notice_id, Notice.account_id == actor.account_id
            )
            .values(read_at=moment(request))
            .returning(Notice.subject_kind, Notice.subject_id, Notice.detail)
        )
    ).one_or_none()
    if subject is None:
        raise NotFound
    place = PLACES.get(subject.subject_kind)
    if place and subject.subject_id:
        return Redirect(f"{place}/{subject.subject_id}", status_code=303)
    if subject.subject_kind in OF_MONTH and "month" in subject.detail:
        return Redirect(OF_MONTH[subject.subject_kind] % subject.detail["month"], status_code=303)
    return Redirect(WITHOUT.get(subject.subject_kind, "/notices"), status_code=303)


@post("/notices/all-read", opt=OWN, status_code=303)
async def all_read(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Redirect:
    """Mark everything as read."""
    assert actor.account_id is not None
    await read_all(db, actor.account_id, at=moment(request))
    return back("/notices", N_("All notices are marked as read."))


def _source(db: Db, account_id: uuid.UUID | None) -> Source:
    wanted = select(Notice.id, Notice.kind, Notice.at, Notice.read_at, Notice.detail)
    expressions: dict[str, ColumnElement[Any]] = {"at": Notice.at.expression, "kind": Notice.kind.expression}
    return Source(
        wanted.where(Notice.tenant_id == db.tenant, Notice.account_id == account_id),
        Notice.id.expression,
        expressions,
        {"unread": lambda value: Notice.read_at.is_(None) if value else Notice.read_at.is_not(None)},
    )


def _cells(row: RowMapping) -> Mapping[str, object]:
    return {
        "what": Link(words_of(row["kind"], row["detail"]), f"/notices/{row['id']}"), "number": row["detail"].get("number", ""),
        "at": row["at"], "read": READ if row["read_at"] else UNREAD,
    }  # fmt: skip


ROUTES = (notices_page, open_notice, all_read)
