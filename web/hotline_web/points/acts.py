"""The acts on a point as its page offers them: their words, their forms, and the verbs behind them."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.points import acting, duty_lists, filing
from hotline_tenants.points.filing import Change
from hotline_tenants.points.words import SUBJECTS
from hotline_web.forms import Choice, Field, FormSpec

Do = Callable[[Db, Actor, uuid.UUID, Any, int | None, dt.datetime], Awaitable[object]]
VERSION = Field("version", "", "hidden", required=False)


@dataclass(frozen=True)
class Act:
    """One act: `noun` is its place in the address, `warn` says what it does to others or cannot be undone."""

    name: str
    noun: str
    icon: str
    spec: FormSpec[Any]
    do: Do
    done: Message
    warn: Message | None = None
    style: str = "outline-secondary"


@dataclass(frozen=True)
class Nothing:
    version: int | None = None


@dataclass(frozen=True)
class Telephone:
    telephone: str
    version: int | None = None


@dataclass(frozen=True)
class Reason:
    reason: str
    version: int | None = None


@dataclass(frozen=True)
class Training:
    trained_on: dt.date
    version: int | None = None


@dataclass(frozen=True)
class NewDutyList:
    duties: str
    basis: str
    effective_from: dt.date
    version: int | None = None


@dataclass(frozen=True)
class Filed:
    subject: str
    happened_on: dt.date
    holder: str
    telephone: str
    note: str
    version: int | None = None


@dataclass(frozen=True)
class Announced:
    subject: str
    happened_on: dt.date
    note: str
    version: int | None = None


_SUBJECT = Field(
    "subject",
    N_("What changed"),
    "select",
    choices=tuple(Choice(key, name) for key, name in SUBJECTS.items()),
)
_HAPPENED = Field(
    "happened_on", N_("Day on which it changed"), "date", width="narrow",
    help=N_("It must be filed within 10 working days of this day."),
)  # fmt: skip
HOLDER = Field(
    "holder", N_("Name of who answers now, or what holds now"), required=False, max_length=80,
    help=N_("Left empty for a liaison officer or leader, the post stands empty from that day on."),
)  # fmt: skip
HOLDERS_TELEPHONE = Field("telephone", N_("Telephone number"), "tel", required=False, width="half")
NOTE = Field("note", N_("Note"), "textarea", required=False, rows=2, max_length=500)
_REASON = Field("reason", N_("Reason"), "textarea", rows=2, max_length=500)


async def _apply(
    db: Db, actor: Actor, unit_id: uuid.UUID, given: Telephone, _: int | None, at: dt.datetime
) -> object:
    return await acting.apply(db, actor, unit_id, telephone=given.telephone, at=at)


def _plain(verb: Callable[..., Awaitable[object]]) -> Do:
    async def do(
        db: Db, actor: Actor, unit_id: uuid.UUID, _: Any, version: int | None, at: dt.datetime
    ) -> object:
        return await verb(db, actor, unit_id, version=version, at=at)

    return do


def _reasoned(verb: Callable[..., Awaitable[object]]) -> Do:
    async def do(
        db: Db, actor: Actor, unit_id: uuid.UUID, given: Reason, version: int | None, at: dt.datetime
    ) -> object:
        return await verb(db, actor, unit_id, reason=given.reason, version=version, at=at)

    return do


async def _train(
    db: Db, actor: Actor, unit_id: uuid.UUID, given: Training, version: int | None, at: dt.datetime
) -> None:
    await acting.train(db, actor, unit_id, trained_on=given.trained_on, version=version, at=at)


async def _give(
    db: Db, actor: Actor, unit_id: uuid.UUID, given: NewDutyList, version: int | None, at: dt.datetime
) -> object:
    return await duty_lists.give_duty_list(
        db, actor, unit_id, duties=given.duties, basis=given.basis, effective_from=given.effective_from,
        version=version, at=at,
    )  # fmt: skip


async def _file(
    db: Db, actor: Actor, unit_id: uuid.UUID, given: Filed, version: int | None, at: dt.datetime
) -> object:
    change = Change(
        subject=given.subject, happened_on=given.happened_on, holder=given.holder, telephone=given.telephone,
        note=given.note,
    )  # fmt: skip
    return await filing.file_change(db, actor, unit_id, change, version=version, at=at)


async def _announce(
    db: Db, actor: Actor, unit_id: uuid.UUID, given: Announced, version: int | None, at: dt.datetime
) -> object:
    change = Change(subject=given.subject, happened_on=given.happened_on, note=given.note)
    return await filing.announce_change(db, actor, unit_id, change, version=version, at=at)


ACTS: Mapping[str, Act] = {
    act.name: act
    for act in (
        Act("apply", "application", "file-pencil",
            FormSpec(Telephone, (Field("telephone", N_("Telephone number"), "tel", width="half",
                                       help=N_("At which somebody of the unit answers.")), VERSION)),
            _apply, N_("The point is applied for. The head of the duty room decides.")),
        Act("approve", "approval", "check", FormSpec(Nothing, (VERSION,)), _plain(acting.approve),
            N_("The application is approved: the point can be set up."), style="primary"),
        Act("refuse", "refusal", "ban", FormSpec(Reason, (_REASON, VERSION)), _reasoned(acting.refuse),
            N_("The application is refused.")),
        Act("give_duty_list", "duty-lists", "list-check",
            FormSpec(NewDutyList, (
                Field("duties", N_("What the unit answers for"), "textarea", rows=8, max_length=duty_lists.LONGEST),
                Field("basis", N_("Legal basis"), help=N_("The law, regulation or decision, with its article."),
                      max_length=400),
                Field("effective_from", N_("Effective from"), "date", width="narrow"), VERSION)),
            _give, N_("The duty list is given.")),
        Act("train", "training", "school",
            FormSpec(Training, (Field("trained_on", N_("Day of the training"), "date", width="narrow"), VERSION)),
            _train, N_("The training is recorded.")),
        Act("file_change", "changes", "user-edit",
            FormSpec(Filed, (_SUBJECT, _HAPPENED, HOLDER, HOLDERS_TELEPHONE, NOTE, VERSION)), _file,
            N_("The change is filed.")),
        Act("announce_change", "announcements", "bell-ringing",
            FormSpec(Announced, (_SUBJECT, _HAPPENED,
                                 Field("note", N_("What is known of it"), "textarea", rows=2, max_length=500), VERSION)),
            _announce, N_("The change is announced: it stands among those to be filed.")),
        Act("open", "opening", "door-enter", FormSpec(Nothing, (VERSION,)), _plain(acting.open_point),
            N_("The point is open."), style="primary"),
        Act("suspend", "suspension", "player-pause", FormSpec(Reason, (_REASON, VERSION)), _reasoned(acting.suspend),
            N_("The point is suspended."), warn=N_("Coverage shows this place as one where nobody answers.")),
        Act("resume", "resumption", "player-play", FormSpec(Nothing, (VERSION,)), _plain(acting.resume),
            N_("The point works again."), style="primary"),
        Act("close", "closure", "archive", FormSpec(Reason, (_REASON, VERSION)), _reasoned(acting.close),
            N_("The point is closed."),
            warn=N_("A closed point has to be applied for anew. The unit itself stays.")),
    )
}  # fmt: skip

BY_NOUN: Mapping[str, Act] = {act.noun: act for act in ACTS.values()}
